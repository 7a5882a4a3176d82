"""What somebody's account means to her: whose proofs they are, what is written down, and who is told of a change."""

from typing import Final

from django.conf import settings

from ens.credentials import contacts, passwords
from ens.credentials.contacts import Contact
from ens.credentials.store import Holder, Kind
from ens.gate import doorstep
from ens.gate.people import get_birth_date, name_of
from ens.kernel.actions import Action
from ens.kernel.actors import Actor
from ens.notify import services as notify
from ens.notify import words
from ens.notify.rules import Channel, Words
from ens.registry.sessions import Session
from ens.web.session import space_of

CHANNELS: Final = {Kind.EMAIL: Channel.EMAIL, Kind.MOBILE: Channel.SMS}


def holder_of(session: Session) -> Holder:
    """Tell whose proofs and contacts a session is about."""
    return Holder(space_of(session), session.number)


def note(session: Session, action: Action, detail: str = "", refused: str = "") -> None:
    """Write down what happens to an account, in the history of its person."""
    actor = Actor(session.kind, session.number)
    doorstep.note(action, space_of(session), actor, refused=refused, right="own_space", detail=detail)


def tell(holder: Holder, said: Words, to: tuple[Contact, ...] | None = None) -> None:
    """Tell somebody something at every verified e-mail address and telephone that messages reach, or at these."""
    for contact in contacts.list_contacts(holder.number) if to is None else to:
        channel = CHANNELS.get(Kind(contact.kind))
        if contact.verified and channel is not None and notify.is_possible(channel):
            notify.post(holder.space, channel, contact.value, said)


def tell_proof_changed(session: Session, sentence: str) -> None:
    """Tell somebody that what opens her notebook has changed."""
    tell(holder_of(session), words.write_proof_changed(settings.ENS_NAME, sentence))


def personal_words(session: Session) -> tuple[str, ...]:
    """List what a password of hers must not contain."""
    born = get_birth_date(space_of(session))
    known = [each.value for each in contacts.list_contacts(session.number)]
    dates = (f"{born:%d%m%Y}", f"{born:%d%m%y}", f"{born:%Y%m%d}", f"{born:%Y}")
    return (name_of(session.number), passwords.find_login(session.number), *dates, *known)
