"""Le partage par un carré : Camille montre, quelqu’un vise, lit, et ne lit plus dès qu’elle arrête."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import PHONE, Screen, Tab
from tests.browser.conftest import Visit
from tests.browser.pages import notebook
from tests.browser.signing import PSC, befriend
from tests.scenarios.live import House
from tests.shares.reader import open_jwe, read_link

SCREENS = pytest.mark.parametrize(
    "screen", [Screen(), Screen(PHONE), Screen(PHONE, script=False)], ids=["desktop", "phone", "phone-noscript"]
)
REPORT = "Échographie de la thyroïde"


def look(tab: Tab, title: str, screen: Screen) -> None:
    page = tab.page
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    if screen.script:
        assert violations(page) == [], page.url


def hand_over(tab: Tab, house: House, screen: Screen, *, code_alone: bool) -> tuple[str, str]:
    """Let Camille choose a document, and read what she hands over."""
    page = tab.page
    tab.go(notebook(house, "partages/"))
    look(tab, "Partages", screen)
    page.get_by_role("link", name="Partager des documents").click()
    look(tab, "Partager des documents", screen)
    page.get_by_label(REPORT).first.check()
    if code_alone:
        page.get_by_label("Le code suffit").check()
    page.get_by_role("button", name="Préparer le partage").click()
    look(tab, "Le partage est prêt", screen)
    page.get_by_text("L’adresse en toutes lettres").click()
    address = page.locator(".cle-texte").inner_text()
    return "/" + address.split("/", 3)[3], re.sub(r"\D", "", page.locator(".code-dit").inner_text())


def aim(tab: Tab, handed: tuple[str, str], screen: Screen) -> Page:
    tab.go(handed[0])
    look(tab, "Ouvrir un partage", screen)
    tab.page.get_by_label("Le code").fill(handed[1])
    tab.page.get_by_role("button", name="Continuer").click()
    look(tab, "Le code est le bon", screen)
    return tab.page


@SCREENS
def test_the_share_by_a_square_on_a_phone_ends_while_it_is_open(visit: Visit, house: House, screen: Screen) -> None:
    """Quelqu’un lit sur son téléphone ; Camille arrête le partage ; au clic suivant, il ne lit plus rien."""
    camille, phone = visit(screen, "camille"), visit(screen)
    page = aim(phone, hand_over(camille, house, screen, code_alone=True), screen)
    page.get_by_role("button", name="Ouvrir").click()
    look(phone, "Partagé avec vous", screen)
    page.get_by_role("link", name=REPORT).click()
    look(phone, REPORT, screen)
    expect(page.get_by_text("Code dit de vive voix").first).to_be_visible()
    picture = page.locator("main img").first
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") > 600
    assert page.get_by_role("link", name="Télécharger").count() == 0
    camille.page.get_by_role("button", name="Arrêter ce partage").first.click()
    expect(camille.page.get_by_text("Le partage est arrêté")).to_be_visible()
    phone.expected.add(404)
    for _ in range(4):  # both processes answer
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_contain_text("n’existe pas")
        expect(page.get_by_text("Ce partage a pris fin")).to_be_visible()


def test_a_copy_is_handed_over_only_after_it_was_said_so(visit: Visit, house: House) -> None:
    """Camille choisit de remettre une copie : la page le dit, et un programme lit le lien de son carré."""
    camille, screen = visit(Screen(PHONE), "camille"), Screen(PHONE)
    page = camille.page
    camille.go(notebook(house, "partages/nouveau/"))
    expect(page.get_by_label("À regarder")).to_be_checked()
    page.get_by_label(REPORT).first.check()
    page.get_by_label("En remettre une copie").check()
    page.get_by_role("button", name="Préparer le partage").click()
    look(camille, "Le partage est prêt", screen)
    expect(page.get_by_text("Ce partage remet vos données")).to_be_visible()
    page.get_by_text("L’adresse en toutes lettres").click()
    link = read_link(page.locator(".cle-texte").inner_text())
    code = re.sub(r"\D", "", page.locator(".code-dit").inner_text())
    answer = httpx.post(link.url, json={"recipient": "Dr Rossi", "passcode": code}, trust_env=False, verify=False)
    header, bundle = open_jwe(
        httpx.get(answer.json()["files"][0]["location"], trust_env=False, verify=False).text, link.key
    )
    assert header["cty"] == "application/fhir+json"
    assert REPORT in json.loads(bundle)["entry"][0]["resource"]["content"][0]["attachment"]["title"]
    page.get_by_role("link", name="C’est fait").click()
    look(camille, "Partages", screen)
    expect(page.get_by_text("Une copie est remise à qui l’ouvre").first).to_be_visible()


@pytest.mark.parametrize("screen", [Screen(), Screen(PHONE, script=False)], ids=["desktop", "phone-noscript"])
def test_dr_nguyen_proves_who_he_is_and_camille_reads_his_name(visit: Visit, house: House, screen: Screen) -> None:
    """Le partage est pour un soignant : le Dr Nguyen passe par Pro Santé Connect, et son nom est écrit."""
    camille, phone = visit(screen, "camille"), visit(screen)
    befriend(phone, house, PSC)
    page = aim(phone, hand_over(camille, house, screen, code_alone=False), screen)
    page.get_by_role("button", name="Continuer avec Pro Santé Connect").click()
    page.get_by_role("link", name=PSC).click()
    page.get_by_role("button", name="Dr Paul Nguyen").click()
    expect(page.get_by_text("Vous allez lire en tant que Dr Paul Nguyen")).to_be_visible()
    page.get_by_role("button", name="Ouvrir").click()
    look(phone, "Partagé avec vous", screen)
    expect(page.get_by_text("Dr Paul Nguyen, ")).to_be_visible()
    page.get_by_role("link", name=REPORT).click()
    look(phone, REPORT, screen)
    camille.go(notebook(house, "historique/"))
    expect(camille.page.get_by_text("par un partage temporaire").first).to_be_visible()
    expect(camille.page.get_by_text("Le Dr Paul Nguyen").first).to_be_visible()
