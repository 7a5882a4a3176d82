"""What is looked for: all that the demonstration's documents and people say, word by word.

A needle also stands in the public directory when it is part of one of its lines: such a needle is allowed there, and
in the write-ahead log through which every line has gone, and nowhere else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ens.credentials.rules.contacts import read_mobile
from ens.sandbox import cast, newcomers
from ens.sandbox.cast import Person
from ens.sandbox.crowd import authors
from ens.sandbox.crowd.people import crowd
from ens.sandbox.documents.story import Story, read_stories, write_date

NAME_LETTERS: Final = 5  # below, chance finds them in any random bytes
WORD_LETTERS: Final = 8
_WORDS: Final = re.compile(rf"[^\W\d_]{{{WORD_LETTERS},}}")
_STRUCTURE: Final = ("%PDF-1.", "/FlateDecode", "<ClinicalDocument", '"resourceType"', "urn:hl7-org:v3")


@dataclass(frozen=True, slots=True)
class Needle:
    """One text that must not be readable; `public` ones may stand in the directory."""

    kind: str
    text: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Needles:
    """What is looked for, and what was left out with its reason."""

    kept: tuple[Needle, ...]
    left_out: tuple[tuple[str, str], ...]


def fold(text: str) -> str:
    """Write a text in lower case without accents, to compare words."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    return "".join(char for char in bare if not unicodedata.combining(char))


def collect(today: date, noise: bytes) -> Needles:
    """Collect every needle; a word that PostgreSQL's own empty database contains (`noise`) proves nothing."""
    directory = [fold(line) for line in _directory()]
    kept: dict[str, Needle] = {}
    left_out: list[tuple[str, str]] = []
    known = noise.lower()
    for kind, text in (*_people(), *_documents(today), *(("format", mark) for mark in _STRUCTURE)):
        if len(text) < NAME_LETTERS:
            left_out.append((text, "trop court, le hasard le trouverait"))
        elif text.encode().lower() in known or fold(text).encode() in known:
            left_out.append((text, "se trouve dans une base PostgreSQL vide"))
        elif kind == "date de soins" and any(text == form for form in _date_forms(today)):
            left_out.append((text, "date du jour"))
        else:
            public = any(fold(text) in line for line in directory)
            kept.setdefault(text, Needle(kind, text, public))
    return Needles(tuple(kept.values()), tuple(dict.fromkeys(left_out)))


def _directory() -> Iterator[str]:
    for professional in (*cast.PROFESSIONALS, *authors.PROFESSIONALS):
        yield from (professional.name, f"8{professional.rpps}", professional.profession, professional.specialty)
    practices = [each.structure for each in (*cast.PROFESSIONALS, *authors.PROFESSIONALS)]
    for structure in (*cast.STRUCTURES, *authors.STRUCTURES, *practices):
        yield from (structure.name, f"1{structure.finess}", structure.structure_type, structure.address.city)
    for other in cast.ORGANISATIONS:
        yield from (other.name, other.identifier)


def _people() -> Iterator[tuple[str, str]]:
    for person in (*cast.PERSONS, *newcomers.PERSONS):
        identity = person.identity
        yield "nom", identity.birth_name
        yield "nom", person.used_name
        for given in identity.given_names:
            yield "prénom", given
        yield "matricule", identity.matricule
        yield "matricule", identity.matricule[:13]
        yield "date de naissance", identity.birth_date
        yield "téléphone", person.phone
        yield "téléphone", person.phone.replace(" ", "")
        yield "téléphone", read_mobile(person.phone)
        yield "courriel", person.email
        yield "commune", person.birth_town
        yield "commune", person.address.city
        yield "adresse", person.address.street
    for serial in newcomers.SERIALS.values():
        yield "carte Vitale", serial
    for person in crowd():
        yield from _in_the_crowd(person)
    signatories = (*cast.SIGNATORIES.values(), *authors.SIGNATORIES.values())
    for carer in (*cast.PROFESSIONALS, *authors.PROFESSIONALS, *signatories):
        yield "RPPS", carer.rpps
        yield "nom de professionnel", carer.family_name


def _in_the_crowd(person: Person) -> Iterator[tuple[str, str]]:
    """List what names one of many: long texts only, for chance finds a short one among so many."""
    identity = person.identity
    yield "nom complet", f"{identity.first_given_name} {identity.birth_name}"
    yield "nom complet", person.name
    yield "matricule", identity.matricule
    yield "matricule", identity.matricule[:13]
    yield "date de naissance", identity.birth_date
    yield "téléphone", person.phone
    yield "courriel", person.email


def _documents(today: date) -> Iterator[tuple[str, str]]:
    for story in read_stories(today):
        yield "titre de document", story.title
        if story.subtitle:
            yield "titre de document", story.subtitle
        yield "identifiant de document", story.unique_id.removeprefix("2.25.")
        for form in _date_forms(story.moment.date()):
            yield "date de soins", form
        for word in _words(story):
            yield "mot clinique", word


def _date_forms(day: date) -> tuple[str, ...]:
    return day.isoformat(), day.strftime("%Y%m%d"), day.strftime("%d/%m/%Y"), write_date(day)


def _words(story: Story) -> Iterator[str]:
    seen = " ".join(_texts(story.blocks))
    yield from dict.fromkeys(_WORDS.findall(seen))


def _texts(value: Any) -> Iterable[str]:  # noqa: ANN401 - any TOML value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
