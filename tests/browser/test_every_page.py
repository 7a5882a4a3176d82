"""Every page in every state: light, accessible, fitting, usable by keyboard alone, the same without a script.

Each is opened once, by a browser that has seen nothing of the house, and looked at from all sides.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser import keyboard
from tests.browser.axe import COLOURS, violations
from tests.browser.chromium import DESKTOP, PHONE, Screen, Tab, open_tab
from tests.browser.conftest import Visit
from tests.browser.layout import misfits, resize, small_controls
from tests.browser.pages import NEEDS_SCRIPT, SPOTS, Spot, cookie_of
from tests.scenarios.live import House

FIRST_VISIT = 150_000
Plain = Callable[[Spot], Tab]


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was opened: what it said, and what its first visit weighed (bytes, answers)."""

    spot: Spot
    tab: Tab
    path: str
    said: str
    weight: float
    answers: int

    def again(self) -> None:
        """Load it again, as on a desk."""
        resize(self.tab.page, DESKTOP)
        self.tab.go(self.path, self.spot.status)


@pytest.fixture(scope="module", params=SPOTS, ids=lambda spot: spot.state)
def opened(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Open one page; nothing that it did until the last look at it may be worth a complaint."""
    spot: Spot = request.param
    tab, close = open_tab(browser, house.base, Screen(), _cookie(house, spot))
    talk = tab.page.context.new_cdp_session(tab.page)
    talk.send("Network.enable")
    received: list[float] = []
    talk.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    path = spot.path(house)
    tab.go(path, spot.status)
    tab.page.evaluate("document.fonts.ready.then(() => 1)")  # the last that a page asks for
    said = tab.page.locator("main").inner_text()
    weight, answers = sum(received), len(received)
    talk.detach()
    yield Opened(spot, tab, path, said, weight, answers)
    close()
    tab.check()


@pytest.fixture(scope="module")
def plain(browser: Browser, house: House) -> Iterator[Plain]:
    """Let each of the cast look around without a script, in one tab of her own."""
    tabs: dict[tuple[str, str] | None, tuple[Tab, Callable[[], None]]] = {}

    def turn(spot: Spot) -> Tab:
        cookie = _cookie(house, spot)
        if cookie not in tabs:
            tabs[cookie] = open_tab(browser, house.base, Screen(script=False), cookie)
        return tabs[cookie][0]

    yield turn
    for _, close in tabs.values():
        close()


def _cookie(house: House, spot: Spot) -> tuple[str, str] | None:
    return (cookie_of(house), house.token(spot.who)) if spot.who else None


def test_a_first_visit_is_light(opened: Opened) -> None:
    """A first visit weighs less than 150 kB, everything counted."""
    print(f"{opened.spot.state}: {opened.weight / 1000:.0f} kB in {opened.answers} answers")
    assert 0 < opened.weight < FIRST_VISIT


def test_it_fits_every_width(opened: Opened) -> None:
    assert misfits(opened.tab.page) == {}


def test_what_one_presses_is_large_enough(opened: Opened) -> None:
    assert small_controls(opened.tab.page) == []


def test_axe_finds_nothing(opened: Opened) -> None:
    """By day and by night, wide and narrow."""
    page = opened.tab.page
    resize(page, PHONE)
    found = {"phone": violations(page)}
    resize(page, DESKTOP)
    found["day"] = violations(page)
    page.emulate_media(color_scheme="dark")
    found["night"] = violations(page, COLOURS)  # nothing else changes with the colours
    page.emulate_media(color_scheme="light")
    assert {when: faults for when, faults in found.items() if faults} == {}


def test_the_first_stop_leads_past_the_cover(opened: Opened) -> None:
    """It is asked before anything else takes the focus."""
    page = opened.tab.page
    resize(page, DESKTOP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main, footer, aside')")


def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(opened: Opened) -> None:
    opened.again()
    count = keyboard.count_stops(opened.tab.page)
    stops = keyboard.walk(opened.tab.page)
    assert len({stop["number"] for stop in stops}) >= count
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    assert [stop["name"] for stop in stops if not stop["inside"]] == []


def test_it_is_the_same_without_a_script(opened: Opened, plain: Plain) -> None:
    if opened.spot.name in NEEDS_SCRIPT:
        return  # it says so, and offers another way
    tab = plain(opened.spot)
    tab.go(opened.path, opened.spot.status)
    without = tab.page.locator("main").inner_text()
    tab.check()
    assert without.strip()
    assert set(without.split()) == set(opened.said.split())


def test_axe_sees_a_fault(visit: Visit) -> None:
    tab = visit()
    tab.go("/")
    tab.page.evaluate("document.querySelector('h1').outerHTML = '<img src=\"/favicon\"><a href=\"/\"></a>'")
    found = violations(tab.page)
    tab.complaints.clear()
    assert {"image-alt", "link-name", "page-has-heading-one"} <= {each.partition(":")[0] for each in found}
