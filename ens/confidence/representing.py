"""A minor's second representative: invited by the first with her traits, accepting in her own notebook, on her honour.

Features PRO-02 and PRO-03, domain 3 (« proches »); code civil, 371-1 and 372: father and mother, so two at most,
invitations that wait included, until majority. Whoever answers is the person whom the traits name, of age. Each steps
down by her own word as long as another one is left; to take the other's place away is for a judge.
"""

from typing import Final

from django.conf import settings
from msgspec import structs

from ens.confidence import filing, invitations, words
from ens.confidence.invitations import Invitation, Kept, Traits
from ens.confidence.receipt import Receipt
from ens.credentials import limits
from ens.credentials.rules.windows import Limit
from ens.gate import doorstep
from ens.gate.apps import actor_of
from ens.gate.choices import read_sharing
from ens.gate.facts import Visit, look
from ens.gate.people import get_birth_date, get_number, name_of
from ens.gate.traits import find_identity
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import Conflict, Gone, HouseError, Invalid, NotFound
from ens.kernel.identity import Identity
from ens.notify import services as outbox
from ens.notify.rules import Channel
from ens.policy.facts import Sharing
from ens.registry.find import plain_letters
from ens.sharing import delegations
from ens.sharing.family import REPRESENTATIVES, majority
from ens.sharing.services import now
from ens.web import dates

SENT: Final = Limit("representatives", 5, 86_400)  # invitations of one space
FULL: Final = "Deux représentants légaux au plus, invitations comprises."
LAST: Final = "Vous êtes seul à représenter cet enfant. Seul un juge peut en décider autrement."


def may_invite(visit: Visit, space: int) -> bool:
    """Say whether somebody represents this minor and may invite one more."""
    sharing = read_sharing(visit, space)
    return _represents(visit, sharing) and len(_living(sharing)) + len(list_invited(space)) < REPRESENTATIVES


def may_step_down(visit: Visit, space: int) -> bool:
    """Say whether somebody represents this minor beside another."""
    sharing = read_sharing(visit, space)
    return _represents(visit, sharing) and len(_living(sharing)) > 1


def list_invited(space: int) -> list[Kept]:
    """List the invitations to represent a minor that wait for an answer."""
    return [each for each in invitations.list_of(space) if each.said.traits is not None]


def check_inviter(visit: Visit, space: int) -> None:
    """Let nobody but a representative of this minor come here."""
    if not _represents(visit, read_sharing(visit, space)):
        raise NotFound


def invite(visit: Visit, space: int, said: Invitation) -> None:
    """Send the other representative an invitation that her alone can answer."""
    check_inviter(visit, space)
    if not may_invite(visit, space):
        raise Conflict(FULL, ("two_representatives",))
    limits.spend(SENT, str(space))
    code = invitations.keep(space, structs.replace(said, by=actor_of(visit).number))
    doorstep.note(Action.SHARING_REPRESENTATION_INVITE, space, actor_of(visit), right="legal_representative")
    channel = Channel.EMAIL if "@" in said.to else Channel.SMS
    first = name_of(get_number(space)).split(maxsplit=1)[0]
    outbox.post(space, channel, said.to, words.write_invitation_to_represent(settings.ENS_NAME, said.name, first, code))


def is_meant(said: Invitation, own: int) -> bool:
    """Say whether the person of a space is the one whom an invitation names; one that names nobody is for anybody."""
    identity = find_identity(own)
    return said.traits is None or (identity is not None and said.traits == traits_of(identity))


def traits_of(identity: Identity) -> Traits:
    """Write who somebody is as an invitation names her."""
    names = plain_letters(identity.birth_name), plain_letters(identity.first_given_name)
    return Traits(*names, identity.birth_date, identity.matricule[:13])


def accept(visit: Visit, own: int, kept: Kept) -> None:
    """Become a minor's representative, as she states on her honour: the invitation is used, or it waits again."""
    if not is_of_age(own):
        raise Invalid("Un représentant légal a 18 ans au moins.", ("under_age",))
    if not invitations.take(kept) or kept.said.by not in _living(look(Visit(actor=SYSTEM), kept.space).sharing):
        raise Gone("Cette invitation ne vaut plus.")  # used, or whoever sent it represents the child no more
    try:
        delegations.declare_representative(kept.space, own)
    except HouseError as error:
        invitations.give_back(kept)
        raise Conflict(error.detail or FULL, error.reasons) from error
    _file(visit, kept.space, own, majority(get_birth_date(kept.space)))


def refuse(own: int, kept: Kept) -> None:
    """Say no: the invitation is used up."""
    if invitations.take(kept):
        doorstep.note(Action.SHARING_REPRESENTATION_REFUSE, kept.space, detail=name_of(get_number(own)))


def step_down(visit: Visit, own: int, space: int) -> None:
    """Represent a minor no more, of one's own accord, while another is left; the receipt comes first."""
    if not may_step_down(visit, space):
        raise Conflict(LAST, ("last_representative",))
    _file(visit, space, own, 0)
    delegations.step_down(space, own)


def is_of_age(space: int) -> bool:
    """Say whether the person of a space has come of age."""
    return now() >= majority(get_birth_date(space))


def _represents(visit: Visit, sharing: Sharing) -> bool:
    return actor_of(visit).number in _living(sharing)


def _living(sharing: Sharing) -> list[int]:
    return [number for number, end in sharing.representatives.items() if end > now()]


def _file(visit: Visit, space: int, own: int, until: int) -> None:
    minor, representative = name_of(get_number(space)), name_of(get_number(own))
    told = Receipt(minor, representative, dates.today(), until, represents=True)
    title = f"Représentation légale par {representative}"
    filing.file_receipt(visit, space, told, title if until else f"Fin de la {title[0].lower()}{title[1:]}")
