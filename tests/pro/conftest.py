"""Camille at home, and three professionals at their desks."""

import pytest
from django.conf import settings

from ens.gate.house import database as connection
from ens.kernel.actors import ActorKind
from ens.policy import scopes
from ens.registry import parties, practices, tokens
from ens.registry import people as registry
from ens.registry.parties import Party
from ens.registry.practices import Practice
from ens.sandbox import cast
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_session
from tests.factories.people import Holder, new_person


class Desk(Browser):
    """A professional's browser; `number` is hers in the directory."""

    def __init__(self, line: Party, number: int) -> None:
        super().__init__()
        self.line, self.number = line, number
        self.caller = Caller(ActorKind.PROFESSIONAL, number, "", line.identifier, line.name)
        self.sign_in()

    def sign_in(self) -> None:
        """Begin a new session."""
        token = new_session(ActorKind.PROFESSIONAL, self.number, scopes.PROFESSIONAL)
        self.client.cookies[settings.ENS_COOKIE] = token

    @property
    def token_hash(self) -> bytes:
        """Tell which session she is in."""
        return tokens.hashed(self.client.cookies[settings.ENS_COOKIE].value)

    def find(self, person: Holder) -> str:
        """Find a person by INS; gives the address of her page."""
        typed = {"matricule": person.identity.matricule, "registre": person.identity.oid}
        return str(self.submit("/pro/", "/pro/chercher/", **typed).headers["Location"])


def new_desk(who: cast.Professional, sector: str = "") -> Desk:
    """Write somebody like `who` into the directory, and sign her in."""
    drawn = registry.new_number()
    line = Party(drawn, ActorKind.PROFESSIONAL, f"8{drawn}", who.name, who.profession, who.specialty)
    number = parties.save(connection(), line)
    place = who.structure
    practices.replace(connection(), number, [Practice(f"1{place.finess}", place.name, sector or place.structure_type)])
    return Desk(line, number)


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def martin(database: Database) -> Desk:
    return new_desk(cast.DR_MARTIN)


@pytest.fixture
def nguyen(database: Database) -> Desk:
    return new_desk(cast.DR_NGUYEN)


@pytest.fixture
def diallo(database: Database) -> Desk:
    return new_desk(cast.DIALLO)
