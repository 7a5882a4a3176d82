"""The public directory: professionals, structures, apps and those who may never enter."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.kernel.actors import ActorKind
from ens.postgres.statements import Statement

_UPSERT = Statement(
    "INSERT INTO party (number, kind, identifier, name, profession, specialty, structure_type)"
    " VALUES ($1::int8, $2::int2, $3::text, $4::text, $5::text, $6::text, $7::text)"
    " ON CONFLICT (identifier) DO UPDATE SET name = excluded.name, profession = excluded.profession,"
    " specialty = excluded.specialty, structure_type = excluded.structure_type RETURNING number"
)
_BY_IDENTIFIER = Statement(
    "SELECT number, kind, identifier, name, profession, specialty, structure_type, active FROM party"
    " WHERE identifier = $1::text"
)
_BY_NUMBERS = Statement(
    "SELECT number, kind, identifier, name, profession, specialty, structure_type, active FROM party"
    " WHERE number = ANY ($1::int8[])"
)
_SET_ACTIVE = Statement("UPDATE party SET active = $2::bool WHERE number = $1::int8")


@dataclass(frozen=True, slots=True)
class Party:
    """One line of the directory; `identifier` is `8` + RPPS, `1` + FINESS, or a client id."""

    number: int
    kind: ActorKind
    identifier: str
    name: str
    profession: str = ""
    specialty: str = ""
    structure_type: str = ""
    active: bool = True


def save(connection: BaseDatabaseWrapper, party: Party) -> int:
    """Add or refresh a line of the directory; returns the number that it keeps."""
    row = _UPSERT.one(
        connection,
        party.number,
        int(party.kind),
        party.identifier,
        party.name,
        party.profession,
        party.specialty,
        party.structure_type,
    )
    if row is None:  # RETURNING always answers
        msg = "the directory did not answer"
        raise RuntimeError(msg)
    number: int = row[0]
    return number


def find(connection: BaseDatabaseWrapper, identifier: str) -> Party | None:
    """Find a line of the directory by its public identifier."""
    row = _BY_IDENTIFIER.one(connection, identifier)
    return None if row is None else Party(row[0], ActorKind(row[1]), *row[2:])


def list_numbered(connection: BaseDatabaseWrapper, numbers: Sequence[int]) -> dict[int, Party]:
    """List some lines of the directory by their numbers; persons do not stand in it."""
    rows = _BY_NUMBERS.all(connection, list(numbers)) if numbers else []
    return {row[0]: Party(row[0], ActorKind(row[1]), *row[2:]) for row in rows}


def set_active(connection: BaseDatabaseWrapper, number: int, *, active: bool) -> None:
    """Suspend or restore a line of the directory, with effect on the next request."""
    _SET_ACTIVE.run(connection, number, active)
