"""Running houses for the attacks: their own folder and port, thrown away afterwards."""

from collections.abc import Iterator

import pytest

from tests.scenarios.live import House


@pytest.fixture(scope="module")
def attacked() -> Iterator[House]:
    """Give a demonstration that the attacks of one module may ruin."""
    house = House(demo=True, settings={"ENS_STATE_ANSWERS_PER_DAY": "100000"})
    try:
        house.start()
        yield house
    finally:
        house.remove()
