"""Following the journal: people are told of what they want to hear of, and acts are counted for the operators."""

from collections import Counter
from typing import Final

from django.conf import settings
from django.db import transaction

from ens.credentials import codes
from ens.gate import watch
from ens.gate.house import database
from ens.journal.entry import Entry, Outcome
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.notices import digest, words
from ens.notices.rules import ONCE, READ, Kind, kind_of, list_told
from ens.notices.sending import tell, tell_professional
from ens.policy.question import Mode
from ens.registry import practices, quotas
from ens.sharing import patients

FOLLOWER: Final = "notices"
BATCH: Final = 200
_DAY: Final = 86_400
_COUNTED: Final = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})
_BY_MODE: Final[dict[str, str]] = {Mode.BREAK_GLASS: quotas.EMERGENCY, Mode.REGULATION: quotas.CALL}


def follow_journal() -> None:
    """Deal with every entry that the tree has taken in, each once: its place moves with what is done of it."""
    more = True
    while more:
        with transaction.atomic():
            entries, more = watch.take_entries(FOLLOWER, BATCH)
            _count(Counter(filter(None, map(_counted, entries))))
            for entry in entries:
                digest.count(entry)
                _tell_of(entry)


def _count(counted: Counter[tuple[int, str]]) -> None:
    """Count what each did, and for the place of who works at one alone."""
    places = practices.find_sole_places(database(), [party for party, _ in counted])
    for (party, subject), count in counted.items():
        quotas.add(database(), party, subject, count)
        if party in places:
            quotas.add(database(), places[party], subject, count)


def _tell_of(entry: Entry) -> None:
    kind = kind_of(entry)
    sighting = None if kind is None else watch.see(entry)
    if kind is None or sighting is None:
        return
    for number in list_told(kind, sighting, clock.now_us() // 1_000_000):
        if _is_news(kind, entry, number):
            own = number == sighting.sharing.owner
            tell(number, words.write_notice(settings.ENS_NAME, kind, (entry.action, entry.detail), own=own))
    treating = sighting.sharing.treating
    if kind is Kind.EMERGENCY and treating not in {0, entry.actor_number} and _is_news(kind, entry, treating):
        patients.warn(treating, entry.space)  # on her desk
        tell_professional(treating, entry.space, words.write_treating(settings.ENS_NAME))


def _is_news(kind: Kind, entry: Entry, number: int) -> bool:
    """Say whether somebody has not been told of this actor's doing so in this space a short time ago."""
    about = f"{entry.space}|{number}|{entry.actor_number}"
    return kind not in ONCE or codes.use_once(f"notice|{kind}", about, ONCE[kind])


def _counted(entry: Entry) -> tuple[int, str] | None:
    """Tell what an entry adds to the counters of who acted, if anything."""
    if entry.actor_kind not in _COUNTED or entry.outcome is not Outcome.ALLOWED:
        return None
    if entry.action == Action.SHARING_AUTHORISATION_ASK:
        return entry.actor_number, quotas.ASKED
    if entry.action not in READ:
        return None
    if entry.mode in {"", Mode.NORMAL}:
        return entry.actor_number, quotas.READ
    kind = _BY_MODE[entry.mode]
    opened = codes.use_once(kind, f"{entry.space}|{entry.actor_number}", _DAY)  # a notebook, not its pages
    return (entry.actor_number, kind) if opened else None
