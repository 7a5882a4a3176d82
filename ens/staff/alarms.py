"""What professionals and structures do more often than usual: by their public lines, and nothing of whom they saw.

The worker counts from the journal (`ens.notices`); who is above a limit, or far above her own days, is looked at by
somebody (feature B-12; CNIL, recommendation on logging, 14 October 2021).
"""

from collections import defaultdict
from collections.abc import Container, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.registry import parties, quotas

MOST: Final = {quotas.EMERGENCY: 3, quotas.CALL: 100, quotas.ASKED: 20, quotas.READ: 300}  # a day, of one professional
MOST_OF_A_PLACE: Final = {quotas.EMERGENCY: 30, quotas.CALL: 2_000, quotas.ASKED: 200, quotas.READ: 5_000}
WORDS: Final = {
    quotas.EMERGENCY: "carnets ouverts en urgence",
    quotas.CALL: "carnets ouverts lors d’appels au 15",
    quotas.ASKED: "demandes d’accès",
    quotas.READ: "lectures",
}
TIMES: Final = 5  # more than on her own usual day
FEW: Final = {
    quotas.EMERGENCY: 2,
    quotas.CALL: 50,
    quotas.ASKED: 10,
    quotas.READ: 50,
}  # under which « usual » says nothing
USUAL_DAYS: Final = 30
SHOWN_DAYS: Final = 7
LISTED: Final = 200
Counted = tuple[int, str, date, int]


class Alarm(NamedTuple):
    """One professional or structure on one day: how often what, and the usual number, 0 where none is known."""

    party: int
    subject: str
    day: date
    number: int
    usual: float


class Told(NamedTuple):
    """An alarm with the public line of whom it is about."""

    name: str
    identifier: str
    what: str
    alarm: Alarm
    place: bool = False


def find_alarms(counted: Sequence[Counted], today: date, places: Container[int] = ()) -> list[Alarm]:
    """Choose the days above a limit, or far above the usual; newest and largest first. `places` are structures."""
    days: dict[tuple[int, str], dict[date, int]] = defaultdict(dict)
    for party, subject, day, used in counted:
        days[party, subject][day] = used
    found = []
    for (party, subject), numbers in days.items():
        most = (MOST_OF_A_PLACE if party in places else MOST)[subject]
        for day, count in numbers.items():
            usual = _usual(numbers, day)
            far = bool(usual) and count >= FEW[subject] and count > TIMES * usual
            if day > today - timedelta(days=SHOWN_DAYS) and (count > most or far):
                found.append(Alarm(party, subject, day, count, usual))
    return sorted(found, key=lambda alarm: (-alarm.day.toordinal(), -alarm.number / MOST[alarm.subject]))[:LISTED]


def list_alarms() -> list[Told]:
    """List the alarms of the last week."""
    counted = quotas.list_since(database(), list(MOST), SHOWN_DAYS + USUAL_DAYS)
    known = parties.list_numbered(database(), list({each[0] for each in counted}))
    places = {number for number, party in known.items() if party.kind is ActorKind.STRUCTURE}
    alarms = find_alarms([each for each in counted if each[0] in known], clock.today(), places)
    return [
        Told(known[alarm.party].name, known[alarm.party].identifier, WORDS[alarm.subject], alarm, alarm.party in places)
        for alarm in alarms
    ]


def _usual(numbers: dict[date, int], day: date) -> float:
    """Tell the average of the days with something on them, among the thirty before."""
    before = [count for other, count in numbers.items() if 0 < (day - other).days <= USUAL_DAYS]
    return sum(before) / len(before) if before else 0
