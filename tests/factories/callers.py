"""Callers of the house, made in the real tables: everyone is new, nobody is shared between two tests."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from ens.gate.facts import Visit, visit_by
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.policy import scopes as given
from ens.policy.question import Mode
from ens.registry import parties, people, tokens
from ens.registry.parties import Party
from ens.registry.tokens import Grant
from ens.web import session
from ens.web.session import SignedIn

PERSON_SCOPES = given.PERSON
PROFESSIONAL_SCOPES = given.PROFESSIONAL
STRUCTURE_SCOPES = "system/*.cruds"
APP_SCOPES = "patient/*.rs"
_SCOPES = {
    ActorKind.PERSON: PERSON_SCOPES,
    ActorKind.PROFESSIONAL: PROFESSIONAL_SCOPES,
    ActorKind.STRUCTURE: STRUCTURE_SCOPES,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a live token; `identifier` and `name` are those of the directory, empty for a person."""

    kind: ActorKind
    number: int
    token: str
    identifier: str = ""
    name: str = ""
    mode: Mode = Mode.NORMAL

    @property
    def visit(self) -> Visit:
        """Come to the gate."""
        return visit_by(self.token, self.mode)

    def asking(self, mode: Mode) -> "Caller":
        """Come with another access mode."""
        return replace(self, mode=mode)

    def holding(self, scopes: str, purpose: str = "TREAT", seconds: int = 600) -> "Caller":
        """Come with another token: these scopes, for this purpose, ending in so many seconds."""
        return replace(self, token=new_token(self.kind, self.number, scopes, purpose, seconds))


def new_token(kind: ActorKind, number: int, scopes: str, purpose: str = "TREAT", seconds: int = 600) -> str:
    """Issue a token; `seconds` below zero makes one that has expired."""
    return tokens.issue(database(), Grant(kind, number, scopes, clock.now() + timedelta(seconds=seconds), purpose))


def new_session(kind: ActorKind, number: int, scopes: str, label: str = "Firefox sur Linux") -> str:
    """Sign somebody in with a browser; the token serves as a program's too."""
    return session.make(SignedIn(kind, number, scopes, "demo"), label, settled=True)


def new_party(kind: ActorKind, *, profession: str = "", structure_type: str = "", scopes: str | None = None) -> Caller:
    """Enter somebody new into the directory, with a token."""
    number, identifier = people.new_number(), f"test-{secrets.token_hex(8)}"
    name = f"{kind.name.capitalize()} {identifier[-4:]}"
    parties.save(database(), Party(number, kind, identifier, name, profession, structure_type=structure_type))
    granted = _SCOPES.get(kind, APP_SCOPES) if scopes is None else scopes
    return Caller(kind, number, new_token(kind, number, granted), identifier, name)


def new_professional(profession: str = "10", scopes: str = PROFESSIONAL_SCOPES) -> Caller:
    """Enter a new professional, a physician unless said otherwise."""
    return new_party(ActorKind.PROFESSIONAL, profession=profession, scopes=scopes)


def new_structure(scopes: str = STRUCTURE_SCOPES) -> Caller:
    """Enter a new hospital."""
    return new_party(ActorKind.STRUCTURE, structure_type="SA01", scopes=scopes)
