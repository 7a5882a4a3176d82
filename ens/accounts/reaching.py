"""Where somebody can be reached, as she changes it herself: a code to the new contact, a notice to the old one."""

from typing import Final, NamedTuple

from django.conf import settings
from django.core import signing

from ens.accounts.telling import CHANNELS, holder_of, note, tell
from ens.credentials import codes, contacts, limits
from ens.credentials.contacts import Contact
from ens.credentials.rules import contacts as rules
from ens.credentials.rules import windows
from ens.credentials.store import Kind
from ens.kernel.actions import Action
from ens.kernel.errors import Invalid
from ens.notify import services as notify
from ens.notify import words
from ens.registry.sessions import Session

KINDS: Final = {"courriel": Kind.EMAIL, "mobile": Kind.MOBILE}
NOT_AN_ADDRESS: Final = "Écrivez une adresse comme prenom.nom@exemple.fr."
NOT_A_NUMBER: Final = "Écrivez un numéro de mobile français, comme 06 12 34 56 78."
WRONG_CODE: Final = "Ce code n’est pas le bon, ou il a expiré. Redemandez-en un."
SECONDS: Final = 900
_SALT: Final = "ens.accounts.contact"
_LONGEST_TICKET: Final = 1_000


class Reach(NamedTuple):
    """One kind of contact of somebody: the one in force, and the one that will take its place."""

    name: str
    now: Contact | None
    next: Contact | None


def list_reaches(number: int) -> list[Reach]:
    """List the e-mail address and the telephone of somebody, and what is about to replace them."""
    current = {each.kind: each for each in contacts.list_contacts(number)}
    waiting = {each.kind: each for each in contacts.list_contacts(number, waiting=True)}
    return [Reach(name, current.get(kind), waiting.get(kind)) for name, kind in KINDS.items() if is_possible(kind)]


def is_possible(kind: Kind) -> bool:
    """Say whether this service can write that way at all."""
    return notify.is_possible(CHANNELS[kind])


def begin_change(session: Session, name: str, typed: str) -> tuple[str, Contact]:
    """Send a code to a new contact; gives the ticket that comes back with it, and the contact as it was read."""
    kind = _kind(name)
    value = rules.read_email(typed) if kind is Kind.EMAIL else rules.read_mobile(typed)
    if not value:
        raise Invalid(NOT_AN_ADDRESS if kind is Kind.EMAIL else NOT_A_NUMBER, ("not_a_contact",))
    limits.spend(windows.CODES_SENT, "contact", str(session.number))
    code = codes.issue_code(_purpose(value), str(session.number), session.id.hex())
    said = words.write_code(settings.ENS_NAME, code)
    notify.post(holder_of(session).space, CHANNELS[kind], value, said)
    return signing.dumps([name, value, session.id.hex()], salt=_SALT), _unproven(kind, value)


def read_ticket(session: Session, ticket: str) -> tuple[str, Contact]:
    """Read which contact waits for its code; `Invalid` when that was too long ago, or in another session."""
    try:
        name, value, owner = signing.loads(ticket[:_LONGEST_TICKET], salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Invalid("Cette demande a expiré. Recommencez.", ("expired",)) from error
    if owner != session.id.hex():
        raise Invalid("Cette demande a expiré. Recommencez.", ("expired",))
    return name, _unproven(_kind(name), value)


def finish_change(session: Session, ticket: str, typed: str) -> bool:
    """Keep a contact that its code has proven; True when it waits for 72 hours, and the old one has been told."""
    _, contact = read_ticket(session, ticket)
    limits.spend(windows.CODES_TRIED, session.id.hex())
    if not codes.redeem_code(_purpose(contact.value), str(session.number), session.id.hex(), typed[:20]):
        note(session, Action.ACCOUNTS_CONTACT_CHANGE, refused="wrong_proof")
        raise Invalid(WRONG_CODE, ("wrong_code",))
    holder = holder_of(session)
    old = contacts.verify_contact(holder, Kind(contact.kind), contact.value)
    note(session, Action.ACCOUNTS_CONTACT_CHANGE)
    tell(holder, words.write_contact_changing(settings.ENS_NAME, contact.masked), old)
    return bool(old)


def cancel_change(session: Session, name: str) -> None:
    """Give up a change that has not taken effect."""
    if not contacts.cancel_change(holder_of(session), _kind(name)):
        raise Invalid("Ce changement n’attend plus.", ("nothing_waits",))
    note(session, Action.ACCOUNTS_CONTACT_CHANGE)


def _kind(name: str) -> Kind:
    if name not in KINDS or not is_possible(KINDS[name]):
        raise Invalid("Choisissez l’adresse électronique ou le mobile.", ("unknown_kind",))
    return KINDS[name]


def _unproven(kind: Kind, value: str) -> Contact:
    return Contact(int(kind), value, verified=False, since=0)


def _purpose(value: str) -> str:
    return f"contact|{value}"
