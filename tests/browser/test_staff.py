"""Two operators take up their invitations, and decide on a dangerous act together; an agent sees counts alone."""

import base64
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ens.credentials.rules.totp import STEP_SECONDS, code_at
from tests.browser.axe import violations
from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Visit
from tests.scenarios.live import House

PASSWORD = "Glycine.4402.vent"
PAGES = (
    ("support", "/guichet/"),
    ("operator", "/pilotage/"),
    ("operator", "/pilotage/alarmes/"),
    ("operator", "/pilotage/matrice/"),
    ("operator", "/pilotage/matrice/preparer/"),
)
Enter = Callable[[tuple[int, int]], Page]


@pytest.fixture
def enter(visit: Visit, house: House) -> Enter:
    """Add an agent by the command, and let her in: no script, a password and an app's code."""

    def one(size: tuple[int, int]) -> Page:
        login = f"agent.{time.monotonic_ns()}"
        shown = house.run("staff", "add", "--role", "support", "--name", "Alex Agent")
        tab = visit(Screen(size, script=False))
        tab.go(shown.splitlines()[-1].removeprefix(house.base))
        page = tab.page
        page.get_by_text("Je ne peux pas viser le carré").click()
        key = base64.b32decode(re.sub(r"\s", "", page.locator(".cle-texte").inner_text()))
        step = int(time.time()) // STEP_SECONDS  # this one and the next hold for half a minute more
        page.get_by_role("textbox", name="Identifiant").fill(login)
        page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
        page.get_by_role("textbox", name="Code affiché").fill(code_at(key, step))
        page.get_by_role("button", name="Enregistrer").click()
        page.get_by_role("textbox", name="Identifiant").fill(login)
        page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
        page.get_by_role("textbox", name="Code de l’application").fill(code_at(key, step + 1))
        page.get_by_role("button", name="Entrer").click()
        expect(page.locator("main")).to_contain_text("Bonjour Alex Agent")
        return page

    return one


def at_work(visit: Visit, house: House, size: tuple[int, int]) -> Page:
    tab = visit(Screen(size, script=False))
    token = house.ask("staff_session", role="operator")
    tab.page.context.add_cookies([{"name": f"ens-{house.port}", "value": token, "url": house.base}])
    tab.go("/pilotage/")
    return tab.page


def test_two_operators_decide_on_a_closure(visit: Visit, house: House) -> None:
    """Une opératrice demande, l’autre approuve ; ni l’une ni l’autre ne lit un carnet."""
    first, second = at_work(visit, house, DESKTOP), at_work(visit, house, PHONE)
    first.get_by_label("Acte", exact=True).select_option(label="Fermer ou effacer un carnet, inscrire un décès")
    first.get_by_role("textbox", name="Raison").fill("Demande écrite reçue, dossier 12.")
    first.get_by_role("button", name="Demander").click()
    expect(first.get_by_role("status")).to_contain_text("attend l’accord d’un autre opérateur")
    expect(first.get_by_role("button", name="Approuver")).to_have_count(0)
    second.reload()
    second.get_by_role("button", name="Approuver").click()
    expect(second.get_by_role("status")).to_contain_text("La demande est approuvée.")


def test_two_operators_change_the_matrix(visit: Visit, house: House) -> None:
    """L’une prépare une version et voit ce qui changerait ; l’autre la met en vigueur ; tout le monde lit la date."""
    first, second = at_work(visit, house, PHONE), at_work(visit, house, DESKTOP)
    first.get_by_role("link", name="Matrice d’habilitation").click()
    first.get_by_role("link", name="Préparer une version").click()
    first.get_by_text("Diététicien").first.click()
    first.get_by_role("group", name="Diététicien peut lire").get_by_label("Synthèse").uncheck()
    first.get_by_role("button", name="Voir ce qui changerait").click()
    expect(first.get_by_text("1 case pour 1 métier.")).to_be_visible()
    expect(first.get_by_text("Ne lira plus : Synthèse.")).to_be_visible()
    first.get_by_label("Raison").fill("Arrêté modifié, dossier 14.")
    first.get_by_role("button", name="Demander l’accord").click()
    expect(first.get_by_text("Un autre opérateur doit la relire")).to_be_visible()
    expect(first.get_by_role("button", name="Mettre en vigueur")).to_have_count(0)
    second.goto(first.url)
    expect(second.get_by_text("Ne lira plus : Synthèse.")).to_be_visible()
    second.get_by_role("button", name="Mettre en vigueur").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Matrice d’habilitation")
    second.get_by_role("link", name="La page que tout le monde lit").click()
    expect(second.get_by_text("en vigueur depuis le")).to_be_visible()


def test_an_agent_sees_counts_and_nobody(enter: Enter) -> None:
    """Le guichet compte les carnets ; aucun nom de la démonstration n’y est."""
    page = enter(PHONE)
    expect(page.locator("main")).to_contain_text("ouverts")
    for name in ("Camille", "Roussel", "Sacha", "Noé", "Jeanne", "Martin"):
        expect(page.locator("main")).not_to_contain_text(name)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_axe_finds_nothing_on_the_pages_of_the_staff(visit: Visit, house: House, size: tuple[int, int]) -> None:
    """Ni sur l’invitation, ni au guichet, ni au pilotage."""
    tab = visit(Screen(size))
    tab.go(house.run("staff", "add", "--name", "Alex Essai").splitlines()[-1].removeprefix(house.base))
    assert violations(tab.page) == []
    for role, path in PAGES:
        token = house.ask("staff_session", role=role)
        tab.page.context.add_cookies([{"name": f"ens-{house.port}", "value": token, "url": house.base}])
        tab.go(path)
        assert violations(tab.page) == [], path
        assert tab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
