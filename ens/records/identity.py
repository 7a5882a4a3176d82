"""Compares the patient that a document names with the person that a space belongs to."""

import re
import unicodedata
from enum import StrEnum

from ens.formats.cda import CdaIdentity
from ens.kernel.identifiers import INS_OIDS
from ens.kernel.identity import Identity

_SEPARATORS = re.compile(r"[\s'’‘`´ʼ.‐‑‒–—-]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"})
_UNKNOWN = "unknown"


class Mismatch(StrEnum):
    """A trait that differs; the text goes to the journal and to the depositor."""

    MATRICULE = "matricule"
    BIRTH_NAME = "birth-name"
    GIVEN_NAME = "given-name"
    BIRTH_DATE = "birth-date"
    SEX = "sex"


def compare(document: CdaIdentity, person: Identity) -> list[Mismatch]:
    """List what differs; a trait that either side leaves empty is not compared.

    The matricule alone counts, not its register: test documents circulate under the real register's OID and back.
    """
    checks = {
        Mismatch.MATRICULE: _same_matricule(document, person),
        Mismatch.BIRTH_NAME: _same_name(document.birth_name, person.birth_name),
        Mismatch.GIVEN_NAME: _same_given_name(document, person),
        Mismatch.BIRTH_DATE: _same_date(document.birth_date, person.birth_date),
        Mismatch.SEX: _UNKNOWN in {document.sex, person.sex} or document.sex == person.sex,
    }
    return [trait for trait, same in checks.items() if not same]


def normalise_name(text: str) -> str:
    """Write a name without case, accents, hyphens, apostrophes or double spaces, for comparison only."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SEPARATORS.sub(" ", bare.casefold()).strip()


def _same_matricule(document: CdaIdentity, person: Identity) -> bool:
    """Accept when one of the national numbers is the person's: a newborn's may bear the old and the new one."""
    numbers = [value.upper() for root, value in document.identifiers if root in INS_OIDS]
    return not numbers or person.matricule in numbers


def _same_name(left: str, right: str) -> bool:
    left, right = normalise_name(left), normalise_name(right)
    return not left or not right or left == right


def _same_given_name(document: CdaIdentity, person: Identity) -> bool:
    """Compare the first birth given name; without it, the list that the document writes must begin with it."""
    if document.first_given_name:
        return _same_name(document.first_given_name, person.first_given_name)
    listed, first = normalise_name(document.given_names), normalise_name(person.first_given_name)
    return not listed or not first or f"{listed} ".startswith(f"{first} ")


def _same_date(left: str, right: str) -> bool:
    """Compare as far as the less precise of both goes."""
    length = min(len(left), len(right))
    return left[:length] == right[:length]
