"""The national directory's extraction, of the cast: one file in the published format."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

from ens.federation.extraction import COLUMNS, SEPARATOR
from ens.sandbox import cast
from ens.sandbox.cast import Professional, Structure
from ens.sandbox.crowd import authors
from ens.sandbox.providers import wire
from ens.sandbox.providers.wire import Answer

PATH: Final = "/PS_LibreAcces_Personne_activite.txt"


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Serve the file (WSGI)."""
    if wire.read(environ).path != PATH:
        return Answer(b"", HTTPStatus.NOT_FOUND).give(start)
    return Answer("\n".join(lines()).encode() + b"\n").give(start)


def lines() -> Iterator[str]:
    """Write the header, then one line for each professional and place."""
    yield SEPARATOR.join(COLUMNS)
    for who in (*cast.PROFESSIONALS, *authors.PROFESSIONALS):
        for place in cast.list_places(who):
            yield SEPARATOR.join(_cells(who, place).get(name, "") for name in COLUMNS)


def _cells(who: Professional, place: Structure) -> dict[str, str]:
    return {
        "Type d'identifiant PP": "8",
        "Identification nationale PP": f"8{who.rpps}",
        "Code civilité d'exercice": "DR" if who.title == "Dr" else "",
        "Code civilité": "MME" if who.title == "Mme" else "",
        "Nom d'exercice": who.family_name.upper(),
        "Prénom d'exercice": who.given_name,
        "Code profession": who.profession,
        "Code catégorie professionnelle": "C",
        "Code type savoir-faire": "S" if who.specialty else "",
        "Code savoir-faire": who.specialty,
        "Numéro FINESS site": place.finess,
        "Raison sociale site": place.name,
        "Libellé commune (coord. structure)": place.address.city,
        "Code secteur d'activité": place.structure_type,
    }
