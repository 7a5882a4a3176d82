"""What axe finds on a page: WCAG 2.2 A and AA and its own good practice."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

_FILE: Final = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
EVERYTHING: Final[Mapping[str, Any]] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS: Final[Mapping[str, Any]] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@cache
def _axe() -> str:
    return _FILE.read_text("utf-8")


def violations(page: Page, rules: Mapping[str, Any] = EVERYTHING) -> list[str]:
    """List what axe has against a page as it stands, each with the part of the page."""
    page.evaluate("document.getAnimations().forEach(each => each.finish())")  # a colour half-way is nobody's
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_axe())  # by the developer tools' protocol, which the pages' policy does not concern
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
