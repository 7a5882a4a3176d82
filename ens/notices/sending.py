"""One message to one person, where she is reached first; to a professional, where the public directory says."""

from contextlib import suppress
from typing import Final

from ens.credentials import contacts
from ens.credentials.rules.contacts import read_email
from ens.credentials.store import Kind as Means
from ens.gate.house import database
from ens.kernel.errors import NotFound
from ens.notify import services as notify
from ens.notify.rules import Channel, Words
from ens.registry import directory, parties, people

_WAYS: Final = ((Means.EMAIL, Channel.EMAIL), (Means.MOBILE, Channel.SMS))  # the first that reaches


def tell(number: int, said: Words) -> None:
    """Send a message to somebody at her first address that messages reach; to nobody who has none."""
    row = people.find_by_number(database(), number)
    known = [each for each in contacts.list_contacts(number) if each.verified] if row is not None else []
    for means, channel in _WAYS:
        found = next((each for each in known if each.kind == means), None)
        if row is not None and found is not None and notify.is_possible(channel):
            with suppress(NotFound):  # her space was erased meanwhile
                notify.post(row.space, channel, found.value, said)
            return


def tell_professional(number: int, space: int, said: Words) -> None:
    """Send a message about a space to a professional, if the directory holds her address."""
    party = parties.list_numbered(database(), [number]).get(number)
    address = "" if party is None else read_email(directory.find_address(database(), party.identifier))
    if address and notify.is_possible(Channel.EMAIL):
        with suppress(NotFound):  # her space was erased meanwhile
            notify.post(space, Channel.EMAIL, address, said)
