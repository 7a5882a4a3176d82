"""Somebody with an address, and the worker at work."""

from pathlib import Path

from ens.credentials import contacts
from ens.credentials.store import Holder as Account
from ens.credentials.store import Kind as Means
from ens.gate.house import database, house
from ens.journal.integrate import integrate
from ens.notices import services
from ens.notify import services as outbox
from tests.databases import wait_for_neighbours
from tests.factories.people import Holder


def reachable(holder: Holder) -> Holder:
    account = Account(holder.space, holder.number)
    address = f"p{holder.number}@exemple.fr"
    contacts.give_contact(account, Means.EMAIL, address)
    contacts.verify_contact(account, Means.EMAIL, address)
    return holder


def told(holder: Holder, folder: Path) -> list[str]:
    """Let the worker work, and list what has been written to somebody since the last time, by subject."""
    wait_for_neighbours(database())
    while integrate(database(), house().signer, folder, 20_000):
        pass
    services.follow_journal()
    mine = [
        each for each in outbox.list_waiting(1_000) if each.message and each.message.to.startswith(f"p{holder.number}@")
    ]
    for each in mine:
        outbox.delete(each)
    return sorted(each.message.subject.partition(" : ")[2] for each in mine if each.message)
