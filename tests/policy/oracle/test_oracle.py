"""Two laws written apart decide alike; and a rule that is wrong in one of ten ways is found."""

import pytest
from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.policy import decide as module
from ens.policy.decide import NO_RIGHT, RULES, Rule, decide
from ens.policy.facts import Facts, Flag
from ens.policy.question import Mode, Question
from ens.policy.reasons import REFUSALS, RIGHTS
from ens.policy.rules import (
    author,
    blocked,
    carer,
    deceased,
    emergency,
    entrusted,
    forbidden_purpose,
    guardian,
    legal_representative,
    masked,
    not_announced,
    scope,
)
from ens.policy.verdict import Verdict, permit
from tests.policy.oracle.cedar import answers
from tests.policy.oracle.compare import REASONS, compare
from tests.policy.oracle.situations import Situation, situations

WANTED = 40  # of every reason; `python -m tests.policy.oracle` draws a thousand
ENOUGH = 250  # for a wrong rule to be met

pytestmark = pytest.mark.threat("T-10")


@pytest.fixture(scope="module")
def drawn() -> list[tuple[Situation, bool]]:
    found = list(situations(1, ENOUGH, REASONS))
    return list(zip(found, answers(found), strict=True))


def test_the_oracle_knows_every_reason() -> None:
    permits = {"own_space", "authorised", "legal_representative"}  # whose words depend on the reader
    assert {*RIGHTS, *REFUSALS, *permits, NO_RIGHT} == REASONS


def test_two_laws_decide_alike() -> None:
    result = compare(2, WANTED)
    assert result.different == []
    assert result.compared > WANTED * len(REASONS) / 4
    assert min(result.counted[each] for each in REASONS) >= WANTED


def _silent(_question: Question, _facts: Facts) -> Verdict | None:
    return None


def _emergency_without_a_reason(question: Question, facts: Facts) -> Verdict | None:
    declared = facts.declared and replace(facts.declared, reason="Inconsciente, seule")
    return emergency.judge(question, replace(facts, declared=declared))


def _one_second_too_long(rule: Rule) -> Rule:
    return lambda question, facts: rule(question, replace(facts, now=facts.now - 1))


def _carers_delete(question: Question, facts: Facts) -> Verdict | None:
    deletes = facts.cares and question.action is Action.RECORDS_ITEM_DELETE
    return permit("carer") if deletes else carer.judge(question, facts)


def _curators_act(question: Question, facts: Facts) -> Verdict | None:
    acts = facts.guards is not None and question.action in guardian.ACTS
    return permit("guardian") if acts else None


def _emergencies_unmask(question: Question, facts: Facts) -> Verdict | None:
    return None if question.mode is not Mode.NORMAL else masked.judge(question, facts)


def _the_archived_are_shown(question: Question, facts: Facts) -> Verdict | None:
    header = facts.header
    return None if header is not None and header.has(Flag.ARCHIVED) else not_announced.judge(question, facts)


def _places_count_for_nothing(question: Question, facts: Facts) -> Verdict | None:
    return blocked.judge(question, replace(facts, place=0))


BUGS: dict[str, tuple[Rule, Rule]] = {
    "nobody is blocked": (blocked.judge, _silent),
    "insurers enter": (forbidden_purpose.judge, _silent),
    "scopes count for nothing": (scope.judge, _silent),
    "a parent stays one second longer": (
        legal_representative.judge,
        _one_second_too_long(legal_representative.judge),
    ),
    "a carer stays one second longer": (carer.judge, _one_second_too_long(carer.judge)),
    "carers delete": (carer.judge, _carers_delete),
    "curators act": (guardian.judge, _curators_act),
    "an emergency needs no reason": (emergency.judge, _emergency_without_a_reason),
    "every emergency unmasks": (masked.judge, _emergencies_unmask),
    "what is archived needs no announcement": (not_announced.judge, _the_archived_are_shown),
    "authors are forgotten": (author.judge, _silent),
    "a placement lasts one second longer": (entrusted.judge, _one_second_too_long(entrusted.judge)),
    "the notebooks of the dead are read": (deceased.judge, _silent),
    "a blocked place lets in who is authorised": (blocked.judge, _places_count_for_nothing),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_wrong_rule_is_found(name: str, drawn: list[tuple[Situation, bool]], monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong = BUGS[name]
    assert _different(drawn) == 0
    monkeypatch.setattr(module, "RULES", tuple(wrong if rule is right else rule for rule in RULES))
    assert _different(drawn) > 0


def _different(drawn: list[tuple[Situation, bool]]) -> int:
    return sum(decide(*each).allowed is not ought for each, ought in drawn)
