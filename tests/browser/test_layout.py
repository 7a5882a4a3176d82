"""Pages fit: 390 px, 320 px, 200 % zoom, without a script; and what one must press is large enough."""

from typing import Any

import pytest

from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import NEEDS_SCRIPT, SPOTS, Spot
from tests.scenarios.live import House

EVERY = pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.state)
WIDTHS = {
    "320 px": (320, 640),
    "390 px": PHONE,
    "zoom 200 %": (DESKTOP[0] // 2, DESKTOP[1] // 2),
    "tablette": (820, 1180),
    "1280 px": DESKTOP,
}
# What sticks out of the page, but what scrolls inside a part of its own.
STICKS_OUT = """() => {
    const room = document.documentElement.clientWidth;
    const own = e => { for (let p = e.parentElement; p; p = p.parentElement)
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(p).overflowX)) return true; return false; };
    return [...document.querySelectorAll("body *")]
        .filter(e => { const r = e.getBoundingClientRect();
            return r.width > 1 && r.height > 1 && (r.right > room + 1 || r.left < -1)
                && !own(e) && getComputedStyle(e).visibility !== "hidden" && !e.closest(".evitement"); })
        .map(e => e.tagName + "." + e.getAttribute("class") + " " + Math.round(e.getBoundingClientRect().right));
}"""
# Text that is wider than the part that holds it and hides what is too much.
CLIPPED = """() => [...document.querySelectorAll("main *, header *, nav *")]
    .filter(e => { const s = getComputedStyle(e).overflowX;
        return (s === "hidden" || s === "clip") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
            && !e.matches(".sr, .visually-hidden, svg, svg *, input, img"); })
    .map(e => e.tagName + "." + (e.getAttribute("class") || "") + " " + e.textContent.trim().slice(0, 40))"""
# Main controls smaller than 44 px one way. Links inside a sentence are not among them; a control that a label or a
# whole row enlarges counts with it.
CONTROLS = (
    "button, select, textarea, summary, input:not([type=hidden]), nav a, a.btn, .entree h3 a, .onglets a, .filtres a"
)
SMALL = """controls => [...document.querySelectorAll(controls)]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => !(e.matches("[type=radio], [type=checkbox], [type=file]") && (e.closest("label") || e.labels.length)))
    .map(e => {
        const stretched = ["::before", "::after"].map(which => getComputedStyle(e, which))
            .some(s => s.position === "absolute" && s.content !== "none");
        return [e, ((stretched && e.closest(".entree, li")) || e).getBoundingClientRect()]; })
    .filter(([e, r]) => r.width < 43.5 || r.height < 43.5)
    .map(([e, r]) => e.tagName + "." + (e.getAttribute("class") || "") + " « " + e.textContent.trim().slice(0, 30)
        + " » " + Math.round(r.width) + "×" + Math.round(r.height))"""


def looked_at(visit: Visit, house: House, spot: Spot, screen: Screen) -> Any:
    tab = visit(screen, spot.who)
    tab.go(spot.path(house), spot.status)
    return tab.page


@EVERY
def test_the_page_fits_every_width(visit: Visit, house: House, spot: Spot) -> None:
    page = looked_at(visit, house, spot, Screen())
    found = {}
    for width, (across, down) in WIDTHS.items():
        page.set_viewport_size({"width": across, "height": down})
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[width] = [
            *([f"{sideways} px sideways"] if sideways > 0 else []),
            *page.evaluate(STICKS_OUT),
            *(f"cut: {each}" for each in page.evaluate(CLIPPED)),
        ]
    assert {width: faults for width, faults in found.items() if faults} == {}


@EVERY
def test_what_one_presses_is_large_enough(visit: Visit, house: House, spot: Spot) -> None:
    page = looked_at(visit, house, spot, Screen())
    assert page.evaluate(SMALL, CONTROLS) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate(SMALL, CONTROLS) == []


@pytest.mark.parametrize("spot", [spot for spot in SPOTS if spot.name not in NEEDS_SCRIPT], ids=lambda spot: spot.state)
def test_the_page_is_the_same_without_a_script(visit: Visit, house: House, spot: Spot) -> None:
    said = [
        looked_at(visit, house, spot, Screen(script=script)).locator("main").inner_text() for script in (True, False)
    ]
    assert said[1].strip()
    assert set(said[0].split()) == set(said[1].split())
