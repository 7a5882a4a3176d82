"""T-34: a database killed, restarted or full is a pause: 503 with Retry-After, and nothing acknowledged is lost."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from ens.postgres.layout import Layout
from ens.postgres.url import Target
from tests.attacks.strain import Battered, Seen, calling, check_nothing_is_lost
from tests.scenarios.live import House
from tests.scenarios.newcomers import newcomer

pytestmark = pytest.mark.threat("T-34", "T-17")

BACK_WITHIN = 10.0  # seconds, recovery of the database included
MORE = 10  # acknowledged deposits that show that the house serves again


def kill(house: House) -> None:
    """End every process of PostgreSQL at once, as a lack of memory or a power cut would."""
    data = house.folder / "var" / "postgres"
    for entry in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        with suppress(OSError):
            if (entry / "cwd").readlink() == data:
                os.kill(int(entry.name), signal.SIGKILL)


def restart(house: House) -> None:
    """Stop the server in order, cutting who is connected; its guard starts it again."""
    pid = int((house.folder / "var" / "postgres" / "postmaster.pid").read_text().partition("\n")[0])
    os.kill(pid, signal.SIGINT)


def _owner(house: House) -> Target:
    target = Layout(house.folder / "var").find_target()
    assert target is not None
    return target


@pytest.fixture
def seen(battered: Battered) -> Iterator[Seen]:
    """Let people call while a test goes on; then nothing that they were told has been lost."""
    person = newcomer(battered)
    battered.dismiss_steward()
    webs = battered.webs()
    with calling(battered, person) as made:
        wait_for(made, MORE)
        yield made
        wait_for(made, MORE)
    assert battered.webs() == webs, "the web processes are the same as before"
    assert made.wrong == []
    assert made.count(503) > 0, "nobody noticed anything"
    visible = check_nothing_is_lost(battered, person, made.acknowledged)
    print(dict(made.answers), f"{len(made.acknowledged)} acknowledged, {len(visible)} visible")


def wait_for(seen: Seen, more: int) -> None:
    """Wait until so many more deposits were acknowledged."""
    begun, wanted = time.monotonic(), len(seen.acknowledged) + more
    while len(seen.acknowledged) < wanted:
        assert time.monotonic() < begun + BACK_WITHIN, (dict(seen.answers), seen.wrong[:3])
        time.sleep(0.01)


def test_a_killed_database_is_a_pause(battered: Battered, seen: Seen) -> None:
    kill(battered)


def test_a_restarted_database_is_a_pause(battered: Battered, seen: Seen) -> None:
    restart(battered)


def test_who_takes_every_connection_keeps_the_house_out_only_so_long(battered: Battered, seen: Seen) -> None:
    address = _owner(battered).conninfo("postgres")
    with psycopg.connect(address, autocommit=True) as first, ExitStack() as held:
        end = time.monotonic() + BACK_WITHIN
        while seen.count(503) < MORE:
            assert time.monotonic() < end, dict(seen.answers)
            with suppress(psycopg.OperationalError):
                held.enter_context(psycopg.connect(address))
                continue
            # The house is cut off, and finds no way back in.
            first.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'ens_app%'")
