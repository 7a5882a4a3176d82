"""Following the journal: people are told of what they want to hear of, and acts are counted for the operators."""

from collections import Counter
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.db import transaction

from ens.credentials import codes, contacts
from ens.credentials.store import Kind as Means
from ens.gate import watch
from ens.gate.house import database
from ens.journal.entry import Entry, Outcome
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound
from ens.notices import words
from ens.notices.rules import ONCE, kind_of, list_told
from ens.notify import services as notify
from ens.notify.rules import Channel, Words
from ens.policy.question import Mode
from ens.registry import people, quotas

FOLLOWER: Final = "notices"
BATCH: Final = 200
_WAYS: Final = ((Means.EMAIL, Channel.EMAIL), (Means.MOBILE, Channel.SMS))  # the first that reaches
_COUNTED: Final = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})
_READ: Final = frozenset({Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY})


def follow_journal() -> None:
    """Deal with every entry that the tree has taken in, each once: its place moves with what is done of it."""
    more = True
    while more:
        with transaction.atomic():
            entries, more = watch.take_entries(FOLLOWER, BATCH)
            for (party, subject), count in Counter(filter(None, map(_counted, entries))).items():
                quotas.add(database(), party, subject, count)
            for entry in entries:
                _tell_of(entry)


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


def _tell_of(entry: Entry) -> None:
    kind = kind_of(entry)
    sighting = None if kind is None else watch.see(entry)
    if kind is None or sighting is None:
        return
    for number in list_told(kind, sighting, clock.now_us() // 1_000_000):
        if kind in ONCE and not codes.use_once(f"notice|{kind}", _about(entry, number), ONCE[kind]):
            continue
        tell(number, words.write_notice(settings.ENS_NAME, kind, own=number == sighting.sharing.owner))


def _about(entry: Entry, number: int) -> str:
    return f"{entry.space}|{number}|{entry.actor_number}"


def _counted(entry: Entry) -> tuple[int, str] | None:
    """Tell what an entry adds to the counters of who acted, if anything."""
    if entry.actor_kind not in _COUNTED or entry.outcome is not Outcome.ALLOWED:
        return None
    if entry.action == Action.SHARING_AUTHORISATION_ASK:
        return entry.actor_number, quotas.ASKED
    if entry.action not in _READ:
        return None
    return entry.actor_number, quotas.READ if entry.mode in {"", Mode.NORMAL} else quotas.EMERGENCY
