"""T-33: the machine's clock jumps: acts keep their order, ids differ, the journal verifies, what ended stays so."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from ens.config.upgrade import prepare_keys
from ens.gate import door
from ens.gate.history import list_entries
from ens.gate.house import house
from ens.gate.inventory import VaultInventory, keyring_of
from ens.journal.audit import audit
from ens.journal.checkpoints import read_log
from ens.journal.entry import entry_time
from ens.journal.integrate import integrate
from ens.kernel import clock
from ens.kernel.errors import Unauthenticated, Unavailable
from ens.registry import tokens
from tests.databases import Database, wait_for_neighbours
from tests.factories.callers import new_structure
from tests.factories.documents import DOCUMENT, deposit
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-33")

HOUR, YEAR = 3_600, 365 * 86_400
JUMPS = {"back an hour": -HOUR, "forward a year": YEAR, "back again": 0}
TO_1970 = 60 - int(time.time())  # a machine that has lost its time
Move = Callable[[int], None]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Give what sets the house's clock so many seconds off."""
    real = clock.now_us
    return lambda seconds: monkeypatch.setattr(clock, "now_us", lambda: real() + seconds * 1_000_000)


@pytest.fixture
def camille(fresh_database: Database) -> Holder:
    prepare_keys()
    return new_person()


def test_acts_keep_their_order_and_the_journal_its_truth(camille: Holder, move: Move, tmp_path: Path) -> None:
    hospital = new_structure()
    for seconds in (0, *JUMPS.values()):
        move(seconds)
        for _ in range(3):
            document = deposit(hospital, camille.space)
            assert door.read(camille.visit, *document.place, DOCUMENT).version == 1
        wait_for_neighbours(connection)
        assert integrate(connection, house().signer, tmp_path) > 0
        outside = read_log(tmp_path)
        report = audit(connection, [house().signer.vkey], outside, keyring_of, VaultInventory(connection))
        assert report.findings == [], seconds
    move(0)
    lines = leaves(camille.space)
    assert len({entry for _, entry in lines}) == len(lines)
    assert [sequence for sequence, _ in lines] == list(range(1, len(lines) + 1))
    now = clock.now_us()
    told = [round((entry_time(entry) - now) / 1_000_000) for _, entry in lines]
    expected = [seconds for seconds in (0, *JUMPS.values()) for _ in range(6)]
    assert all(abs(one - other) < 60 for one, other in zip(told[-len(expected) :], expected, strict=True)), told
    shown = list_entries(camille.visit, camille.space, None, 200)
    assert len(shown) == len(lines) + 1, "the history shows each, under the time that was believed, and this look"


def leaves(space: int) -> list[tuple[int, int]]:
    """List the places of a space's chain, in order, each with its entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT space_seq, entry_id FROM journal_leaf WHERE space_id = %s ORDER BY tree_index", [space])
        return list(cursor.fetchall())


@pytest.mark.parametrize("jump", JUMPS.values(), ids=list(JUMPS))
def test_a_token_that_ended_stays_ended(camille: Holder, move: Move, jump: int) -> None:
    document = deposit(new_structure(), camille.space)
    expired = camille.caller.holding("patient/*.rs", seconds=-60)
    revoked = camille.caller.holding("patient/*.rs")
    assert tokens.revoke(connection, revoked.token)
    move(jump)
    for caller in (expired, revoked):
        with pytest.raises(Unauthenticated):
            door.read(caller.visit, *document.place, DOCUMENT)
    assert door.read(camille.visit, *document.place, DOCUMENT).version == 1


def test_with_a_clock_that_lost_its_time_nothing_is_done(camille: Holder, move: Move) -> None:
    hospital = new_structure()
    document = deposit(hospital, camille.space)
    before = entries()
    move(TO_1970)
    with pytest.raises(Unavailable):
        door.read(camille.visit, *document.place, DOCUMENT)
    with pytest.raises(Unavailable):
        deposit(hospital, camille.space)
    assert entries() == before
    move(0)
    assert door.read(camille.visit, *document.place, DOCUMENT).version == 1


def entries() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM item)")
        first, second = cursor.fetchall()[0]
        return int(first), int(second)
