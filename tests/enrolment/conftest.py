"""A house that can write e-mails and letters, and somebody whom the insurance knows and who has no access yet."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse

from ens.credentials import contacts
from ens.credentials.store import Holder, Kind
from ens.enrolment.cards import register_card
from ens.enrolment.rules import Card
from ens.notify import services as outbox
from ens.policy.facts import SpaceState
from ens.postgres.statements import Statement
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.enrolled import Enrolled, enrol
from tests.factories.people import Holder as Person
from tests.factories.people import new_person

CARD_PAGE, CODE_PAGE = "/inscription/", "/inscription/code/saisir/"


@dataclass(frozen=True)
class Announced:
    """Somebody with a card and known contacts."""

    person: Person
    card: Card
    email: str

    @property
    def holder(self) -> Holder:
        return Holder(self.person.space, self.person.number)


@pytest.fixture(autouse=True)
def ways_out(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages be possible; they wait in the outbox."""
    monkeypatch.setattr(settings, "ENS_SMTP", {**settings.ENS_SMTP, "host": "mail.exemple"})
    monkeypatch.setattr(settings, "ENS_SMS", {"url": "https://sms.exemple", "token": ""})
    monkeypatch.setattr(settings, "ENS_LETTERS", "letters")


def announce(
    birth_date: str = "1984-02-29", state: SpaceState = SpaceState.CREATED, card: Card | None = None
) -> Announced:
    """Let the insurance tell of somebody: by her own card, or by an adult's."""
    person = new_person(state, birth_date)
    mark = secrets.token_hex(5)
    own = Card(person.identity.matricule[:13], str(10**10 + secrets.randbelow(10**10))[:11], birth_date)
    shown = own if card is None else Card(card.number, card.serial, birth_date)
    register_card(person.space, shown)
    holder = Holder(person.space, person.number)
    contacts.give_contact(holder, Kind.EMAIL, f"anna-{mark}@exemple.fr")
    contacts.give_contact(holder, Kind.ADDRESS, "Anna Essai", ("Anna Essai", "1 rue Neuve", "99310 Valombre"))
    return Announced(person, shown, f"anna-{mark}@exemple.fr")


@pytest.fixture
def anna() -> Announced:
    return announce()


@pytest.fixture
def enrolled() -> Enrolled:
    person = new_person()
    return enrol(person.space, person.number)


def come(who: Person | None = None) -> Browser:
    """Open a browser at an address of its own: limits per address are tried elsewhere."""
    number = secrets.randbelow(2**24)
    return Browser(who, {"REMOTE_ADDR": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"})


def fields(card: Card) -> dict[str, str]:
    """Write a card as its form is filled in."""
    year, month, day = card.birth_date.split("-")
    born = {"naissance-jour": day, "naissance-mois": month, "naissance-annee": year}
    return {"nir": card.number, "serie": card.serial, **born}


def show_card(browser: Browser, card: Card) -> HttpResponse:
    return browser.submit(CARD_PAGE, CARD_PAGE, **fields(card))


def read_code(email: str) -> str:
    """Read the newest code that was written to an address."""
    for waiting in outbox.list_waiting(200):
        if waiting.message is not None and waiting.message.to == email:
            found = re.search(r"\b\d{6}\b", waiting.message.body)
            if found:
                return found[0]
    raise LookupError(email)


def prove(browser: Browser, someone: Announced) -> HttpResponse:
    """Show the card, ask for a code by e-mail, and give it."""
    assert show_card(browser, someone.card).headers["Location"] == "/inscription/code/"
    sent = browser.submit("/inscription/code/", "/inscription/code/", contact=str(int(Kind.EMAIL)))
    assert sent.headers["Location"] == CODE_PAGE
    return browser.submit(CODE_PAGE, CODE_PAGE, code=read_code(someone.email))


def statements(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the statements that an act runs, as their first words."""
    seen: list[str] = []
    real = Statement._execute

    def note(self: Statement, connection: Any, args: Any) -> Any:
        seen.append(" ".join(self.sql.decode().split()[:3]))
        return real(self, connection, args)

    with monkeypatch.context() as patch:
        patch.setattr(Statement, "_execute", note)
        act()
    return seen
