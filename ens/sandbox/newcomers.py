"""Fictional people who have no access yet: their cards, how they can be reached, and where their space stands.

Inès opens hers with her card, and those of her twins; Robert has a letter, and may refuse. The cast has cards too.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from ens.credentials import contacts, letters
from ens.credentials.rules.contacts import read_mobile
from ens.credentials.store import Holder, Kind
from ens.enrolment.cards import register_card
from ens.enrolment.rules import Card
from ens.gate.house import database, house
from ens.kernel.errors import Conflict
from ens.kernel.identifiers import INS_TEST
from ens.kernel.identity import Identity
from ens.lifecycle.services import open_space
from ens.notify import services as notify
from ens.notify import words
from ens.notify.rules import Channel
from ens.policy.facts import SpaceState
from ens.registry import find, people
from ens.sandbox import cast
from ens.sandbox.cast import Address, Person
from ens.sandbox.crowd.people import COMMUNE, write_matricule


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person whose space is not hers yet, and whose card opens it: her own, or an adult's."""

    person: Person
    state: SpaceState
    card: str  # slug of whose card it is


def _person(slug: str, names: tuple[str, ...], born: date, order: int, home: tuple[Address, str, str]) -> Person:
    sex = "female" if slug in {"ines", "lou"} else "male"
    matricule = write_matricule("2" if sex == "female" else "1", born, order)
    family, *given = names
    identity = Identity(matricule, INS_TEST, family.upper(), tuple(given), born.isoformat(), sex, COMMUNE)
    address, phone, email = home
    return Person(slug, identity, family, "Mareuil-le-Vieux", address, phone, email)


_MILL: Final = Address("6", "chemin du Moulin", "99330", "Mareuil-le-Vieux")
_CARPENTIER: Final = (_MILL, "06 39 98 41 07", "ines.carpentier@exemple.fr")
_TWINS: Final = date(2019, 4, 2)
INES: Final = _person("ines", ("Carpentier", "INÈS", "MAUD"), date(1979, 11, 23), 41, _CARPENTIER)
LOU: Final = _person("lou", ("Carpentier", "LOU"), _TWINS, 42, _CARPENTIER)
TOM: Final = _person("tom", ("Carpentier", "TOM"), _TWINS, 43, _CARPENTIER)
ROBERT: Final = _person(
    "robert",
    ("Lacombe", "ROBERT", "AIMÉ"),
    date(1951, 7, 8),
    44,
    (Address("12", "place de l’Ancien-Lavoir", "99330", "Mareuil-le-Vieux"), "", ""),
)
NEWCOMERS: Final = (
    Newcomer(INES, SpaceState.CREATED, "ines"),
    Newcomer(LOU, SpaceState.CREATED, "ines"),
    Newcomer(TOM, SpaceState.CREATED, "ines"),
    Newcomer(ROBERT, SpaceState.ANNOUNCED, "robert"),
)
PERSONS: Final = tuple(each.person for each in NEWCOMERS)
SERIALS: Final = {
    "camille": "99020114087",
    "noe": "99020152036",
    "jeanne": "9901004512",
    "ines": "99020733518",
    "robert": "99004410",
}
_CARDS: Final = {"sacha": "camille"}  # a child is on a parent's card
_HOLDERS: Final = {each.slug: each for each in (*cast.PERSONS, INES, ROBERT)}


def card_of(person: Person, holder: str) -> Card:
    """Write the card that names a person."""
    return Card(_HOLDERS[holder].identity.matricule[:13], SERIALS[holder], person.identity.birth_date)


def settle_newcomers() -> None:
    """Announce the newcomers' spaces, give everybody a card and contacts, and write to Robert; once."""
    for person in cast.PERSONS:
        _make_known(person, _CARDS.get(person.slug, person.slug))
    for newcomer in NEWCOMERS:
        try:
            open_space(newcomer.person.identity, newcomer.state)
        except Conflict:
            continue
        holder = _make_known(newcomer.person, newcomer.card)
        if holder is not None and newcomer.state is SpaceState.ANNOUNCED:
            _write_to(holder, newcomer.person)


def _make_known(person: Person, card: str) -> Holder | None:
    index = find.ins_index(house().index_key, person.identity.oid, person.identity.matricule)
    row = people.find_by_ins(database(), index)
    if row is None:
        return None
    holder = Holder(row.space, row.number)
    register_card(row.space, card_of(person, card))
    if not contacts.list_contacts(row.number):
        if person.email:
            contacts.give_contact(holder, Kind.EMAIL, person.email)
        if read_mobile(person.phone):
            contacts.give_contact(holder, Kind.MOBILE, read_mobile(person.phone))
        contacts.give_contact(holder, Kind.ADDRESS, person.name, (person.name, *person.address.lines))
    return holder


def _write_to(holder: Holder, person: Person) -> None:
    """Write the letter that tells of a new space (R.1111-28 CSP)."""
    said = words.write_letter_code(settings.ENS_NAME, letters.issue_letter_code(holder), settings.ENS_PUBLIC_URL)
    notify.post(holder.space, Channel.LETTER, person.name, said, (person.name, *person.address.lines))
