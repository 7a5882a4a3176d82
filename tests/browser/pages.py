"""Every page of the portal, with who looks at it; a test fails when an address is missing here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ens.sandbox import cast
from tests.scenarios.live import House


@dataclass(frozen=True, slots=True)
class Spot:
    """A page in one of its states: the name of its address, who looks, and where it is in a house."""

    state: str
    name: str
    path: Callable[[House], str]
    who: str = "camille"
    status: int = 200


def notebook(house: House, rest: str = "", person: cast.Person = cast.CAMILLE) -> str:
    """Give an address in somebody's notebook."""
    return f"/carnet/{house.patient(person.identity.matricule)}/{rest}"


@cache
def documents(house: House, who: str = "camille") -> list[dict[str, Any]]:
    """List somebody's documents as they were at first."""
    person = {"camille": cast.CAMILLE, "sacha": cast.SACHA, "noe": cast.NOE}[who]
    found = house.call(
        who, "GET", "DocumentReference", params={"patient": house.patient(person.identity.matricule), "_count": 100}
    )
    return [entry["resource"] for entry in found.json()["entry"]]


def document(house: House, content_type: str, title: str = "") -> str:
    """Give the address of one of Camille's documents, by type of file and a part of its title."""
    for resource in documents(house):
        file = resource["content"][0]["attachment"]
        if file["contentType"] == content_type and title in file["title"]:
            return notebook(house, f"documents/{resource['id']}/")
    raise LookupError(content_type, title)


def _at(path: str) -> Callable[[House], str]:
    return lambda _house: path


def _in(rest: str) -> Callable[[House], str]:
    return lambda house: notebook(house, rest)


SPOTS: Final = (
    Spot("accueil-public", "welcome", _at("/"), who=""),
    Spot("connexion", "sign-in", _at("/connexion/"), who=""),
    Spot("aide", "help", _at("/aide/"), who=""),
    Spot("vie-privee", "privacy", _at("/vie-privee/"), who=""),
    Spot("accessibilite", "accessibility", _at("/accessibilite/"), who=""),
    Spot("composants", "components", _at("/composants/"), who=""),
    Spot("inconnue", "", _at("/nulle-part/"), who="", status=404),
    Spot("carnet-inconnu", "", _at("/carnet/aaaaaaaaaaaaaaaaaaaaaaaaaa/"), status=404),
    Spot("accueil", "home", _in("")),
    Spot("accueil-sacha", "home", lambda house: notebook(house, person=cast.SACHA)),
)
# Addresses that are no page: files, and acts that answer with another page.
NOT_PAGES: Final = {"static", "sign-out"}
NOT_PORTAL: Final = {"fhir", "oauth-token", "healthz", "readyz", "journal"}
