"""Emergencies: the rule `emergency`, by near misses, and what it opens of what is masked or blocked."""

import pytest
from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.policy.facts import Declared, Flag, SpaceState
from ens.policy.question import Mode
from ens.policy.rules.acts import HISTORY, RULING
from ens.policy.rules.emergency import A_DAY, REGULATION_PLACE
from tests.cast import number
from tests.policy.situations import DECLARED, Situation, allowed, hidden, refused, situation

pytestmark = pytest.mark.threat("T-10", "T-63")

READ = Action.RECORDS_ITEM_READ
glass = situation("dr-nguyen", READ).asking(mode=Mode.BREAK_GLASS).sharing(authorised={}).knowing(declared=DECLARED)
call = glass.asking(mode=Mode.REGULATION).knowing(place_type=REGULATION_PLACE)


@pytest.mark.parametrize("action", [READ, Action.RECORDS_ITEM_LIST, Action.REGISTRY_PERSON_READ])
def test_a_physician_breaks_the_glass_and_reads(action: Action) -> None:
    assert glass.asking(action=action).answer == allowed("break_glass")
    assert call.asking(action=action).answer == allowed("regulation")


@pytest.mark.parametrize("profession", ["10", "50", "60"])
def test_physicians_midwives_and_nurses_break_the_glass(profession: str) -> None:
    assert glass.by("dr-nguyen", profession=profession).answer == allowed("break_glass")


@pytest.mark.parametrize(
    "changed",
    [
        glass.by("dr-nguyen", profession="21"),
        glass.by("hopital"),
        glass.by("noe"),
        call.knowing(place_type=""),
        call.knowing(place_type="SA01"),
        call.by("diallo"),
    ],
    ids=["a pharmacist", "a structure", "a person", "nowhere", "a hospital", "a nurse"],
)
def test_an_emergency_is_not_everybody_s_to_declare(changed: Situation) -> None:
    assert changed.answer == hidden(*_with_rest(changed, "emergency_not_yours"))


def _with_rest(changed: Situation, reason: str) -> tuple[str, ...]:
    """What else stands against somebody here does not matter."""
    reasons = changed.answer.reasons
    assert reason in reasons
    return reasons


def test_camille_s_switches_hold() -> None:
    assert glass.sharing(break_glass=False).answer == refused_or_hidden("emergency_switched_off")
    assert glass.sharing(regulation=False).answer == allowed("break_glass")
    assert call.sharing(regulation=False).answer == refused_or_hidden("emergency_switched_off")
    assert call.sharing(break_glass=False).answer == allowed("regulation")


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (None, "emergency_undeclared"),
        (Declared("Inconsciente", recent=False, used=0), "emergency_undeclared"),
        (Declared(" urgence    ", recent=True, used=0), "emergency_undeclared"),
        (Declared("Inconsciente", recent=True, used=A_DAY[Mode.BREAK_GLASS]), "emergency_too_often"),
    ],
    ids=["not declared", "an old sign-in", "no reason to speak of", "the sixth of the day"],
)
def test_it_must_be_declared_and_seldom(declared: Declared | None, reason: str) -> None:
    assert glass.knowing(declared=declared).answer == refused_or_hidden(reason)
    last = Declared("Inconsciente", recent=True, used=A_DAY[Mode.BREAK_GLASS] - 1)
    assert glass.knowing(declared=last).answer == allowed("break_glass")


def test_who_answers_the_15_does_it_as_often_as_a_watch_has_calls_and_no_more() -> None:
    sixth = Declared("Appel au 15, malaise", recent=True, used=A_DAY[Mode.BREAK_GLASS])
    last, beyond = (replace(sixth, used=A_DAY[Mode.REGULATION] - past) for past in (1, 0))
    assert A_DAY[Mode.REGULATION] > 10 * A_DAY[Mode.BREAK_GLASS]
    assert call.knowing(declared=sixth).answer == allowed("regulation")
    assert call.knowing(declared=last).answer == allowed("regulation")
    assert call.knowing(declared=beyond).answer == refused_or_hidden("emergency_too_often")
    assert glass.knowing(declared=last, place_type=REGULATION_PLACE).answer == refused_or_hidden("emergency_too_often")


def refused_or_hidden(reason: str) -> object:
    """Nobody who has no right otherwise is told that there is something."""
    return hidden(reason)


def test_who_is_authorised_is_told_why_the_emergency_does_not_open() -> None:
    known = glass.sharing(authorised={number("dr-nguyen"): 2**40}, break_glass=False)
    assert known.answer == refused("emergency_switched_off")


def test_what_is_masked_stays_so_unless_she_said_otherwise() -> None:
    masked = glass.about(flags=int(Flag.MASKED))
    assert masked.answer == hidden("masked")
    assert masked.sharing(emergency_unmasks=True).answer == allowed("break_glass")
    calm = masked.sharing(emergency_unmasks=True, authorised={number("dr-nguyen"): 2**40}).asking(mode=Mode.NORMAL)
    assert calm.answer == hidden("masked")


@pytest.mark.parametrize("action", sorted({*HISTORY, *RULING, Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE}))
def test_an_emergency_opens_reading_alone(action: Action) -> None:
    assert not glass.asking(action=action).answer.allowed


def test_a_closed_notebook_stays_closed_in_an_emergency() -> None:
    assert not glass.knowing(state=SpaceState.CLOSED).answer.allowed
