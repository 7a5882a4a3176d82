"""What holds whatever situation is drawn, over every act: a block grants nothing, nobody has more than the person."""

from collections.abc import Iterator
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import decide
from ens.policy.facts import AppLink, Facts, Flag, Guardian, SpaceState
from ens.policy.question import Mode, Question
from ens.policy.rules import operation
from ens.policy.rules.acts import FINDING, HISTORY, READING, RULING
from ens.policy.scopes import PERSON
from ens.sharing.rules import block
from tests.policy.oracle.situations import NUMBERS, OWNER, TEAM, Situation, draw_situation
from tests.policy.situations import NOTE

pytestmark = pytest.mark.threat("T-10")

# What a space that is closed still has done to it; none of it reads.
AFTER_CLOSING: Final = operation.ACTS | {Action.LIFECYCLE_SPACE_ERASE, Action.SHARING_CARE_WITHDRAW}
SEEING: Final = READING | FINDING | HISTORY

situations = st.integers(0, 2**32 - 1).map(lambda seed: draw_situation(Random(seed)))
numbers = st.sampled_from((*NUMBERS, TEAM, 9))
few = settings(max_examples=60, deadline=None)


def acts(found: Situation) -> Iterator[Question]:
    """Ask for every act in turn, as the situation asks."""
    return (replace(found.question, action=action) for action in Action)


def allowed(question: Question, facts: Facts) -> bool:
    return decide(question, facts).allowed


def as_the_person(facts: Facts) -> Facts:
    """Put the person herself in somebody's place, at home, with all that a session of hers holds."""
    return replace(facts, actor=Actor(ActorKind.PERSON, OWNER, scopes=PERSON), link=None, share=None)


@few
@given(situations, numbers)
def test_a_block_never_grants(found: Situation, number: int) -> None:
    sharing = found.facts.sharing
    marked = replace(sharing, blocked=sharing.blocked | {number})
    for question in acts(found):
        for after in (marked, block(sharing, number)):
            granted = allowed(question, replace(found.facts, sharing=after))
            assert not granted or allowed(question, found.facts)


@few
@given(situations, st.sampled_from(list(Action)), st.sampled_from(list(ActorKind)))
def test_a_narrower_scope_never_grants(found: Situation, action: Action, kind: ActorKind) -> None:
    question = replace(found.question, action=action)
    holder = replace(found.facts.actor, kind=kind)
    held = replace(found.facts, actor=holder)
    widest = replace(held, actor=replace(holder, scopes=f"{PERSON} user/*.cruds system/*.cruds system/Practitioner.c"))
    assert not allowed(question, held) or allowed(question, widest)


@few
@given(situations, st.sampled_from(("carers", "representatives", "guardians", "entrusted", "app")), st.booleans())
def test_whoever_comes_in_her_name_never_has_more_than_the_person(found: Situation, tie: str, wrote: bool) -> None:
    facts, question = beside(found.facts, tie, wrote=wrote), replace(found.question, mode=Mode.NORMAL)
    for action in Action:
        asked = replace(question, action=action)
        assert not allowed(asked, facts) or allowed(asked, as_the_person(facts)), action


def beside(facts: Facts, tie: str, *, wrote: bool) -> Facts:
    """Put somebody who comes in her name before the decision, about what he wrote there himself or not."""
    number, end = 3, facts.now + 1
    header = replace(facts.header or NOTE, author=number) if wrote else facts.header
    if tie == "app":
        link = AppLink(number, "patient/*.cruds", end, OWNER)
        app = Actor(ActorKind.APP, number, scopes="patient/*.cruds")
        sharing = replace(facts.sharing, apps={77: link})
        return replace(facts, actor=app, header=header, link=link, sharing=sharing, share=None)
    held = {number: Guardian(end, represents=True) if tie == "guardians" else end}
    sharing = replace(facts.sharing, **{tie: held})
    person = Actor(ActorKind.PERSON, number, scopes=PERSON)
    return replace(facts, actor=person, header=header, link=None, sharing=sharing, share=None)


@few
@given(situations)
def test_a_closed_space_shows_nothing_to_anybody(found: Situation) -> None:
    closed = replace(found.facts, state=SpaceState.CLOSED)
    for question in acts(found):
        for facts in (closed, as_the_person(closed)):
            assert not allowed(question, facts) or question.action in AFTER_CLOSING - SEEING, question.action


@few
@given(situations, st.sampled_from(sorted(NUMBERS[1:])))
def test_a_minors_secret_is_out_of_every_reach_of_his_parents(found: Situation, parent: int) -> None:
    facts = found.facts
    header = replace(facts.header or NOTE, flags=4)
    assert header.has(Flag.HIDDEN_FROM_REPRESENTATIVES)
    sharing = replace(facts.sharing, representatives={parent: facts.now + 1})
    link = AppLink(7, "patient/*.cruds", facts.now + 1, parent)
    known = replace(facts, sharing=sharing, header=header, share=None)
    themselves = replace(known, actor=Actor(ActorKind.PERSON, parent, scopes=PERSON), link=None)
    by_app = replace(known, actor=Actor(ActorKind.APP, 7, scopes="patient/*.cruds"), link=link)
    for question in acts(found):
        about_it = question.action in {*READING, Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE}
        for answer in (decide(question, themselves), decide(question, by_app)) if about_it else ():
            assert not answer.allowed, question.action
            assert not answer.discloses, question.action


def test_the_groups_of_acts_are_those_that_properties_speak_of() -> None:
    assert AFTER_CLOSING & (SEEING | {Action.RECORDS_ITEM_CREATE}) == frozenset()
    assert {
        Action.LIFECYCLE_SPACE_CLOSE,
        Action.LIFECYCLE_SPACE_ERASE,
        Action.OAUTH_GRANT_WITHDRAW,
        Action.SHARING_CARE_GIVE,
        Action.SHARING_CARE_WITHDRAW,
        Action.SHARING_SHARE_WITHDRAW,
    } == AFTER_CLOSING & RULING
