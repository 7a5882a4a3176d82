"""Where professionals work, as the public directory says; one line for each of their places."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

PLACES: Final = 50  # that one professional may have
_LIST: Final = Statement(
    "SELECT structure, name, sector, town FROM practice WHERE professional = $1::int8 ORDER BY name, structure"
    f" LIMIT {PLACES}"
)
_CLEAR: Final = Statement("DELETE FROM practice WHERE professional = $1::int8 AND NOT structure = ANY ($2::text[])")
_SAVE: Final = Statement(
    "INSERT INTO practice (professional, structure, name, sector, town)"
    " VALUES ($1::int8, $2::text, $3::text, $4::text, $5::text) ON CONFLICT (professional, structure)"
    " DO UPDATE SET name = excluded.name, sector = excluded.sector, town = excluded.town"
)
_SOLE: Final = Statement(
    "SELECT p.professional, min(s.number) FROM practice p LEFT JOIN party s ON s.identifier = p.structure"
    " WHERE p.professional = ANY ($1::int8[]) GROUP BY p.professional HAVING count(*) = 1 AND min(s.number) IS NOT NULL"
)


class Practice(NamedTuple):
    """One place: its national identifier (`1` + FINESS, `3` + SIRET, else the directory's own), name, sector, town."""

    structure: str
    name: str
    sector: str = ""
    town: str = ""


def list_of(connection: BaseDatabaseWrapper, professional: int) -> list[Practice]:
    """List the places of a professional."""
    return [Practice(*row) for row in _LIST.all(connection, professional)]


def find_sole_places(connection: BaseDatabaseWrapper, professionals: Sequence[int]) -> dict[int, int]:
    """Tell the number of the structure of each who works at one place alone, and whose place is in the directory."""
    return {row[0]: row[1] for row in _SOLE.all(connection, list(professionals))} if professionals else {}


def replace(connection: BaseDatabaseWrapper, professional: int, places: Sequence[Practice]) -> None:
    """Write the places of a professional; those that are not named any more go."""
    _CLEAR.run(connection, professional, [place.structure for place in places])
    for place in places[:PLACES]:
        _SAVE.run(connection, professional, *place)
