"""A first visit weighs less than 150 kB, everything counted; the second one hardly anything."""

import pytest

from tests.browser.chromium import PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import SPOTS, Spot
from tests.scenarios.live import House

FIRST_VISIT = 150_000


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.state)
def test_a_first_visit_is_light(visit: Visit, house: House, spot: Spot) -> None:
    tab = visit(Screen(PHONE), spot.who)
    talk = tab.page.context.new_cdp_session(tab.page)
    talk.send("Network.enable")
    received: list[float] = []
    talk.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    tab.go(spot.path(house), spot.status)
    tab.page.wait_for_load_state("networkidle")
    tab.page.evaluate("document.fonts.ready.then(() => 1)")
    first, count = sum(received), len(received)
    print(f"{spot.state}: {first / 1000:.0f} kB in {count} answers")
    assert 0 < first < FIRST_VISIT
