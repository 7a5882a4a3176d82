"""Camille entre par FranceConnect, ajoute une clé d’accès, sort, et revient avec elle seule."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import PHONE, Screen, Tab, open_tab
from tests.scenarios.live import House

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def named_house() -> Iterator[House]:
    """A demonstration with a name: no browser keeps a passkey for an address that is a number."""
    made = House(demo=True)
    made.base = f"http://localhost:{made.port}"
    made.environment["ENS_PUBLIC_URL"] = made.base
    made.start()
    yield made
    made.remove()


@pytest.fixture(params=[Screen(), Screen(PHONE)], ids=["desktop", "phone"])
def tab(request: pytest.FixtureRequest, browser: Browser, named_house: House) -> Iterator[Tab]:
    made, close = open_tab(browser, named_house.base, request.param, None)
    yield made
    close()
    made.complaints = [each for each in made.complaints if "127.0.0.1" not in each]  # what the stand-in’s pages do
    made.strangers = [each for each in made.strangers if "127.0.0.1" not in each]
    made.check()


def hold_a_device(page: Page) -> CDPSession:
    """Give the browser an authenticator whose owner unlocks it at once."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return device


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def test_camille_adds_a_passkey_and_comes_back_with_it(tab: Tab) -> None:
    page = tab.page
    hold_a_device(page)
    tab.go("/connexion/")
    page.get_by_role("link", name="Avec FranceConnect").click()
    page.get_by_role("button", name=re.compile("Camille Roussel")).click()
    heading(page, "Camille")
    tab.go("/mon-compte/acces/cle/")
    assert violations(page) == []
    page.get_by_role("button", name="Créer une clé d’accès").click()
    heading(page, "Ce qui ouvre votre carnet")
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url(re.compile("/quitte/"))  # by way of FranceConnect, which closes its own session
    tab.go("/mon-compte/")
    heading(page, "Ouvrir votre carnet")
    page.get_by_role("link", name="Avec mon empreinte, mon visage ou mon code").click()
    heading(page, "Avec votre clé d’accès")
    assert violations(page) == []
    page.get_by_role("button", name="Ouvrir mon carnet").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("clé")
    tab.go("/mon-compte/appareils/")
    heading(page, "Appareils")


def test_a_device_that_knows_no_key_says_so(tab: Tab) -> None:
    hold_a_device(tab.page)
    tab.go("/connexion/cle/")
    tab.page.get_by_role("button", name="Ouvrir mon carnet").click()
    expect(tab.page.get_by_role("status")).to_contain_text("recommencer")
