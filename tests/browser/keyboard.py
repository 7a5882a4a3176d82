"""A page with the keyboard alone: where Tab stops, and whether each stop is seen."""

from typing import Any, Final

from playwright.sync_api import Page

_CANDIDATES: Final = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
_STOPS: Final = """candidates => {
    const groups = new Set();
    return [...document.querySelectorAll(candidates)]
        .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}))
        .filter(e => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name))).length; }"""
# Where the focus is: its number in the order met, whether a ring is drawn at or around it, whether it is on the screen.
_FOCUS: Final = """() => {
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


def count_stops(page: Page) -> int:
    """Count what the keyboard must reach."""
    return int(page.evaluate(_STOPS, _CANDIDATES))


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the page has been walked through."""
    found: list[dict[str, Any]] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None or (found and stop["number"] == 1):
            break
        found.append(stop)
    return found
