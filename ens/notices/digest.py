"""Once a month, how often how many came (feature B-11): counted as the journal is followed, under names of no use here.

The counters stand in the table of quotas under a blind number of the person: a row says neither whose it is nor who
came. A professional counts once a month, however often she comes.
"""

from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from ens.credentials import codes
from ens.gate.facts import Visit, look
from ens.gate.house import database
from ens.gate.secrets import blind
from ens.journal.entry import Entry, Outcome
from ens.kernel import clock
from ens.kernel.actors import SYSTEM, ActorKind
from ens.kernel.sealing import Tampered
from ens.notices import words
from ens.notices.rules import READ, Kind
from ens.notices.sending import tell
from ens.registry import people, quotas

VISITS: Final = "visites"
VISITORS: Final = "visiteurs"
DAYS: Final = 3  # of a month, on which what was not sent is sent
KEPT: Final = 62 * 86_400
PAGE: Final = 500
_CARING: Final = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})


def count(entry: Entry) -> None:
    """Count an entry for the digest of whose space it is, if somebody who cares for her has read."""
    if entry.action not in READ or entry.outcome is not Outcome.ALLOWED or entry.actor_kind not in _CARING:
        return
    party = _blind(entry.space)
    quotas.add(database(), party, VISITS, 1)
    month = f"{clock.today():%Y-%m}"
    if codes.use_once("digest|visitor", f"{entry.space}|{entry.actor_number}|{month}", KEPT):
        quotas.add(database(), party, VISITORS, 1)


def send_digests() -> None:
    """In the first days of a month, send each person hers, once; who had no visit gets none."""
    today, after = clock.today(), 0
    while today.day <= DAYS:
        page = people.list_after(database(), after, PAGE)
        for number, space in page:
            with suppress(Tampered), transaction.atomic():  # one that was altered keeps nobody else from theirs
                _send(number, space, today)
        if len(page) < PAGE:
            return
        after = page[-1][0]


def _send(number: int, space: int, today: date) -> None:
    last = today.replace(day=1) - timedelta(days=1)
    visits, visitors = (
        quotas.sum_between(database(), _blind(space), each, last.replace(day=1), last) for each in (VISITS, VISITORS)
    )
    sharing = look(Visit(actor=SYSTEM), space).sharing
    if not visits or Kind.DIGEST in sharing.unwanted or not codes.use_once("digest", f"{number}|{last:%Y-%m}", KEPT):
        return
    tell(number, words.write_digest(settings.ENS_NAME, visits, visitors))


def _blind(space: int) -> int:
    return int.from_bytes(blind("digest", str(space))[:8], "big") >> 1
