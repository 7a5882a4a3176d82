"""axe finds nothing on any page: WCAG 2.2 A and AA and its own good practice, by day and by night, wide and narrow."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import SPOTS, Spot
from tests.scenarios.live import House

AXE = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
EVERYTHING: Mapping[str, Any] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS: Mapping[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@cache
def axe() -> str:
    return AXE.read_text("utf-8")


def violations(page: Any, rules: Mapping[str, Any] = EVERYTHING) -> list[str]:
    page.evaluate("document.getAnimations().forEach(each => each.finish())")  # a colour half-way is nobody's
    page.evaluate(axe())  # by the developer tools' protocol, which the pages' policy does not concern
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.state)
def test_axe_finds_nothing(visit: Visit, house: House, spot: Spot) -> None:
    tab = visit(Screen(), spot.who)
    tab.go(spot.path(house), spot.status)
    found = {"day": violations(tab.page)}
    tab.page.emulate_media(color_scheme="dark")
    found["night"] = violations(tab.page, COLOURS)  # nothing else changes with the colours
    tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    tab.page.emulate_media(color_scheme="light")
    found["phone"] = violations(tab.page)
    assert {when: faults for when, faults in found.items() if faults} == {}


def test_axe_sees_a_fault(visit: Visit) -> None:
    tab = visit()
    tab.go("/")
    tab.page.evaluate("document.querySelector('h1').outerHTML = '<img src=\"/favicon\"><a href=\"/\"></a>'")
    found = violations(tab.page)
    tab.complaints.clear()
    assert {"image-alt", "link-name", "page-has-heading-one"} <= {each.partition(":")[0] for each in found}
