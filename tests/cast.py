"""The cast, ready to play: as actors for pure tests, and as callers with a space and a token in the database.

Camille, patient; Sacha, her nine-year-old; Noé, sixteen, who keeps a secret; Jeanne, eighty-four; Dr Martin, treating;
Dr Nguyen, same profession, no link; Mme Diallo, nurse of another patient; a hospital; a laboratory; AppliCœur; an
insurer; a support agent.
"""

from ens.gate.facts import Visit, visit_by
from ens.kernel.actors import Actor, ActorKind
from ens.sandbox.cast import (
    APPLICOEUR,
    CAMILLE,
    DIALLO,
    DR_MARTIN,
    DR_NGUYEN,
    HOSPITAL,
    INSURER,
    JEANNE,
    LABORATORY,
    NOE,
    PERSONS,
    SACHA,
    SLUGS,
    SUPPORT,
)
from ens.sandbox.grants import APP_SCOPES, PERSON_SCOPES, PROFESSIONAL_SCOPES, directory, find_row, issue_token
from ens.sandbox.population import TEAM, register, register_directory

__all__ = [
    "APPLICOEUR",
    "CAMILLE",
    "DIALLO",
    "DR_MARTIN",
    "DR_NGUYEN",
    "HOSPITAL",
    "INSURER",
    "JEANNE",
    "LABORATORY",
    "NOE",
    "PERSONS",
    "SACHA",
    "SLUGS",
    "SUPPORT",
    "actor",
    "number",
    "settle",
    "space",
    "visit",
]

_PURE_SCOPES = {
    ActorKind.PERSON: PERSON_SCOPES,
    ActorKind.PROFESSIONAL: PROFESSIONAL_SCOPES,
    ActorKind.STRUCTURE: "system/*.cruds",
}


def number(slug: str) -> int:
    """Tell the number of somebody in pure tests; in the database everyone has a random one."""
    return 1_000 + SLUGS.index(slug)


def actor(slug: str, scopes: str | None = None) -> Actor:
    """Give a member of the cast as the policy sees it, with the scopes that its kind usually holds."""
    line = directory().get(slug)
    if line is None:
        return Actor(ActorKind.PERSON, number(slug), scopes=PERSON_SCOPES if scopes is None else scopes)
    held = _PURE_SCOPES.get(line.kind, APP_SCOPES) if scopes is None else scopes
    return Actor(line.kind, number(slug), line.identifier, line.profession, held, line.name)


def settle() -> None:
    """Register the cast in this database, once: spaces, directory, treating practitioner and Jeanne's nurse."""
    numbers = register_directory()
    for person in PERSONS:
        register(person, numbers, TEAM[person.slug])


def space(slug: str) -> int:
    """Tell the space of a person of the cast, once settled."""
    row = find_row(slug)
    assert row is not None, "settle() first"
    return row.space


def visit(slug: str) -> Visit:
    """Come to the gate as a member of the cast, once settled, with a fresh token."""
    token = issue_token(slug)
    assert token is not None, "settle() first"
    return visit_by(token)
