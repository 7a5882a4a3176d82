"""Loads of the national extraction into the directory: many lines at once, and who vanished since the last one.

A load has a number that only grows. Whoever is not in a load that has come to its end is not in exercise any more;
whoever an operator has suspended stays so while the extraction goes on naming them.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.kernel.actors import ActorKind
from ens.postgres.statements import Statement
from ens.registry.people import new_number

_KIND: Final = int(ActorKind.PROFESSIONAL)
_PEOPLE: Final = Statement(
    "INSERT INTO party (number, kind, identifier, name, profession, specialty, loaded)"
    f" SELECT n, {_KIND}, i, m, p, s, $6::int8"
    " FROM unnest($1::int8[], $2::text[], $3::text[], $4::text[], $5::text[]) AS line (n, i, m, p, s)"
    " ON CONFLICT (identifier) DO UPDATE SET name = excluded.name, profession = excluded.profession,"
    " specialty = excluded.specialty, active = party.active OR party.loaded < $7::int8, loaded = excluded.loaded"
    f" WHERE party.kind = {_KIND} AND party.loaded < excluded.loaded"
)
_PLACES: Final = Statement(
    "INSERT INTO practice (professional, structure, name, sector, town, loaded)"
    " SELECT p.number, line.s, line.n, line.c, line.t, $6::int8"
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS line (i, s, n, c, t)"
    f" JOIN party p ON p.identifier = line.i AND p.kind = {_KIND}"
    " ON CONFLICT (professional, structure) DO UPDATE SET name = excluded.name, sector = excluded.sector,"
    " town = excluded.town, loaded = excluded.loaded"
)
_LAST: Final = Statement("SELECT coalesce(max(loaded), 0) FROM party")
_LIVE: Final = Statement(f"SELECT count(*) FROM party WHERE kind = {_KIND} AND loaded > 0 AND active")
_COUNT: Final = Statement(f"SELECT count(*) FROM party WHERE kind = {_KIND} AND loaded = $1::int8")
_VANISH: Final = Statement(
    f"UPDATE party SET active = false WHERE kind = {_KIND} AND loaded > 0 AND loaded < $1::int8 AND active"
)
_FORGET: Final = Statement("DELETE FROM practice WHERE loaded > 0 AND loaded < $1::int8")


class Line(NamedTuple):
    """One activity of one professional: who, and where; `structure` is empty for an activity without a place."""

    identifier: str
    name: str
    profession: str
    specialty: str
    structure: str = ""
    place: str = ""
    sector: str = ""
    town: str = ""


class Load(NamedTuple):
    """One load: its number, that of the last one, and how many it found in exercise when it began."""

    number: int
    last: int
    live: int


def begin(connection: BaseDatabaseWrapper, now: int) -> Load:
    """Begin a load; `now` (seconds since 1970) becomes its number."""
    last, live = _one(_LAST, connection), _one(_LIVE, connection)
    return Load(max(now, last + 1), last, live)


def last_load(connection: BaseDatabaseWrapper) -> int:
    """Tell when the last load began (seconds since 1970), 0 when there was none."""
    return _one(_LAST, connection)


def save(connection: BaseDatabaseWrapper, load: Load, lines: Sequence[Line]) -> None:
    """Write a heap of lines; of several for one professional the first says who it is."""
    people = {line.identifier: line for line in reversed(lines)}.values()
    places = {(line.identifier, line.structure): line for line in lines if line.structure}.values()
    with transaction.atomic():
        numbers = [new_number() for _ in people]
        who = _columns(people, ("identifier", "name", "profession", "specialty"))
        _PEOPLE.run(connection, numbers, *who, load.number, load.last)
        if places:
            where = _columns(places, ("identifier", "structure", "place", "sector", "town"))
            _PLACES.run(connection, *where, load.number)


def count(connection: BaseDatabaseWrapper, load: Load) -> int:
    """Count the professionals that a load has named."""
    return _one(_COUNT, connection, load.number)


def finish(connection: BaseDatabaseWrapper, load: Load) -> int:
    """End a load: who was not in it is not in exercise any more; returns how many these are."""
    with transaction.atomic():
        _FORGET.run(connection, load.number)
        return _VANISH.run(connection, load.number)


def _columns(lines: Iterable[Line], names: Sequence[str]) -> list[list[str]]:
    return [[getattr(line, name) for line in lines] for name in names]


def _one(statement: Statement, connection: BaseDatabaseWrapper, *values: object) -> int:
    row = statement.one(connection, *values)
    return 0 if row is None else int(row[0])
