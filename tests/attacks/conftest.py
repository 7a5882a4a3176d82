"""Running houses for the attacks: their own folder and port, thrown away afterwards."""

from collections.abc import Iterator

import pytest

from tests.attacks.knocking import Street
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


@pytest.fixture(scope="session")
def besieged() -> Iterator[House]:
    """Give a house without a cast, with its two web processes, for those who try to come in as somebody else.

    Its mail server is nobody: what it writes waits in its outbox.
    """
    house = House(demo=False, settings={"ENS_SMTP_HOST": "127.0.0.1", "ENS_SMTP_PORT": "9"})
    try:
        house.start()
        yield house
    finally:
        house.remove()


@pytest.fixture
def street(besieged: House) -> Iterator[Street]:
    """Let browsers come to that house."""
    made = Street(besieged)
    yield made
    made.close()
