"""Carers: invited by the person, accepting in their own space, dismissed at once; a receipt of each in her documents.

Domain 3 (« aidants »), features PRO-04 to PRO-07: three carers for a person, invitations that wait included; five
persons for a carer, who is of age. What a carer may do is for the policy to say.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.conf import settings

from ens.confidence import filing, invitations, representing, words
from ens.confidence.invitations import Invitation, Kept
from ens.confidence.receipt import Receipt
from ens.credentials import limits
from ens.credentials.rules.contacts import read_email, read_mobile
from ens.credentials.rules.windows import Limit
from ens.gate import doorstep
from ens.gate.apps import actor_of
from ens.gate.choices import read_sharing
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.gate.people import get_number, name_of
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, Gone, HouseError, Invalid, NotFound
from ens.notify import services as outbox
from ens.notify.rules import Channel
from ens.registry import parties, people
from ens.sharing import delegations
from ens.sharing.family import CARERS
from ens.sharing.services import now
from ens.web import dates

DAY: Final = 86_400
DURATIONS: Final[Mapping[str, int]] = {"365": 365 * DAY, "180": 180 * DAY, "30": 30 * DAY}
TYPED: Final = Limit("invitation", 10, 3_600)  # secrets that somebody tries
SENT: Final = Limit("invitations", 10, 86_400)  # invitations of one space


class Carer(NamedTuple):
    """Somebody who helps: her number, her name, and the end of it (seconds since 1970)."""

    number: int
    name: str
    until: int


class Helpers(NamedTuple):
    """Who helps in a notebook, who has been invited to, and who represents or protects its person."""

    carers: list[Carer]
    invited: list[Kept]
    representatives: list[Carer]
    guardians: list[Carer]
    invited_to_represent: list[Kept]
    entrusted: list[Carer]

    @property
    def full(self) -> bool:
        """Say whether nobody more can be invited."""
        return len(self.carers) + len(self.invited) >= CARERS


def list_helpers(visit: Visit, space: int) -> Helpers:
    """List them, for who rules in this notebook."""
    sharing, moment = read_sharing(visit, space), now()
    guardians = {number: each.until for number, each in sharing.guardians.items()}
    return Helpers(
        _living(sharing.carers, moment),
        [each for each in invitations.list_of(space) if each.said.traits is None],
        _living(sharing.representatives, moment),
        _living(guardians, moment),
        representing.list_invited(space),
        [*_living(sharing.entrusted, moment), *_services(sharing.services, moment)],
    )


def _living(held: Mapping[int, int], moment: int) -> list[Carer]:
    return [Carer(number, name_of(number), until) for number, until in held.items() if until > moment]


def _services(held: Mapping[int, int], moment: int) -> list[Carer]:
    """List the services to which a child is entrusted, by their public names."""
    known = parties.list_numbered(database(), list(held))
    return [Carer(number, known[number].name, until) for number, until in held.items() if until > moment]


def invite(visit: Visit, space: int, said: Invitation) -> None:
    """Send somebody an invitation to help; the secret leaves with the message, and is kept nowhere."""
    helpers = list_helpers(visit, space)
    if helpers.full:
        raise Conflict("Trois aidants au plus. Retirez-en un, ou une invitation, puis recommencez.", ("three_carers",))
    limits.spend(SENT, str(space))
    channel = Channel.EMAIL if "@" in said.to else Channel.SMS
    code = invitations.keep(space, said)
    doorstep.note(Action.SHARING_CARE_INVITE, space, actor_of(visit), right="own_space")
    given = _first_name(name_of(get_number(space)))
    outbox.post(space, channel, said.to, words.write_invitation(settings.ENS_NAME, said.name, given, code))


def read_reach(typed: str) -> str:
    """Read an e-mail address or a mobile number; `Invalid` when it is neither, or when nothing leaves that way."""
    value = read_email(typed) if "@" in typed else read_mobile(typed)
    if not value:
        raise Invalid("Écrivez une adresse e-mail ou un numéro de portable.", ("unreadable_contact",))
    if not outbox.is_possible(Channel.EMAIL if "@" in value else Channel.SMS):
        raise Invalid("Nous ne pouvons pas écrire par ce moyen. Essayez l’autre : e-mail ou téléphone.")
    return value


def cancel(visit: Visit, space: int, public: str) -> None:
    """Take an invitation back before it was answered."""
    read_sharing(visit, space)
    kept = next((each for each in invitations.list_of(space) if each.public == public), None)
    if kept is None or not invitations.take(kept):
        raise NotFound


def open_invitation(number: int, own: int, typed: str) -> Kept:
    """Find what a secret answers, for whom it is meant; tries are counted for each who tries."""
    limits.spend(TYPED, str(number))
    found = invitations.find(typed)
    if found is None or not representing.is_meant(found.said, own):
        raise Invalid("Ce code n’ouvre aucune invitation : vérifiez chaque signe, ou demandez-en une autre.")
    limits.refund(TYPED, str(number))
    return found


def accept(visit: Visit, own: int, kept: Kept) -> None:
    """Become somebody's carer: the invitation is used, then what it promised comes about, or it waits again."""
    if not representing.is_of_age(own):
        raise Invalid("Un aidant a 18 ans au moins.", ("under_age",))
    if not invitations.take(kept):
        raise Gone("Cette invitation a déjà servi.")
    try:
        delegations.accept_carer(kept.space, own, kept.said.seconds)
    except HouseError:
        invitations.give_back(kept)
        raise
    _file(visit, kept.space, own, now() + kept.said.seconds)


def refuse(own: int, kept: Kept) -> None:
    """Say no: the invitation is used up."""
    if invitations.take(kept):
        doorstep.note(Action.SHARING_CARE_REFUSE, kept.space, detail=name_of(get_number(own)))


def dismiss(visit: Visit, space: int, number: int) -> None:
    """End what a carer may do, at once, and file the receipt of it."""
    row = people.find_by_number(database(), number)
    if row is None or number not in read_sharing(visit, space).carers:
        raise NotFound
    delegations.dismiss_carer(visit, space, row.space)
    _file(visit, space, row.space, 0)


def give_up(own: int, space: int) -> None:
    """Stop helping, of one's own accord."""
    delegations.resign(space, own)


def _first_name(name: str) -> str:
    return name.split(maxsplit=1)[0].title() if name else ""


def _file(visit: Visit, space: int, carer: int, until: int) -> None:
    """Put the receipt among the documents of the person who is helped."""
    told = Receipt(name_of(get_number(space)), name_of(get_number(carer)), dates.today(), until)
    filing.file_receipt(visit, space, told, f"Aide de {told.carer}" if until else f"Fin de l’aide de {told.carer}")
