"""Who acts: one person, professional, structure or program, as the decision sees it."""

from enum import IntEnum

import msgspec


class ActorKind(IntEnum):
    """What an actor is; the number is stored in tokens and journal entries, so it never changes."""

    PERSON = 1
    PROFESSIONAL = 2
    STRUCTURE = 3
    APP = 4
    INSURER = 5
    EMPLOYER = 6
    BANK = 7
    SUPPORT = 8
    SYSTEM = 9
    STRANGER = 10


class Actor(msgspec.Struct, frozen=True):
    """One authenticated caller.

    `number` is opaque and unique over all kinds; `identifier` is the public national one
    (`8` + RPPS, FINESS, client id), empty for a person; `profession` is a code of
    TRE_G15 (`10` physician, `60` nurse…), empty elsewhere; `scopes` is the SMART scope string.
    """

    kind: ActorKind
    number: int
    identifier: str = ""
    profession: str = ""
    scopes: str = ""
    name: str = ""


STRANGER = Actor(ActorKind.STRANGER, 0)  # who has not proven who she is, and only knocked
SYSTEM = Actor(ActorKind.SYSTEM, 0, "ens", scopes="system/*.cruds")
