"""Camille left her tablet signed in at the library: she sees it from her telephone, and signs it out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import NEIGHBOURS, cookie_of, fetch, notebook
from tests.cast import CAMILLE, SACHA
from tests.scenarios.live import House

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


@pytest.fixture
def forgotten(house: House) -> Iterator[str]:
    """A session of Camille's on a device that she does not hold."""
    number = house.ask("patient", oid=CAMILLE.identity.oid, matricule=CAMILLE.identity.matricule)["number"]
    token: str = house.ask("session", number=number, label="Chrome sur Android")
    yield token
    house.ask("revoke", text=token)


def is_in(house: House, token: str) -> bool:
    """Say whether a cookie still opens the account."""
    house.http.cookies.clear()
    answer = house.http.get("/mon-compte/", headers={"Cookie": f"{cookie_of(house)}={token}"})
    return answer.status_code == 200


def to_devices(page: Page) -> None:
    page.get_by_role("link", name="Mon compte").first.click()
    page.get_by_role("link", name="Appareils connectés").click()


@SIZES
@pytest.mark.parametrize("script", [True, False], ids=["avec JavaScript", "sans JavaScript"])
def test_she_signs_out_the_device_that_she_left_behind(
    visit: Visit, house: House, forgotten: str, size: tuple[int, int], script: bool
) -> None:
    """Elle trouve l’appareil oublié, le déconnecte, et reste elle-même connectée."""
    tab = visit(Screen(size, script=script), "camille")
    tab.go("/")
    to_devices(tab.page)
    assert is_in(house, forgotten)
    line = tab.page.get_by_role("listitem").filter(has_text="Chrome sur Android")
    line.get_by_role("button", name="Déconnecter").click()
    expect(tab.page.get_by_role("status")).to_contain_text("L’appareil est déconnecté.")
    expect(tab.page.get_by_role("listitem").filter(has_text="Chrome sur Android")).to_have_count(0)
    assert not is_in(house, forgotten)
    tab.go("/mon-compte/")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Mon compte")


@SIZES
def test_axe_finds_nothing_on_what_was_just_done(
    visit: Visit, house: House, forgotten: str, size: tuple[int, int]
) -> None:
    """Ni sur la liste, ni sur la phrase qui dit que c’est fait, ni sur les erreurs des formulaires."""
    tab = visit(Screen(size), "camille")
    tab.go("/mon-compte/appareils/")
    assert violations(tab.page) == []
    tab.page.get_by_role("button", name="Déconnecter Chrome sur Android").click()
    assert violations(tab.page) == []
    tab.go("/mon-compte/coordonnees/")
    tab.page.get_by_label("Nouvelle adresse électronique").fill("pas une adresse")
    tab.page.get_by_role("button", name="Recevoir un code pour Adresse électronique").click()
    expect(tab.page.get_by_role("alert")).to_contain_text("Écrivez une adresse")
    assert violations(tab.page) == []
    tab.complaints.clear()  # the browser writes a 422 into its console


def test_axe_finds_nothing_on_the_pages_made_of_the_same_parts(visit: Visit, house: House) -> None:
    """Application, mot de passe, conditions, et les choix du carnet de Sacha : sur un téléphone."""
    tab = visit(Screen(PHONE), "camille")
    for path in NEIGHBOURS.values():
        tab.go(path if path.startswith("/") else notebook(house, path, SACHA))
        assert violations(tab.page) == [], path


def test_what_was_signed_out_shows_nothing_to_the_next_reader(visit: Visit, house: House, forgotten: str) -> None:
    """La page d’avant ne revient pas : ni par l’historique du navigateur, ni d’un cache."""
    assert fetch(house, "/mon-compte/", "camille").headers["Cache-Control"] == "no-store"
    tab = visit(Screen())
    tab.page.context.add_cookies([{"name": cookie_of(house), "value": forgotten, "url": house.base}])
    tab.go("/mon-compte/identite/")
    expect(tab.page.locator("main")).to_contain_text("ROUSSEL")
    house.ask("revoke", text=forgotten)
    tab.go("/aide/")
    tab.page.go_back()
    expect(tab.page.locator("main")).not_to_contain_text("ROUSSEL")
