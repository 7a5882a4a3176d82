"""Writing to somebody at the contacts that are hers: a code to one, a notice to all."""

from typing import Final

from django.conf import settings

from ens.credentials import codes, contacts, letters, limits
from ens.credentials.contacts import Contact
from ens.credentials.rules import windows
from ens.credentials.store import Holder, Kind
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound
from ens.notify import services as notify
from ens.notify import words
from ens.notify.rules import Channel, Words
from ens.web.session import SignedIn, space_of

CHANNELS: Final = {Kind.EMAIL: Channel.EMAIL, Kind.MOBILE: Channel.SMS, Kind.ADDRESS: Channel.LETTER}


def list_reachable(number: int) -> list[Contact]:
    """List the contacts in force to which a message can leave."""
    return [each for each in contacts.list_contacts(number) if notify.is_possible(CHANNELS[Kind(each.kind)])]


def send_code(holder: Holder, purpose: str, flow: str, kind: Kind, value: str) -> None:
    """Send a code of six digits; raises `TooMany` when that was asked too often."""
    limits.spend(windows.CODES_SENT, str(holder.number))
    code = codes.issue_code(purpose, str(holder.number), flow)
    notify.post(holder.space, CHANNELS[kind], value, words.write_code(settings.ENS_NAME, code))


def send_letter(holder: Holder, address: Contact) -> None:
    """Send a letter with a provisional code."""
    limits.spend(windows.LETTERS_SENT, str(holder.number))
    code = letters.issue_letter_code(holder)
    said = words.write_letter_code(settings.ENS_NAME, code, settings.ENS_PUBLIC_URL)
    notify.post(holder.space, Channel.LETTER, address.value, said, address.lines)


def tell(holder: Holder, said: Words, to: tuple[Contact, ...] | None = None) -> None:
    """Tell somebody something, at every verified e-mail address and telephone, or at these."""
    for contact in list_reachable(holder.number) if to is None else to:
        if contact.verified and contact.kind != Kind.ADDRESS:
            notify.post(holder.space, CHANNELS[Kind(contact.kind)], contact.value, said)


def tell_new_device(who: SignedIn, label: str) -> None:
    """Tell a person of a sign-in with a device never seen before; called by the session that begins."""
    if who.kind is not ActorKind.PERSON:
        return
    try:
        holder = Holder(space_of(who), who.number)
    except NotFound:
        return
    tell(holder, words.write_new_device(settings.ENS_NAME, label))
