"""Signing in as people do in a demonstration: through the stand-ins of FranceConnect and Pro Santé Connect."""

from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.chromium import Tab
from tests.scenarios.live import House

FRANCECONNECT: Final = "Avec FranceConnect"
PSC: Final = "Avec Pro Santé Connect"
_WAYS: Final = {FRANCECONNECT: "franceconnect", PSC: "pro-sante-connect"}


def befriend(tab: Tab, house: House, way: str) -> str:
    """Let a tab go to a stand-in without complaining of a stranger; gives the stand-in's address."""
    address = house.http.get(f"/connexion/par/{_WAYS[way]}/").headers["Location"]
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    tab.friends.append(f"{origin}/")
    return origin


def sign_in(tab: Tab, house: House, name: str = "Camille Roussel", way: str = FRANCECONNECT) -> Page:
    """Sign in as somebody of the cast."""
    befriend(tab, house, way)
    tab.go("/connexion/" if way == FRANCECONNECT else "/pro/connexion/")
    tab.page.get_by_role("link", name=way).click()
    tab.page.get_by_role("button", name=name).click()
    if way == PSC:
        expect(tab.page.get_by_text(name).first).to_be_visible()
    else:
        expect(tab.page.get_by_role("heading", level=1)).to_contain_text(name.split(maxsplit=1)[0])
    return tab.page
