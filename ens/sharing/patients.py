"""« Mes patients »: whom a professional was let in by, in one list of her own, sealed under the house's key.

No row names both sides, and the list grants nothing: each line is decided upon when it is shown, so a withdrawal or a
block counts at once, even before the list hears of it. It holds space numbers and times, no name: an erased person
leaves nothing readable in it.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from ens.gate import secrets
from ens.gate.house import database
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.errors import Conflict
from ens.kernel.ids import HOUSE
from ens.postgres.statements import Statement

MOST: Final = 10_000  # people in one list; the oldest go first
_TRIES: Final = 5
_FIND: Final = Statement("SELECT version, key_term, sealed FROM patient_list WHERE number = $1::int8")
_INSERT: Final = Statement(
    "INSERT INTO patient_list (number, version, key_term, sealed) VALUES ($1::int8, 1, $2::int2, $3::bytea)"
    " ON CONFLICT DO NOTHING"
)
_UPDATE: Final = Statement(
    "UPDATE patient_list SET version = version + 1, key_term = $3::int2, sealed = $4::bytea"
    " WHERE number = $1::int8 AND version = $2::int4"
)


class Patient(msgspec.Struct, frozen=True, array_like=True):
    """One person of a list, in microseconds since 1970: let in since, last looked at, last opened in an emergency."""

    since: int
    seen: int = 0
    alert: int = 0

    @property
    def latest(self) -> int:
        """Tell when something last happened."""
        return max(self.since, self.seen, self.alert)


Patients = dict[int, Patient]
_DECODER: Final = msgspec.msgpack.Decoder(Patients)


def list_patients(professional: int) -> Patients:
    """List the spaces whose people let a professional in, each with its times."""
    return _read(professional)[1]


def remember(professional: int, space: int) -> None:
    """Add a person, who has just let her in; who is there already stays as she is."""
    _change(professional, lambda held: held if space in held else {**held, space: Patient(clock.now_us())})


def look_at(professional: int, space: int) -> None:
    """Write down that she has looked: what came before is new no more."""
    now = clock.now_us()
    _change(professional, lambda held: _with(held, space, seen=now, alert=0))


def warn(professional: int, space: int) -> None:
    """Tell a treating practitioner that somebody opened the record in an emergency (R.1111-48 CSP)."""
    now = clock.now_us()
    _change(professional, lambda held: _with(held, space, alert=now))


def forget(professional: int, spaces: frozenset[int]) -> None:
    """Take people out: they have withdrawn, or blocked her."""
    _change(professional, lambda held: {space: each for space, each in held.items() if space not in spaces})


def _with(held: Patients, space: int, **times: int) -> Patients:
    known = held.get(space, Patient(clock.now_us()))
    return {**held, space: msgspec.structs.replace(known, **times)}


def _change(professional: int, change: Callable[[Patients], Patients]) -> None:
    for _ in range(_TRIES):
        version, held = _read(professional)
        wanted = change(held)
        if wanted == held or _write(professional, version, wanted):
            return
    raise Conflict(reasons=("list_changed",))


def _read(professional: int) -> tuple[int, Patients]:
    row = _FIND.one(database(), professional)
    plain = None if row is None else secrets.unseal(HOUSE, _name(professional), Sealed(row[1], row[2]))
    return (0, {}) if row is None or plain is None else (row[0], _DECODER.decode(plain))


def _write(professional: int, version: int, held: Patients) -> bool:
    newest = sorted(held.items(), key=lambda each: each[1].latest)[-MOST:]
    sealed = secrets.seal(HOUSE, _name(professional), msgspec.msgpack.encode(dict(newest)))
    if version:
        return _UPDATE.run(database(), professional, version, *sealed) == 1
    return _INSERT.run(database(), professional, *sealed) == 1


def _name(professional: int) -> bytes:
    return b"pl" + professional.to_bytes(8, "big")
