"""What would change: Camille blocks Dr Martin, masks, lets emergencies in; each is told what differs, no more."""

from typing import Final

from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.policy.facts import Facts, Flag
from ens.policy.prospect import DECLARED, Effect, Rules, Witness, compare
from ens.policy.question import Mode
from tests.cast import actor, number
from tests.policy.situations import NOTE, situation

SYNTHESIS: Final = replace(NOTE, type="11503-0")
MASKED: Final = replace(NOTE, flags=int(Flag.MASKED))
OWN: Final = replace(NOTE, author=number("dr-martin"))
HEADERS: Final = [NOTE, SYNTHESIS, NOTE, MASKED, OWN]
ELSEWHERE: Final = replace(actor("dr-nguyen"), number=77)  # a physician whom Camille has never seen
MARTIN, NGUYEN, STRANGER = Witness(actor("dr-martin")), Witness(actor("dr-nguyen")), Witness(ELSEWHERE)


def facts() -> Facts:
    return situation("camille", Action.RECORDS_ITEM_READ, None).facts


def blocked(name: str) -> Rules:
    sharing = facts().sharing
    return Rules(replace(sharing, blocked=frozenset({number(name)})), HEADERS)


def as_it_is() -> Rules:
    return Rules(facts().sharing, HEADERS)


def test_a_block_takes_away_what_was_read_and_concerns_nobody_else() -> None:
    assert compare(facts(), as_it_is(), blocked("dr-martin"), [MARTIN, NGUYEN]) == [Effect(MARTIN, 4, 0, 0, 4)]


def test_a_block_lifted_gives_it_back() -> None:
    assert compare(facts(), blocked("dr-martin"), as_it_is(), [NGUYEN, MARTIN]) == [Effect(MARTIN, 0, 4, 4, 0)]


def test_where_nothing_differs_nothing_is_told() -> None:
    assert compare(facts(), as_it_is(), as_it_is(), [MARTIN, NGUYEN]) == []
    assert compare(facts(), as_it_is(), blocked("dr-martin"), []) == []


def test_what_is_masked_and_what_is_shown_are_counted_apart() -> None:
    """One document is masked while another is shown: neither hides the other."""
    after = Rules(facts().sharing, [MASKED, SYNTHESIS, NOTE, NOTE, OWN])
    assert compare(facts(), as_it_is(), after, [NGUYEN]) == [Effect(NGUYEN, 4, 4, 1, 1)]


def test_an_emergency_is_judged_as_declared_and_as_she_lets_it() -> None:
    shut = Rules(replace(facts().sharing, break_glass=False), HEADERS)
    at_once = Witness(ELSEWHERE, Mode.BREAK_GLASS)
    assert compare(facts(), shut, as_it_is(), [STRANGER, at_once]) == [Effect(at_once, 0, 4, 4, 0)]
    assert DECLARED.recent
    assert DECLARED.used == 0
    assert len(DECLARED.reason) > 10


def test_who_works_with_a_team_that_is_let_in_reads_with_it() -> None:
    team = number("hopital")
    let_in = Rules(replace(facts().sharing, authorised={team: facts().now + 1}), HEADERS)
    nobody = Rules(replace(facts().sharing, authorised={}), HEADERS)
    there = Witness(ELSEWHERE, place=team, place_type="SA01")
    found = compare(facts(), nobody, let_in, [STRANGER, there])
    assert [(each.witness, each.before, each.gained) for each in found] == [(there, 0, 4)]


def test_whose_link_or_emergency_the_question_came_by_counts_for_no_witness() -> None:
    asked = replace(facts(), declared=DECLARED, place=number("hopital"))
    shut = Rules(replace(asked.sharing, authorised={}), HEADERS)
    assert compare(asked, shut, shut, [STRANGER]) == []
    assert compare(asked, shut, as_it_is(), [STRANGER]) == []
