"""« Qui l’a ouvert »: others alone, folded by day, refusals told as refusals."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from ens.gate.audience import Audience, Seat, Seer
from ens.journal.entry import Entry, Outcome
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import Decision
from ens.policy.question import Mode
from ens.records.sentences.audience import Line
from ens.records.sentences.openings import Openings, tell_openings
from ens.records.sentences.reader import Reader

TODAY = date(2026, 11, 21)
CAMILLE, SACHA, MARTIN = 1, 2, 9
NAMES = Audience(
    [
        Seer(Actor(ActorKind.PERSON, number, name=name), (Seat.OWNER,), Decision(True, ("own_space",), True))
        for number, name in ((SACHA, "Sacha Essai"), (CAMILLE, "Anna Essai"))
    ]
)
IDS = count(1)


def entry(at: str, number: int = MARTIN, kind: ActorKind = ActorKind.PROFESSIONAL, **more: Any) -> Entry:
    moment = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()) * 1_000_000
    facts = {"actor_name": "Dr Claire Martin", "outcome": Outcome.ALLOWED, "mode": "normal", **more}
    return Entry(
        space=5,
        id=next(IDS),
        at=moment,
        nonce=b"",
        actor_kind=int(kind),
        actor_number=number,
        action="records:item:read",
        **facts,
    )


def told(*entries: Entry, reader: Reader = Reader(CAMILLE, "Camille", own=True)) -> Openings:  # noqa: B008
    return tell_openings(entries, NAMES, reader, TODAY)


def test_ones_own_readings_are_left_out() -> None:
    own = entry("2026-11-20T10:00", CAMILLE, ActorKind.PERSON, actor_name="")
    assert told(own) == Openings([], 0)


def test_days_and_hours_are_said_as_one_says_them() -> None:
    lines = told(entry("2026-11-21T08:05"), entry("2026-11-20T17:00"), entry("2026-11-03T09:20")).lines
    assert lines == [
        Line("stethoscope", "Dr Claire Martin", "Aujourd’hui à 9 h 05."),
        Line("stethoscope", "Dr Claire Martin", "Hier à 18 h."),
        Line("stethoscope", "Dr Claire Martin", "Le 3 novembre 2026 à 10 h 20."),
    ]


def test_several_readings_of_one_day_are_one_line() -> None:
    lines = told(entry("2026-11-20T17:00"), entry("2026-11-20T08:00"), entry("2026-11-20T07:00")).lines
    assert lines == [Line("stethoscope", "Dr Claire Martin", "Hier à 18 h (3 fois ce jour-là).")]


def test_a_refusal_is_told_as_one_apart_from_what_was_read() -> None:
    refusal = entry("2026-11-20T18:00", outcome=Outcome.REFUSED)
    assert told(refusal, refusal, entry("2026-11-20T17:00")).lines == [
        Line("ban", "Dr Claire Martin", "A voulu l’ouvrir hier à 19 h. Nous avons refusé : rien n’a été lu."),
        Line("stethoscope", "Dr Claire Martin", "Hier à 18 h."),
    ]


def test_an_emergency_is_named() -> None:
    assert told(entry("2026-11-20T17:00", mode=Mode.BREAK_GLASS)).lines[0].why == "Hier à 18 h, en urgence."


def test_people_are_named_by_what_the_page_knows_and_others_by_their_kind() -> None:
    parent = Reader(CAMILLE, "Sacha", own=False)
    lines = told(
        entry("2026-11-20T17:00", SACHA, ActorKind.PERSON, actor_name=""),
        entry("2026-11-20T17:00", 44, ActorKind.PERSON, actor_name=""),
        entry("2026-11-20T17:00", 45, ActorKind.STRUCTURE, actor_name=""),
        entry("2026-11-20T17:00", 46, ActorKind.SUPPORT, actor_name=""),
        reader=parent,
    ).lines
    assert [(line.icon, line.name) for line in lines] == [
        ("user-round", "Sacha Essai"),
        ("user-round", "Une autre personne"),
        ("hospital", "Un établissement de soins"),
        ("user-round", "Un service"),
    ]


def test_five_lines_are_shown_and_the_others_counted() -> None:
    found = told(*(entry(f"2026-11-{day:02}T10:00") for day in range(20, 13, -1)))
    assert (len(found.lines), found.more) == (5, 2)
    assert told(*(entry(f"2026-11-{day:02}T10:00") for day in range(20, 15, -1))).more == 0
