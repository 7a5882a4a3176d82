"""What holds for every decision, whatever the facts: hypothesis draws them."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy import decide as module
from ens.policy.decide import NO_RIGHT, RULES, decide
from ens.policy.facts import OPEN_STATES, Facts, Flag, Header, Sharing, SpaceState
from ens.policy.question import Mode, Question
from ens.policy.rules.acts import CHANGING, HISTORY, READING, RULING
from ens.policy.rules.forbidden_purpose import KINDS, PURPOSES
from ens.policy.verdict import Verdict, forbid, permit

OWNER: Final = 1
NUMBERS = st.integers(0, 6)
SCOPES = st.sampled_from(["", "patient/*.rs", "user/*.cruds", "patient/*.cruds ens/manage", "system/Binary.c"])
ACTORS = st.builds(
    Actor,
    kind=st.sampled_from(ActorKind),
    number=NUMBERS,
    profession=st.sampled_from(["", "10", "60", "35"]),
    scopes=SCOPES,
)
HEADERS = st.builds(
    Header,
    kind=st.just("DocumentReference"),
    date=st.just(1),
    updated=st.just(1),
    author=NUMBERS,
    flags=st.integers(0, 63),
    type=st.sampled_from(["11488-4", "75496-0", "ATTEST-RESID"]),
    class_code=st.sampled_from(["11", "95", "60", "42", ""]),
)
SHARINGS = st.builds(
    Sharing,
    owner=st.just(OWNER),
    authorised=st.dictionaries(NUMBERS, st.integers(0, 20)),
    blocked=st.frozensets(NUMBERS),
    treating=NUMBERS,
    emergency_lifts_blocks=st.booleans(),
    representatives=st.dictionaries(NUMBERS, st.integers(0, 20), max_size=2),
)
FACTS = st.builds(
    Facts,
    actor=ACTORS,
    state=st.sampled_from(SpaceState),
    sharing=SHARINGS,
    header=st.none() | HEADERS,
    now=st.integers(0, 20),
)
QUESTIONS = st.builds(
    Question,
    action=st.sampled_from(Action),
    kind=st.sampled_from(["", "DocumentReference", "Binary"]),
    purpose=st.sampled_from(["TREAT", "ETREAT", *sorted(PURPOSES)]),
    mode=st.sampled_from(Mode),
)


def _verdicts(question: Question, facts: Facts) -> list[Verdict]:
    return [verdict for rule in RULES if (verdict := rule(question, facts)) is not None]


@given(QUESTIONS, FACTS)
def test_allowed_means_that_somebody_permits_and_nobody_forbids(question: Question, facts: Facts) -> None:
    verdicts = _verdicts(question, facts)
    permits = [verdict.reason for verdict in verdicts if verdict.permits]
    forbids = [verdict.reason for verdict in verdicts if not verdict.permits]
    answer = decide(question, facts)
    assert answer.allowed is (bool(permits) and not forbids)
    assert answer.reasons == tuple(permits if answer.allowed else forbids or [NO_RIGHT])
    assert answer.discloses is (bool(permits) and not any(verdict.hides for verdict in verdicts))


@given(QUESTIONS, FACTS)
def test_the_same_question_on_the_same_facts_has_the_same_answer(question: Question, facts: Facts) -> None:
    assert decide(question, facts) == decide(question, facts)


@given(QUESTIONS, FACTS)
def test_no_insurer_no_employer_no_bank_and_no_such_purpose_is_ever_allowed(question: Question, facts: Facts) -> None:
    if facts.actor.kind in KINDS or question.purpose in PURPOSES:
        answer = decide(question, facts)
        assert not answer.allowed
        assert not answer.discloses
        assert "forbidden_purpose" in answer.reasons


@given(QUESTIONS, FACTS)
def test_whoever_is_blocked_never_reads(question: Question, facts: Facts) -> None:
    blocked = facts.actor.number in facts.sharing.blocked and facts.actor.kind is not ActorKind.PERSON
    emergency = question.mode is not Mode.NORMAL and facts.sharing.emergency_lifts_blocks
    if blocked and not emergency and question.action in READING | CHANGING | HISTORY:
        assert not decide(question, facts).allowed


@given(QUESTIONS, FACTS)
def test_only_the_owner_and_who_represents_her_rule_and_look_into_the_history(question: Question, facts: Facts) -> None:
    ruling = question.action in {Action.SHARING_BLOCK_SET, Action.SHARING_BLOCK_LIFT, *HISTORY}
    if decide(question, facts).allowed and ruling:
        assert facts.actor.kind is ActorKind.PERSON
        assert facts.actor.number == OWNER or facts.sharing.representatives[facts.actor.number] > facts.now


@given(QUESTIONS, FACTS)
def test_a_person_who_is_neither_the_owner_nor_represents_her_does_nothing(question: Question, facts: Facts) -> None:
    number = facts.actor.number
    stranger = number != OWNER and facts.sharing.representatives.get(number, 0) <= facts.now
    if facts.actor.kind is ActorKind.PERSON and stranger:
        assert not decide(question, facts).allowed


@given(QUESTIONS, FACTS)
def test_nothing_is_read_from_a_space_that_is_not_open(question: Question, facts: Facts) -> None:
    if facts.state not in OPEN_STATES and question.action not in RULING and decide(question, facts).allowed:
        assert question.action in {
            Action.LIFECYCLE_SPACE_ACTIVATE,
            Action.LIFECYCLE_SPACE_CREATE,
            Action.LIFECYCLE_SPACE_OPPOSE,
            Action.LIFECYCLE_DEATH_DECLARE,  # neither a death nor a judge’s decision waits for a notebook
            Action.SHARING_ENTRUSTMENT_DECLARE,
            Action.SHARING_ENTRUSTMENT_WITHDRAW,
        }


@given(QUESTIONS, FACTS)
def test_apps_support_and_the_house_read_nothing(question: Question, facts: Facts) -> None:
    reading = question.action in READING | HISTORY
    stranger = facts.actor.kind in {ActorKind.APP, ActorKind.SUPPORT, ActorKind.SYSTEM}
    if reading and stranger and (facts.header is None or facts.header.author != facts.actor.number):
        assert not decide(question, facts).allowed


@given(QUESTIONS, FACTS)
def test_a_hidden_document_is_never_disclosed(question: Question, facts: Facts) -> None:
    header, kind = facts.header, facts.actor.kind
    if header is None or question.action not in READING:
        return
    masked = header.flags & Flag.MASKED and kind in {ActorKind.PROFESSIONAL, ActorKind.STRUCTURE}
    own = facts.actor.number in {header.author, facts.sharing.treating}
    parent = kind is ActorKind.PERSON and facts.actor.number != OWNER
    if parent and header.flags & Flag.HIDDEN_FROM_REPRESENTATIVES:
        assert not decide(question, facts).allowed
        assert not decide(question, facts).discloses
    unannounced = header.flags & Flag.NOT_ANNOUNCED and kind in {ActorKind.PERSON, ActorKind.APP}
    if unannounced or (masked and not own):
        answer = decide(question, facts)
        assert not answer.allowed
        assert not answer.discloses


def test_without_any_rule_the_answer_is_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RULES", ())
    answer = decide(
        Question(Action.RECORDS_ITEM_READ), Facts(Actor(ActorKind.PERSON, 1), SpaceState.ACTIVATED, Sharing(1))
    )
    assert (answer.allowed, answer.reasons, answer.discloses) == (False, (NO_RIGHT,), False)


def test_verdicts_say_what_they_are() -> None:
    assert permit("why") == Verdict(permits=True, reason="why", hides=False)
    assert forbid("why") == Verdict(permits=False, reason="why", hides=False)
    assert forbid("why", hides=True) == Verdict(permits=False, reason="why", hides=True)
