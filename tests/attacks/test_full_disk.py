"""T-32: a full disk is a refusal with Retry-After; nothing half is stored, reading goes on, and room mends it."""

import time

import pytest

from tests.attacks.strain import Battered, check_nothing_is_lost, deposit, filled, list_documents, pdf
from tests.scenarios.deposits import located
from tests.scenarios.newcomers import Newcomer, newcomer

pytestmark = pytest.mark.threat("T-32", "T-17")

BACK_WITHIN = 15.0
SIZES = (2_000, 300_000, 3_000_000)


@pytest.fixture(scope="module")
def small_disks(battered: Battered) -> Battered:
    if battered.refused:
        pytest.skip(f"no small disk can be mounted here ({battered.refused})")
    return battered


class Deposits:
    """What a hospital deposits and is told."""

    def __init__(self, house: Battered) -> None:
        self.house, self.person = house, newcomer(house)
        self.acknowledged: dict[str, bytes] = {}
        self.refused = 0
        self._number = 0

    def deposit(self, size: int) -> int:
        self._number += 1
        content = pdf(self._number, size)
        answer = deposit(self.house, self.person, content)
        if answer.status_code == 200:
            self.acknowledged[located(answer.json(), "Binary")] = content
        else:
            assert answer.status_code in {503, 507}, answer.text
            assert answer.headers["Retry-After"]
            self.refused += 1
        return answer.status_code

    def until_served(self) -> None:
        end = time.monotonic() + BACK_WITHIN
        while self.deposit(2_000) != 200:
            assert time.monotonic() < end
            time.sleep(0.2)


def test_no_room_for_files(small_disks: Battered) -> None:
    seen = Deposits(small_disks)
    seen.until_served()  # another attack may have left it out of breath
    assert [seen.deposit(size) for size in SIZES] == [200, 200, 200]
    before = small_disks.ask("counts", space=seen.person.space)
    for leave in (0, 1_500_000):  # a large file finds room for its beginning
        with filled(small_disks.blobs, leave):
            assert seen.deposit(SIZES[-1]) == 503
            if not leave:
                assert seen.deposit(SIZES[0]) == 503
            assert list_documents(small_disks, seen.person) == seen.acknowledged
    after = small_disks.ask("counts", space=seen.person.space)
    assert {name: after[name] for name in ("items", "files", "drafts")} == {
        name: before[name] for name in ("items", "files", "drafts")
    }
    seen.until_served()
    check_nothing_is_lost(small_disks, seen.person, seen.acknowledged)


def test_no_room_for_the_database(small_disks: Battered) -> None:
    """The database, the journal's checkpoints and the database's own log stand on one disk."""
    seen = Deposits(small_disks)
    webs = small_disks.webs()
    with filled(small_disks.var):
        end = time.monotonic() + BACK_WITHIN
        while seen.refused < 5 and time.monotonic() < end:
            seen.deposit(2_000)
        assert seen.refused >= 5, "the disk was never full enough"
        assert _read(small_disks, seen.person) in {200, 503}
    seen.until_served()
    assert small_disks.webs() == webs
    check_nothing_is_lost(small_disks, seen.person, seen.acknowledged)


def _read(house: Battered, person: Newcomer) -> int:
    return house.call(person.token, "GET", f"DocumentReference?patient={person.id}").status_code
