"""What the vault holds, version by version, agrees with what the journal says was written."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from ens.gate import inventory as module
from ens.gate import writing
from ens.gate.changes import Change
from ens.gate.house import database, house
from ens.gate.inventory import VaultInventory, keyring_of
from ens.kernel.actions import Action
from ens.kernel.errors import Unavailable
from ens.kernel.ids import NO_ITEM
from ens.lifecycle import services as lifecycle
from tests.factories.callers import Caller
from tests.factories.documents import DOCUMENT, PDF, Sheet, deposit, header_of, microseconds, update
from tests.factories.journal import entries
from tests.factories.people import Holder, new_person

TODAY = datetime.now(UTC).date().isoformat()
Versions = dict[tuple[bytes, int], bytes | None]


def _versions(space: int) -> Versions:
    return {(item, version): digest for item, version, digest in VaultInventory(database()).versions(space)}


def _written(space: int) -> Versions:
    return {(ref.item, ref.version): ref.digest for entry in entries(space) for ref in entry.refs if ref.digest}


def test_every_stored_version_has_the_digest_of_its_entry(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF, date=TODAY))
    lifecycle.rotate_key(camille.space)
    update(hospital, document, Sheet(title="deux"))
    deposit(hospital, camille.space)
    found = _versions(camille.space)
    assert len(found) == 4
    assert found == _written(camille.space)


def test_pages_leave_nothing_out(camille: Holder, hospital: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    document = deposit(hospital, camille.space)
    for title in "abcd":
        document = update(hospital, document, Sheet(title=title))
    deposit(hospital, camille.space)
    neighbours = [new_person() for _ in range(3)]
    for neighbour in neighbours:
        deposit(hospital, neighbour.space)
    assert _versions(camille.space) == _written(camille.space)
    assert len(list(VaultInventory(database()).versions(camille.space))) == 6
    spaces = list(VaultInventory(database()).spaces())
    assert spaces == sorted(set(spaces))
    assert {camille.space, *(neighbour.space for neighbour in neighbours)} <= set(spaces)


TAMPERING: dict[str, str] = {
    "another size": "UPDATE item SET blob_size = blob_size + 1 WHERE space_id = %s AND blob_day IS NOT NULL",
    "another day": "UPDATE item SET blob_day = blob_day - 1 WHERE space_id = %s AND blob_day IS NOT NULL",
    "no day": "UPDATE item SET blob_day = NULL WHERE space_id = %s AND blob_day IS NOT NULL",
    "a header": "UPDATE item SET header = set_byte(header, 20, get_byte(header, 20) # 1) WHERE space_id = %s",
    "a name of the space": "UPDATE item SET item = decode(repeat('00', 10), 'hex') WHERE space_id = %s"
    " AND blob_day IS NOT NULL",
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_row_that_was_altered_has_no_digest(camille: Holder, hospital: Caller, what: str) -> None:
    deposit(hospital, camille.space, Sheet(file=PDF, date=TODAY))
    assert None not in _versions(camille.space).values()
    with database().cursor() as cursor:
        cursor.execute(TAMPERING[what], [camille.space])
    assert None in _versions(camille.space).values()


def test_what_was_sealed_under_the_name_of_the_space_itself_is_no_item(camille: Holder, hospital: Caller) -> None:
    change = Change(NO_ITEM, header_of(Sheet(), hospital.number), b"{}")
    asked = (DOCUMENT, Action.RECORDS_ITEM_CREATE)
    writing.write(hospital.visit, (camille.space, NO_ITEM), asked, lambda _: [change])
    assert _versions(camille.space) == {(NO_ITEM, 1): None}


def test_what_was_moved_to_a_number_that_no_space_has_is_listed_too(camille: Holder, hospital: Caller) -> None:
    deposit(hospital, camille.space)
    nowhere = -(1 << 63) + 1
    with database().cursor() as cursor:
        cursor.execute("UPDATE item SET space_id = %s WHERE space_id = %s", [nowhere, camille.space])
        try:
            assert next(VaultInventory(database()).spaces()) == nowhere
            assert list(_versions(nowhere).values()) == [None]
        finally:
            cursor.execute("DELETE FROM item WHERE space_id = %s", [nowhere])


@pytest.mark.parametrize(
    ("updated", "day", "fits"),
    [
        ("2026-11-21T23:54:59.999999", "2026-11-21", True),
        ("2026-11-21T23:54:59.999999", "2026-11-22", False),
        ("2026-11-21T23:55:00", "2026-11-22", True),
        ("2026-11-22T00:00:00", "2026-11-22", True),
        ("2026-11-22T00:00:00", "2026-11-21", False),
    ],
)
def test_a_file_begun_in_the_last_five_minutes_of_a_day_may_bear_the_next(updated: str, day: str, fits: bool) -> None:
    assert module._fits(date.fromisoformat(day), 1, microseconds(updated)) is fits


def test_who_has_no_file_has_no_day_of_one() -> None:
    day, updated = date(2026, 11, 22), microseconds("2026-11-22")
    assert module._fits(None, None, updated)
    assert not module._fits(day, None, updated)
    assert not module._fits(None, 1, updated)


def test_an_erased_space_has_versions_that_nobody_can_hash(camille: Holder, hospital: Caller) -> None:
    deposit(hospital, camille.space)
    lifecycle.erase_space(camille.visit, camille.space)
    assert list(_versions(camille.space).values()) == [None]
    assert _versions(1) == {}


def test_an_audit_waits_for_the_budget_of_keys(camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    real: Callable[[int, int], object] = house().keys.keyring

    def keyring(_: object, space: int, term: int) -> object:
        if len(slept) < 2:
            raise Unavailable
        return real(space, term)

    monkeypatch.setattr("ens.gate.inventory.time.sleep", slept.append)
    monkeypatch.setattr(type(house().keys), "keyring", keyring)
    assert keyring_of(camille.space, 1) is not None
    assert slept == [1.0, 1.0]
