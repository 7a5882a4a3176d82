"""Asking the national identity service (téléservice INSi, « rechercherInsAvecTraitsIdentite ») who bears strict traits.

SOAP 1.2, namespaces of the CNAM's schemas INSiRecSans and INSiResultat. An identity is qualified when the service
answers these very traits with this very number (RNIV: « récupérée » and the traits checked); nothing less is.
"""

import ssl
import uuid
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

import httpx
from django.conf import settings
from lxml import etree

from ens.formats.hardened_xml import parse_xml
from ens.kernel import clock
from ens.kernel.errors import HouseError, Malformed, Unavailable
from ens.kernel.identifiers import parse_ins
from ens.kernel.identity import Identity
from ens.registry.find import plain_letters

ACTION: Final = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite"
SOAP: Final = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING: Final = "http://www.w3.org/2005/08/addressing"
ASKED: Final = "http://www.cnamts.fr/INSiRecSans"
ANSWERED: Final = "http://www.cnamts.fr/INSiResultat"
SEXES: Final = {"female": "F", "male": "M"}
_SECONDS: Final = 5.0
_WHOLE_SECONDS: Final = 10.0
_LIMIT: Final = 64 * 1024
_OK: Final = 200


class Outcome(StrEnum):
    """The report of the service (CodeCR)."""

    FOUND = "00"
    NOBODY = "01"
    SEVERAL = "02"


class Answer(NamedTuple):
    """What the service said; `identity` only when one person was found."""

    outcome: Outcome
    identity: Identity | None


class Status(StrEnum):
    """What an identity is worth after a check."""

    QUALIFIED = "qualified"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


def qualify(identity: Identity) -> Status:
    """Check an identity against the national service: same number, same register, same traits."""
    answer = search(identity)
    if answer.identity is None:
        return Status.AMBIGUOUS if answer.outcome is Outcome.SEVERAL else Status.UNKNOWN
    return Status.QUALIFIED if is_same(identity, answer.identity) else Status.DIFFERENT


def is_same(ours: Identity, theirs: Identity) -> bool:
    """Say whether two identities agree in number, register and the five strict traits."""
    exact = ("matricule", "oid", "birth_date", "sex", "birth_place")
    return all(getattr(ours, name) == getattr(theirs, name) for name in exact) and all(
        plain_letters(left) == plain_letters(right)
        for left, right in (
            (ours.birth_name, theirs.birth_name),
            (ours.first_given_name, theirs.first_given_name),
        )
    )


def search(traits: Identity) -> Answer:
    """Ask who bears these traits; `Unavailable` when the service does not answer."""
    body, begun = bytearray(), clock.now_us()
    headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{ACTION}"'}
    try:
        with _client().stream("POST", settings.ENS_INSI_URL, content=compose(traits), headers=headers) as response:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _LIMIT or clock.now_us() - begun > _WHOLE_SECONDS * 1_000_000:
                    raise Unavailable("The identity service answers without end.")
    except httpx.HTTPError as error:
        raise Unavailable(f"The identity service does not answer ({type(error).__name__}).") from error
    if response.status_code != _OK:
        raise Unavailable(f"The identity service answered {response.status_code}.")
    return read(bytes(body))


def compose(traits: Identity) -> bytes:
    """Write the request: the place of birth is told too, which narrows the answer to strict traits."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "wsa": ADDRESSING, "insi": ASKED})
    header, body = add(envelope, SOAP, "Header"), add(envelope, SOAP, "Body")
    add(header, ADDRESSING, "Action", ACTION)
    add(header, ADDRESSING, "MessageID", f"urn:uuid:{uuid.uuid4()}")
    asked = add(body, ASKED, "RECSANSVITALE")
    add(asked, ASKED, "NomNaissance", plain_letters(traits.birth_name))
    add(asked, ASKED, "Prenom", plain_letters(traits.first_given_name))
    add(asked, ASKED, "Sexe", SEXES.get(traits.sex, ""))
    add(asked, ASKED, "DateNaissance", traits.birth_date)
    add(asked, ASKED, "LieuNaissance", traits.birth_place)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def add(parent: "etree._Element", namespace: str, name: str, text: str = "") -> "etree._Element":
    """Add an element with its text, which is never markup."""
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = text or None
    return child


def read(content: bytes) -> Answer:
    """Read an answer; what is not one, or names somebody without a right number, is `Malformed`."""
    try:
        root = parse_xml(content, _LIMIT)
        outcome = Outcome(_text(root, "CR", "CodeCR"))
        return Answer(outcome, _identity(root) if outcome is Outcome.FOUND else None)
    except (HouseError, KeyError, ValueError) as error:
        raise Malformed("The identity service gave an answer that cannot be read.") from error


def _identity(root: "etree._Element") -> Identity:
    number = _text(root, "INSACTIF", "IdIndividu", "NumIdentifiant") + _text(root, "INSACTIF", "IdIndividu", "Cle")
    ins = parse_ins(_text(root, "INSACTIF", "OID"), number)
    sex = {letter: word for word, letter in SEXES.items()}[_text(root, "TIQ", "Sexe")]
    names = tuple(_text(root, "TIQ", "ListePrenom").split())
    family, born, place = (_text(root, "TIQ", each) for each in ("NomNaissance", "DateNaissance", "LieuNaissance"))
    return Identity(ins.matricule, ins.oid, family, names, born, sex, place)


def _text(root: "etree._Element", *path: str) -> str:
    found = root.find(".//" + "/".join(f"{{{ANSWERED}}}{name}" for name in path))
    if found is None or not (found.text or "").strip():
        raise Malformed
    return str(found.text).strip()


@cache
def _client() -> httpx.Client:
    """Give the client; the real service knows its callers by their certificate."""
    context = ssl.create_default_context()
    if settings.ENS_INSI_CERTIFICATE:
        context.load_cert_chain(settings.ENS_INSI_CERTIFICATE)
    return httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False, verify=context)
