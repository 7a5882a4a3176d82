"""Whether a page fits: 390 px, 320 px, 200 % zoom; and whether what one must press is large enough."""

from typing import Any, Final

from playwright.sync_api import Page

from tests.browser.chromium import DESKTOP, PHONE

WIDTHS: Final = {
    "320 px": (320, 640),
    "390 px": PHONE,
    "zoom 200 %": (DESKTOP[0] // 2, DESKTOP[1] // 2),
    "tablette": (820, 1180),
    "1280 px": DESKTOP,
}
# What sticks out of the page, but what scrolls inside a part of its own.
_STICKS_OUT: Final = """() => {
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
_CLIPPED: Final = """() => [...document.querySelectorAll("main *, header *, nav *")]
    .filter(e => { const s = getComputedStyle(e).overflowX;
        return (s === "hidden" || s === "clip") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
            && !e.matches(".sr, .visually-hidden, svg, svg *, input, img"); })
    .map(e => e.tagName + "." + (e.getAttribute("class") || "") + " " + e.textContent.trim().slice(0, 40))"""
# Main controls smaller than 44 px one way. Links inside a sentence are not among them; a control that a label or a
# whole row enlarges counts with it.
_CONTROLS: Final = (
    "button, select, textarea, summary, input:not([type=hidden]), nav a, a.btn, .entree h3 a, .onglets a, .filtres a"
)
_SMALL: Final = """controls => [...document.querySelectorAll(controls)]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => !(e.matches("[type=radio], [type=checkbox], [type=file]") && (e.closest("label") || e.labels.length)))
    .map(e => {
        const stretched = ["::before", "::after"].map(which => getComputedStyle(e, which))
            .some(s => s.position === "absolute" && s.content !== "none");
        return [e, ((stretched && e.closest(".entree, li")) || e).getBoundingClientRect()]; })
    .filter(([e, r]) => r.width < 43.5 || r.height < 43.5)
    .map(([e, r]) => e.tagName + "." + (e.getAttribute("class") || "") + " « " + e.textContent.trim().slice(0, 30)
        + " » " + Math.round(r.width) + "×" + Math.round(r.height))"""


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the page another size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def misfits(page: Page) -> dict[str, list[Any]]:
    """Look at a page in every width: what goes sideways, sticks out or is cut."""
    found = {}
    for width, size in WIDTHS.items():
        resize(page, size)
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[width] = [
            *([f"{sideways} px sideways"] if sideways > 0 else []),
            *page.evaluate(_STICKS_OUT),
            *(f"cut: {each}" for each in page.evaluate(_CLIPPED)),
        ]
    return {width: faults for width, faults in found.items() if faults}


def small_controls(page: Page) -> list[str]:
    """List what one must press and is smaller than 44 px, wide and narrow."""
    found = []
    for size in (DESKTOP, PHONE):
        resize(page, size)
        found += page.evaluate(_SMALL, _CONTROLS)
    return found
