"""Running houses for the attacks: their own folder and port, thrown away afterwards."""

from collections.abc import Iterator

import pytest

from tests.attacks.strain import Battered
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


@pytest.fixture(scope="session")
def battered() -> Iterator[Battered]:
    """Give a demonstration for what strains a machine; each attack leaves it serving, which is what they show."""
    house = Battered()
    try:
        house.start()
        yield house
    finally:
        house.remove()
