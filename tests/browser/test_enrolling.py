"""Une première fois sans FranceConnect : la carte, un code, deux facteurs, et le carnet s’ouvre."""

import pytest
from playwright.sync_api import expect

from ens.sandbox.cast import Person
from ens.sandbox.newcomers import INES, LOU, ROBERT, SERIALS
from tests.browser.axe import violations
from tests.browser.chromium import PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.walk import Walk
from tests.scenarios.live import House
from tests.scenarios.newcomers import identity

PASSWORD = "Vélo-bleu7 sous la pluie"
SCREENS = 8


def show_card(walk: Walk, person: Person, holder: Person | None = None) -> None:
    card = holder or person
    walk.type("Numéro de sécurité sociale", card.identity.matricule)
    walk.type("Numéro de série de la carte", SERIALS[card.slug])
    year, month, day = person.identity.birth_date.split("-")
    for label, part in (("Jour", day), ("Mois", month), ("Année", year)):
        walk.type(label, part)
    walk.press("Continuer")


def look(walk: Walk) -> None:
    """Nothing on this screen keeps anybody out."""
    assert violations(walk.page) == [], walk.screens


def make_first_choices(walk: Walk) -> None:
    for group in walk.page.get_by_role("group").all():
        group.get_by_role("radio").first.check()
        walk.fields += 1
    walk.press("Enregistrer ces choix")


def test_ines_opens_her_notebook_with_her_card_and_an_app(visit: Visit, house: House) -> None:
    """Inès, sur un ordinateur : la carte, un code par courriel, une application de codes."""
    tab = visit(Screen())
    walk = Walk(tab)
    tab.go("/inscription/")
    walk.see()
    look(walk)
    show_card(walk, INES)
    look(walk)
    walk.choose("Par courriel")
    walk.press("Envoyer le code")
    look(walk)
    walk.type("Code", walk.read_message(r"Votre code est (\d{6})"))
    walk.press("Continuer")
    walk.type("Mot de passe", PASSWORD)
    walk.choose("J’accepte les conditions d’utilisation")
    look(walk)
    walk.press("Continuer")
    look(walk)
    walk.type("Code affiché par l’application", walk.app_code())
    walk.press("Utiliser cette application")
    look(walk)
    walk.press("C’est fait, ouvrir mon carnet", "link")
    make_first_choices(walk)
    print(walk.tell("Inès"))
    assert len(walk.screens) - 1 <= SCREENS, "the last one is her notebook"
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("Inès")


def test_robert_opens_his_with_a_letter_and_codes_on_paper(visit: Visit, house: House) -> None:
    """Robert, sur un téléphone sans JavaScript : la lettre, une adresse à vérifier, dix codes sur papier."""
    tab = visit(Screen(PHONE, script=False))
    walk = Walk(tab)
    letter = walk.read_message(r"Votre carnet de santé numérique[\s\S]*?([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")
    tab.go("/inscription/")
    walk.see()
    show_card(walk, ROBERT)
    walk.type("Code", letter)
    walk.press("Continuer")
    walk.type("Mot de passe", PASSWORD)
    walk.type("Adresse électronique", "robert.lacombe@exemple.fr")
    walk.choose("J’accepte les conditions d’utilisation")
    walk.press("Continuer")
    walk.type("Code reçu par courriel", walk.read_message(r"Votre code est (\d{6})"))
    walk.press("Continuer")
    expect(tab.page.get_by_role("button", name="Créer une clé d’accès")).to_be_hidden()
    walk.press("Choisir le papier")
    paper = tab.page.locator(".codes code").first.inner_text()
    walk.press("C’est fait, ouvrir mon carnet", "link")
    make_first_choices(walk)
    print(walk.tell("Robert"))
    assert len(walk.screens) - 1 <= SCREENS
    tab.page.get_by_role("button", name="Quitter").click()
    login = come_back(walk, house, paper)
    assert login.startswith(("robert.", "r.", "lacombe"))


def come_back(walk: Walk, house: House, paper: str) -> str:
    """Forget the login name, get it by e-mail, and come in with the password and one code of the paper."""
    walk.tab.go("/connexion/oubli/")
    walk.type("Adresse électronique ou téléphone mobile", "robert.lacombe@exemple.fr")
    walk.page.get_by_role("button", name="Envoyer mon identifiant").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Regardez vos messages")
    login = walk.read_message(r"Vous avez demandé votre identifiant\.\s+(\S+)")
    walk.tab.go("/connexion/identifiant/")
    walk.type("Identifiant", login)
    walk.type("Mot de passe", PASSWORD)
    walk.press("Continuer")
    walk.type("Code", paper)
    walk.press("Ouvrir mon carnet")
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("Robert")
    return login


@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["desktop", "phone"])
def test_a_wrong_card_says_what_to_do_and_nothing_more(visit: Visit, house: House, size: tuple[int, int]) -> None:
    tab = visit(Screen(size, script=False))
    tab.expected.add(422)
    walk = Walk(tab)
    tab.go("/inscription/")
    walk.type("Numéro de sécurité sociale", INES.identity.matricule)
    walk.type("Numéro de série de la carte", "12345678")
    for label, part in (("Jour", "1"), ("Mois", "1"), ("Année", "1980")):
        walk.type(label, part)
    tab.page.get_by_role("button", name="Continuer").click()
    expect(tab.page.get_by_role("alert")).to_contain_text("ne vont pas ensemble")
    width = tab.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0], "nothing sticks out"


def test_a_parent_is_asked_who_she_is_and_led_to_her_own_notebook_first(visit: Visit, house: House) -> None:
    """Les jumeaux d’Inès : lequel, à quel titre, et d’abord son propre carnet."""
    tab = visit(Screen(PHONE))
    walk = Walk(tab)
    tab.go("/inscription/")
    show_card(walk, LOU, INES)
    look(walk)
    walk.choose("Lou")
    walk.choose("Son représentant légal")
    walk.press("Continuer")
    walk.choose("Par SMS")
    walk.press("Envoyer le code")
    walk.type("Code", walk.read_message(r"votre code est (\d{6})"))
    walk.press("Continuer")
    look(walk)
    expect(tab.page.get_by_role("link", name="Ouvrir mon carnet")).to_be_visible()


def test_a_letter_refuses_a_notebook(visit: Visit, house: House) -> None:
    """Avec la lettre seule : une question, une réponse, une preuve à garder."""
    person = house.ask("person", identity=identity(), state="ANNOUNCED")
    code = house.ask("letter", space=person["space"], number=person["number"])
    tab = visit(Screen(PHONE))
    walk = Walk(tab)
    tab.go("/opposition/")
    walk.type("Code de la lettre", code)
    walk.press("Continuer")
    look(walk)
    walk.press("Refuser ce carnet")
    look(walk)
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("link", name="Télécharger la preuve").click()
    assert waiting.value.suggested_filename == "preuve-de-refus.pdf"


def test_the_pages_of_a_forgotten_password_and_of_a_second_proof(visit: Visit, house: House) -> None:
    person = house.ask("person", identity=identity())
    proofs = house.ask("enrolled", space=person["space"], number=person["number"])
    tab = visit(Screen())
    walk = Walk(tab)
    tab.go("/connexion/oubli/mot-de-passe/")
    walk.type("Identifiant", "personne.ici-77")
    walk.press("Envoyer un code")
    look(walk)
    tab.go("/connexion/identifiant/")
    walk.type("Identifiant", proofs["login"])
    walk.type("Mot de passe", proofs["password"])
    walk.press("Continuer")
    look(walk)
