"""Of what people are told, and who is; pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from ens.gate.watch import Sighting
from ens.journal.entry import Entry, Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Sharing
from ens.policy.question import Mode


class Kind(StrEnum):
    """One kind of notice; the text stands in the sharing state of who does not want it."""

    EMERGENCY = "urgence"
    SPOKEN = "parole"
    NEWCOMER = "nouveau"
    SHARE = "partage"
    AUTHORISATION = "acces"
    FAMILY = "proches"
    DIGEST = "resume"


ALWAYS: Final = frozenset({Kind.EMERGENCY, Kind.SPOKEN})  # R.1111-48 CSP; and what she only is said to have agreed to
OPTIONAL: Final = tuple(kind for kind in Kind if kind not in ALWAYS)
SPOKEN: Final = "spoken"  # the detail of what was let in on her word
_DAY: Final = 86_400
ONCE: Final = {Kind.NEWCOMER: 365 * _DAY, Kind.EMERGENCY: 3_600}  # of one professional to one person, in seconds
READ: Final = frozenset({Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY})
_ACTS: Final = {
    Action.SHARING_SHARE_OPEN: Kind.SHARE,
    Action.SHARING_AUTHORISATION_ASK: Kind.AUTHORISATION,
    Action.SHARING_AUTHORISATION_GIVE: Kind.AUTHORISATION,
    Action.SHARING_AUTHORISATION_WITHDRAW: Kind.AUTHORISATION,
    Action.SHARING_BLOCK_SET: Kind.AUTHORISATION,
    Action.SHARING_BLOCK_LIFT: Kind.AUTHORISATION,
    Action.SHARING_CARE_GIVE: Kind.FAMILY,
    Action.SHARING_CARE_WITHDRAW: Kind.FAMILY,
    Action.SHARING_ENTRUSTMENT_DECLARE: Kind.FAMILY,
    Action.SHARING_ENTRUSTMENT_WITHDRAW: Kind.FAMILY,
    Action.SHARING_GUARDIANSHIP_DECLARE: Kind.FAMILY,
    Action.SHARING_GUARDIANSHIP_WITHDRAW: Kind.FAMILY,
    Action.SHARING_REPRESENTATION_DECLARE: Kind.FAMILY,
    Action.SHARING_REPRESENTATION_WITHDRAW: Kind.FAMILY,
}


def kind_of(entry: Entry) -> Kind | None:
    """Tell of which kind the notice of an entry is; None for what nobody is told of, such as refusals."""
    if entry.outcome is not Outcome.ALLOWED:
        return None
    if entry.action == Action.SHARING_AUTHORISATION_ASK and entry.detail == SPOKEN:
        return Kind.SPOKEN
    if entry.action not in READ:
        return _ACTS.get(Action(entry.action)) if entry.action in {*Action} else None
    if entry.mode not in {"", Mode.NORMAL}:
        return Kind.EMERGENCY
    by_share = "share" in entry.reasons  # told when it was opened
    reads = entry.actor_kind == ActorKind.PROFESSIONAL and not by_share
    return Kind.NEWCOMER if reads else None


def list_told(kind: Kind, sighting: Sighting, now: int) -> Iterator[int]:
    """List the persons who are told, by number: the one whose space it is, and who represents her.

    A representative hears nothing of what a minor keeps from him, nor of what the minor does himself (R.1111-50 CSP).
    """
    sharing = sighting.sharing
    if kind not in ALWAYS and kind in sharing.unwanted:
        return
    yield sharing.owner
    if not sighting.secret and sighting.entry.actor_number != sharing.owner:
        yield from list_represented_by(sharing, now)


def list_represented_by(sharing: Sharing, now: int) -> Iterator[int]:
    """List who acts in a person's name today."""
    yield from (number for number, end in sharing.representatives.items() if end > now)
    yield from (number for number, each in sharing.guardians.items() if each.represents and each.until > now)
