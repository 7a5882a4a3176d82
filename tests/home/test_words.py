"""The sentences of the first page."""

from datetime import UTC, date, datetime

import pytest

from ens.gate.profiles import Profile, Tie
from ens.home import words

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((2026, 11, 22), "d’aujourd’hui"),
        ((2026, 11, 21), "d’hier"),
        ((2026, 11, 20), "de vendredi"),
        ((2026, 11, 16), "de lundi"),
        ((2026, 11, 15), "du 15 novembre"),
        ((2026, 10, 1), "du 1er octobre"),
        ((2025, 12, 24), "du 24 décembre 2025"),
    ],
)
def test_a_visit_is_named_as_one_says_it(day: tuple[int, int, int], said: str) -> None:
    assert words.of_visit(datetime(*day, 10, tzinfo=UTC), TODAY) == said


def test_a_first_visit_is_a_welcome() -> None:
    assert words.lead(None, TODAY, news=True).startswith("Bienvenue.")


def test_a_later_visit_says_what_happened_since() -> None:
    monday = datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert words.lead(monday, TODAY, news=True) == "Du nouveau depuis votre visite de lundi."
    assert words.lead(monday, TODAY, news=False) == "Rien de nouveau depuis votre visite de lundi."


def test_somebody_elses_notebook_is_always_named() -> None:
    sacha = Profile(1, "sacha", "Sacha", 9, own=False, tie=Tie.CHILD)
    assert "Sacha" in words.lead_of_other(sacha, None, TODAY, news=False)
    assert "Sacha" in words.lead_of_other(sacha, datetime(2026, 11, 16, tzinfo=UTC), TODAY, news=True)


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        (Tie.CHILD, "parce que vous représentez cette personne."),
        (Tie.PROTECTED, "parce que vous représentez cette personne."),
        (Tie.HELPED, "parce que vous aidez cette personne."),
        (Tie.ENTRUSTED, "parce que cet enfant vous est confié."),
    ],
)
def test_the_first_visit_says_why_one_may_read(tie: Tie, said: str) -> None:
    profile = Profile(1, "x", "Anna", 9, own=False, tie=tie)
    assert words.lead_of_other(profile, None, TODAY, news=False) == f"Vous lisez le carnet d’Anna {said}"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "Une chose vous attend."), (2, "Deux choses vous attendent."), (12, "12 choses vous attendent.")],
)
def test_what_waits_is_counted_in_words(count: int, said: str) -> None:
    assert words.waiting_words(count) == said
