"""The national identity service, for the cast: SOAP in, SOAP out, by the traits that the real one asks for."""

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from lxml import etree

from ens.federation.insi import ANSWERED, ASKED, SEXES, SOAP, Outcome, add
from ens.formats.hardened_xml import parse_xml
from ens.kernel.errors import HouseError
from ens.kernel.identity import Identity
from ens.registry.find import plain_letters
from ens.sandbox import cast
from ens.sandbox.crowd.people import MARCEL
from ens.sandbox.providers import wire
from ens.sandbox.providers.wire import Answer

_LABELS = {
    Outcome.FOUND: "OK",
    Outcome.NOBODY: "Aucune identité trouvée",
    Outcome.SEVERAL: "Plusieurs identités trouvées",
}
_LIMIT = 64 * 1024


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Answer a request (WSGI)."""
    request = wire.read(environ)
    try:
        asked = parse_xml(request.body, _LIMIT).find(f".//{{{ASKED}}}RECSANSVITALE")
    except HouseError:
        asked = None
    if asked is None or request.method != "POST":
        return Answer(b"", HTTPStatus.BAD_REQUEST).give(start)
    return Answer(_answer(_search(asked)), kind="application/soap+xml; charset=utf-8").give(start)


def _search(asked: "etree._Element") -> list[Identity]:
    wanted = {name: asked.findtext(f"{{{ASKED}}}{name}") or "" for name in ("NomNaissance", "Prenom", "Sexe")}
    born, place = (asked.findtext(f"{{{ASKED}}}{name}") or "" for name in ("DateNaissance", "LieuNaissance"))
    return [
        identity
        for identity in (person.identity for person in (*cast.PERSONS, MARCEL))
        if plain_letters(identity.birth_name) == wanted["NomNaissance"]
        and plain_letters(identity.first_given_name) == wanted["Prenom"]
        and (SEXES[identity.sex], identity.birth_date) == (wanted["Sexe"], born)
        and place in {"", identity.birth_place}
    ]


def _answer(found: list[Identity]) -> bytes:
    outcome = (Outcome.NOBODY, Outcome.FOUND)[len(found)] if len(found) < len(Outcome) - 1 else Outcome.SEVERAL
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "res": ANSWERED})
    result = add(add(envelope, SOAP, "Body"), ANSWERED, "RESULTAT")
    report = add(result, ANSWERED, "CR")
    add(report, ANSWERED, "CodeCR", outcome)
    add(report, ANSWERED, "LibelleCR", _LABELS[outcome])
    if outcome is Outcome.FOUND:
        _tell(add(result, ANSWERED, "INDIVIDU"), found[0])
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def _tell(person: "etree._Element", identity: Identity) -> None:
    active = add(person, ANSWERED, "INSACTIF")
    number = add(active, ANSWERED, "IdIndividu")
    add(number, ANSWERED, "NumIdentifiant", identity.matricule[:13])
    add(number, ANSWERED, "Cle", identity.matricule[13:])
    add(active, ANSWERED, "OID", identity.oid)
    traits = add(person, ANSWERED, "TIQ")
    add(traits, ANSWERED, "NomNaissance", identity.birth_name)
    add(traits, ANSWERED, "ListePrenom", " ".join(identity.given_names))
    add(traits, ANSWERED, "Sexe", SEXES[identity.sex])
    add(traits, ANSWERED, "DateNaissance", identity.birth_date)
    add(traits, ANSWERED, "LieuNaissance", identity.birth_place)
