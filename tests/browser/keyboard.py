"""A page with the keyboard alone: where Tab stops, and whether each stop is seen."""

from typing import Any, Final

from playwright.sync_api import Page

_CANDIDATES: Final = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
_STOPS: Final = """candidates => {
    const groups = new Set();
    return [...document.querySelectorAll(candidates)]
        .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}))
        .filter(e => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name))).length; }"""
# Notes, each time before the focus moves on, where it is: its number in the order met, whether a ring is drawn at or
# around it, whether it is on the screen.
_FOLLOW: Final = """() => { window.stops = []; addEventListener("keydown", () => window.stops.push((() => {
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
    return {number: +e.dataset.met, ring, inside, name: e.tagName + " " + e.textContent.trim().slice(0, 40)};
})()), true); }"""
_STRIDE: Final = 20
_LONGEST: Final = 400


def count_stops(page: Page) -> int:
    """Count what the keyboard must reach."""
    return int(page.evaluate(_STOPS, _CANDIDATES))


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the page has been walked through."""
    page.evaluate(_FOLLOW)
    found: list[dict[str, Any]] = []
    for pressed in range(1, _LONGEST + 1):
        page.keyboard.press("Tab")
        if pressed % _STRIDE == 0:
            found, ended = _first_round(page.evaluate("stops"))
            if ended:
                break
    return found


def _first_round(stops: list[dict[str, Any] | None]) -> tuple[list[dict[str, Any]], bool]:
    """Keep the stops of the first way through the page; say whether it came to its end."""
    found: list[dict[str, Any]] = []
    for stop in stops[1:]:  # before the first press the focus is nowhere
        if stop is None or (found and stop["number"] == 1):
            return found, True
        found.append(stop)
    return found, False
