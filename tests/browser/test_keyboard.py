"""With the keyboard alone: first the way past the cover, then everything in order, each stop seen."""

from typing import Any

import pytest

from tests.browser.chromium import Screen
from tests.browser.conftest import Visit
from tests.browser.pages import SPOTS, Spot
from tests.scenarios.live import House

EVERY = pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.state)
CANDIDATES = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
STOPS = """candidates => {
    const groups = new Set();
    return [...document.querySelectorAll(candidates)]
        .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}))
        .filter(e => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name))).length; }"""
# Where the focus is: its number in the order met, whether a ring is drawn at or around it, whether it is on the screen.
FOCUS = """() => {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    if (!e.dataset.met) e.dataset.met = document.querySelectorAll("[data-met]").length + 1;
    const around = [e, e.parentElement, e.closest("label"), e.nextElementSibling, e.closest(".entree, li")];
    const drawn = (o, which) => { const s = getComputedStyle(o, which);
        return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; };
    const ring = around.some(o => o && [null, "::before", "::after"].some(which => drawn(o, which)));
    const own = e.getBoundingClientRect();
    const r = own.width > 1 && own.height > 1 ? own : (e.closest("label") || e.parentElement).getBoundingClientRect();
    const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
    return {number: +e.dataset.met, ring, inside, name: e.tagName + " " + e.textContent.trim().slice(0, 40)}; }"""


def walk(page: Any) -> list[dict[str, Any]]:
    """Press Tab until the page has been walked through."""
    found: list[dict[str, Any]] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (found and stop["number"] == 1):
            break
        found.append(stop)
    return found


@EVERY
def test_everything_is_reached_and_seen(visit: Visit, house: House, spot: Spot) -> None:
    tab = visit(Screen(), spot.who)
    tab.go(spot.path(house), spot.status)
    count = tab.page.evaluate(STOPS, CANDIDATES)
    stops = walk(tab.page)
    assert len({stop["number"] for stop in stops}) >= count
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    assert [stop["name"] for stop in stops if not stop["inside"]] == []


@EVERY
def test_the_first_stop_leads_past_the_cover(visit: Visit, house: House, spot: Spot) -> None:
    tab = visit(Screen(), spot.who)
    tab.go(spot.path(house), spot.status)
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.textContent").strip() == "Aller au contenu"
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.tagName") == "MAIN"
    tab.page.keyboard.press("Tab")
    inside = tab.page.evaluate("!!document.activeElement.closest('main, footer, aside')")
    assert inside
