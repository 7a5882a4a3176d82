"""The terms of use: a version in force, and who has accepted it (feature X-10). Changed terms are asked about anew."""

from typing import Final

from ens.gate import doorstep
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.errors import Conflict
from ens.postgres.statements import Statement

VERSION: Final = "2026-11"  # its text stands in templates/accounts/conditions_2026_11.html
TEXT: Final = f"accounts/conditions_{VERSION.replace('-', '_')}.html"
_FIND: Final = Statement("SELECT version FROM agreement WHERE number = $1::int8")
_KEEP: Final = Statement(
    "INSERT INTO agreement (number, version, accepted) VALUES ($1::int8, $2::text, $3::timestamptz)"
    " ON CONFLICT (number) DO UPDATE SET version = excluded.version, accepted = excluded.accepted"
)
_ORPHANS: Final = Statement("DELETE FROM agreement a WHERE NOT EXISTS (SELECT FROM person p WHERE p.number = a.number)")


def has_accepted(number: int) -> bool:
    """Say whether somebody has accepted the terms in force."""
    row = _FIND.one(database(), number)
    return row is not None and row[0] == VERSION


def accept(space: int, number: int, version: str) -> None:
    """Write down that a person accepts the terms; those that she has read, which must be the ones in force."""
    if version != VERSION:
        raise Conflict("Ces conditions viennent de changer. Relisez-les avant de les accepter.", ("terms_changed",))
    actor = Actor(ActorKind.PERSON, number)
    doorstep.note(Action.ACCOUNTS_TERMS_ACCEPT, space, actor, right="own_space", detail=VERSION)
    _KEEP.run(database(), number, VERSION, clock.now())


def sweep() -> int:
    """Forget the agreements of people whose space is erased; returns how many."""
    return _ORPHANS.run(database())
