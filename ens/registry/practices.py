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


class Practice(NamedTuple):
    """One place: its national identifier (`1` + FINESS, `3` + SIRET, else the directory's own), name, sector, town."""

    structure: str
    name: str
    sector: str = ""
    town: str = ""


def list_of(connection: BaseDatabaseWrapper, professional: int) -> list[Practice]:
    """List the places of a professional."""
    return [Practice(*row) for row in _LIST.all(connection, professional)]


def replace(connection: BaseDatabaseWrapper, professional: int, places: Sequence[Practice]) -> None:
    """Write the places of a professional; those that are not named any more go."""
    _CLEAR.run(connection, professional, [place.structure for place in places])
    for place in places[:PLACES]:
        _SAVE.run(connection, professional, *place)
