"""« Qui peut voir ce document, et pourquoi » in words: each line has its « parce que », and none is written by hand."""

from datetime import UTC, datetime

import pytest

from ens.gate.audience import INACTIVE, Audience, Seat, Seer
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import Decision
from ens.records.sentences.audience import Line, tell_audience
from ens.records.sentences.reader import Reader

CAMILLE, SACHA = 1, 2
AT_HOME, PARENT = Reader(CAMILLE, "Camille", own=True), Reader(CAMILLE, "Sacha", own=False)
UNTIL = int(datetime(2027, 3, 14, 12, tzinfo=UTC).timestamp())
PHYSICIAN = Actor(ActorKind.PROFESSIONAL, 9, profession="10", name="Dr Claire Martin")
NURSE = Actor(ActorKind.PROFESSIONAL, 8, profession="60", name="Mme Aminata Diallo")
HOSPITAL = Actor(ActorKind.STRUCTURE, 7, name="Centre hospitalier de Valombre")


def person(number: int, name: str = "") -> Actor:
    return Actor(ActorKind.PERSON, number, name=name)


def seen(actor: Actor, *seats: Seat, reason: str = "authorised", until: int = 0, specialty: str = "") -> Seer:
    return Seer(actor, seats, Decision(allowed=True, reasons=(reason,), discloses=True), specialty, until)


def shut(actor: Actor, *seats: Seat, reason: str) -> Seer:
    return Seer(actor, seats, Decision(allowed=False, reasons=(reason,), discloses=False))


def told(seer: Seer, reader: Reader = AT_HOME) -> Line:
    [line] = tell_audience(Audience([seer]), reader).allowed
    return line


@pytest.mark.parametrize(
    ("seer", "reader", "line"),
    [
        (seen(person(CAMILLE), Seat.OWNER), AT_HOME, Line("user-round", "Vous", "C’est votre carnet.")),
        (seen(person(SACHA), Seat.OWNER), PARENT, Line("user-round", "Sacha", "C’est son carnet.")),
        (
            seen(person(CAMILLE), Seat.REPRESENTATIVE, until=UNTIL),
            PARENT,
            Line("user-round", "Vous", "Parce que vous représentez Sacha, jusqu’à ses 18 ans, le 14 mars 2027."),
        ),
        (
            seen(person(3, "Lou Essai"), Seat.REPRESENTATIVE, until=UNTIL),
            PARENT,
            Line(
                "user-round",
                "Lou Essai",
                "Parce que la loi lui confie aussi ce carnet, jusqu’aux 18 ans de Sacha, le 14 mars 2027.",
            ),
        ),
        (
            seen(person(3, "Lou Essai"), Seat.REPRESENTATIVE, until=UNTIL),
            AT_HOME,
            Line(
                "user-round",
                "Lou Essai",
                "Parce que la loi lui confie votre carnet, jusqu’à vos 18 ans, le 14 mars 2027.",
            ),
        ),
        (
            seen(PHYSICIAN, Seat.TREATING, Seat.AUTHORISED, until=UNTIL),
            AT_HOME,
            Line(
                "stethoscope",
                "Dr Claire Martin",
                "Parce que c’est votre médecin traitant, jusqu’au 14 mars 2027.",
            ),
        ),
        (
            seen(PHYSICIAN, Seat.TREATING, Seat.AUTHORISED, until=UNTIL),
            PARENT,
            Line(
                "stethoscope",
                "Dr Claire Martin",
                "Parce que c’est le médecin traitant de Sacha, jusqu’au 14 mars 2027.",
            ),
        ),
        (
            seen(NURSE, Seat.AUTHORISED, until=UNTIL),
            AT_HOME,
            Line(
                "stethoscope",
                "Mme Aminata Diallo",
                "Infirmière. Parce que vous lui avez donné accès, jusqu’au 14 mars 2027.",
            ),
        ),
        (
            seen(NURSE, Seat.AUTHORISED, until=UNTIL),
            PARENT,
            Line(
                "stethoscope",
                "Mme Aminata Diallo",
                "Infirmière. Parce qu’un accès lui a été donné au carnet de Sacha, jusqu’au 14 mars 2027.",
            ),
        ),
        (
            seen(HOSPITAL, Seat.AUTHOR, reason="author"),
            AT_HOME,
            Line(
                "hospital",
                "Centre hospitalier de Valombre",
                "Parce que ce document vient de sa part. Les documents des autres lui restent fermés.",
            ),
        ),
        (
            seen(Actor(ActorKind.STRUCTURE, 6), Seat.AUTHOR, reason="author"),
            AT_HOME,
            Line(
                "hospital",
                "Auteur non précisé",
                "Parce que ce document vient de sa part. Les documents des autres lui restent fermés.",
            ),
        ),
    ],
)
def test_who_can_see_it(seer: Seer, reader: Reader, line: Line) -> None:
    assert told(seer, reader) == line


@pytest.mark.parametrize(
    ("seer", "reader", "why"),
    [
        (shut(PHYSICIAN, Seat.BLOCKED, reason="blocked"), AT_HOME, "Parce que vous avez bloqué cet accès."),
        (shut(PHYSICIAN, Seat.BLOCKED, reason="blocked"), PARENT, "Parce que cet accès est bloqué."),
        (shut(PHYSICIAN, Seat.AUTHORISED, reason="masked"), AT_HOME, "Parce que ce document est masqué aux soignants."),
        (
            shut(NURSE, Seat.AUTHORISED, reason="matrix"),
            AT_HOME,
            "Infirmière. Parce que la loi n’ouvre pas ce genre de document à sa profession.",
        ),
        (
            shut(person(3, "Lou Essai"), Seat.REPRESENTATIVE, reason="hidden_from_representatives"),
            AT_HOME,
            "Parce que ce document est caché aux représentants légaux.",
        ),
        (
            shut(PHYSICIAN, Seat.AUTHORISED, reason=INACTIVE),
            AT_HOME,
            "Parce que son compte professionnel est suspendu.",
        ),
        (shut(PHYSICIAN, Seat.TREATING, reason="no_right"), AT_HOME, "Parce que plus rien ne lui en donne le droit."),
    ],
)
def test_who_is_known_and_cannot(seer: Seer, reader: Reader, why: str) -> None:
    found = tell_audience(Audience([seer]), reader)
    assert found.allowed == []
    assert found.refused == [Line("ban", seer.actor.name, why)]


STRANGERS = [
    shut(Actor(ActorKind.PROFESSIONAL, -2), Seat.STRANGER, reason="no_right"),
    shut(Actor(ActorKind.INSURER, -2), Seat.STRANGER, reason="forbidden_purpose"),
    shut(Actor(ActorKind.BANK, -2), Seat.STRANGER, reason="forbidden_purpose"),
    shut(Actor(ActorKind.SUPPORT, -2), Seat.STRANGER, reason="no_right"),
    shut(Actor(ActorKind.PERSON, -2), Seat.STRANGER, reason="no_right"),
]


def test_the_last_line_says_who_cannot_and_the_law_comes_first() -> None:
    assert tell_audience(Audience(STRANGERS), AT_HOME).nobody == Line(
        "ban",
        "Personne d’autre",
        "Ni assurance ou mutuelle, ni banque : la loi l’interdit, même avec votre accord. "
        "Ni les autres soignants, ni notre équipe d’assistance : vous ne leur avez pas donné accès.",
    )
    assert tell_audience(Audience(STRANGERS), PARENT).nobody.why.endswith("personne ne leur a donné accès.")


def test_a_stranger_who_could_come_in_would_be_told() -> None:
    """The sentence follows the decision: were a rule to open the door, the page would say so."""
    found = tell_audience(Audience([seen(Actor(ActorKind.INSURER, -2), Seat.STRANGER), *STRANGERS[2:]]), AT_HOME)
    assert found.allowed == [
        Line("user-round", "Toute assurance ou mutuelle", "Parce que les règles de ce carnet le permettent.")
    ]
    assert "assurance" not in found.nobody.why.split("Ni notre")[0].replace("assistance", "")


def test_those_who_are_too_many_are_counted() -> None:
    assert tell_audience(Audience([], 12), AT_HOME).left_out == 12
