"""Near misses of an app's link: AppliCœur is let in by Camille, then one single fact changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.policy.decide import Decision, decide
from ens.policy.facts import AppLink, Facts, Flag, Sharing, SpaceState
from ens.policy.question import Question
from ens.policy.rules.acts import HISTORY, READING, RULING
from tests.cast import number
from tests.policy.situations import NOW, Situation, allowed, hidden, refused, situation
from tests.policy.test_decisions import FACTS, OWNER, QUESTIONS

pytestmark = pytest.mark.threat("T-10", "T-51")

READ, LIST, PAST = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY
CREATE, UPDATE, DELETE = Action.RECORDS_ITEM_CREATE, Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE
FIND, SEE = Action.REGISTRY_PERSON_FIND, Action.REGISTRY_PERSON_READ
ALL = "patient/*.cruds"
LINK = AppLink(number("applicoeur"), ALL, NOW + 1, number("camille"))
SYSTEM = "http://terminology.hl7.org/CodeSystem/observation-category"
VITAL_SIGNS = f"patient/Observation.rs?category={SYSTEM}|vital-signs"

linked = situation("applicoeur", READ).by("applicoeur", scopes=ALL).knowing(link=LINK)


def by(situation_: Situation, **changes: object) -> Situation:
    """Change something of the link."""
    return situation_.knowing(link=replace(LINK, **changes))


@pytest.mark.parametrize("action", [READ, LIST, PAST, FIND, SEE, CREATE])
def test_a_linked_app_does_what_its_link_holds(action: Action) -> None:
    assert linked.asking(action=action).answer == allowed("app_link")


@pytest.mark.parametrize("action", [UPDATE, DELETE])
def test_an_app_changes_what_it_wrote_and_nothing_else(action: Action) -> None:
    assert linked.asking(action=action).answer == hidden("no_right")
    own = linked.asking(action=action).about(author=number("applicoeur"))
    assert own.answer == allowed("author")
    assert own.knowing(link=None).answer == hidden("no_right")


@pytest.mark.parametrize("action", [Action.RECORDS_ITEM_MASK, Action.RECORDS_ITEM_ANNOUNCE])
def test_an_app_never_says_who_sees_something(action: Action) -> None:
    assert linked.asking(action=action).answer == hidden("no_right")
    assert linked.asking(action=action).about(author=number("applicoeur")).answer == hidden("no_right")


MISSES: dict[str, tuple[Situation, Decision]] = {
    "no link": (linked.knowing(link=None), hidden("no_right")),
    "ends now": (by(linked, end=NOW), hidden("no_right")),
    "ended": (linked.knowing(now=NOW + 1), hidden("no_right")),
    "given by nobody here": (by(linked, by=number("noe")), hidden("no_right")),
    "what it wrote, by a link that ended": (
        by(linked.about(author=number("applicoeur")), end=NOW),
        hidden("no_right"),
    ),
    "an insurer by the same link": (linked.by("assureur", scopes=ALL), hidden("forbidden_purpose")),
    "a purpose that the law forbids": (linked.asking(purpose="HMARKT"), hidden("forbidden_purpose")),
    "a token that holds less": (linked.by("applicoeur", scopes="patient/Observation.rs"), refused("scope")),
    "a link that holds less": (by(linked, scopes="patient/Observation.rs"), refused("scope")),
    "only to search": (by(linked, scopes="patient/*.s"), refused("scope")),
    "masked": (linked.about(flags=Flag.MASKED), hidden("masked")),
    "masked, its own": (linked.about(flags=Flag.MASKED, author=number("applicoeur")), hidden("masked")),
    "not announced": (linked.about(flags=Flag.NOT_ANNOUNCED), hidden("not_announced")),
    "a closed space": (linked.knowing(state=SpaceState.CLOSED), refused("space_closed")),
    "a blocked app": (linked.sharing(blocked=frozenset({number("applicoeur")})), refused("blocked")),
}


@pytest.mark.parametrize("name", MISSES)
def test_one_fact_less_and_the_app_is_out(name: str) -> None:
    changed, expected = MISSES[name]
    assert changed.answer == expected


@pytest.mark.parametrize("action", sorted(HISTORY))
def test_no_app_looks_into_the_history(action: Action) -> None:
    assert linked.asking(action=action, kind="AuditEvent").answer == hidden("no_right")


@pytest.mark.parametrize("action", sorted(RULING))
def test_no_app_rules_a_space_whatever_it_holds(action: Action) -> None:
    holder = linked.by("applicoeur", scopes=f"{ALL} ens/manage").asking(action=action)
    assert by(holder, scopes=f"{ALL} ens/manage").answer == hidden("no_right")
    assert linked.asking(action=action).answer == hidden("scope")


def test_what_a_minor_keeps_from_his_parents_is_kept_from_the_app_that_they_let_in() -> None:
    family = Sharing(number("noe"), representatives={number("camille"): NOW + 1})
    secret = linked.knowing(sharing=family).about(flags=Flag.HIDDEN_FROM_REPRESENTATIVES)
    assert linked.knowing(sharing=family).answer == allowed("app_link")
    assert secret.answer == hidden("hidden_from_representatives")
    assert secret.about(author=number("applicoeur")).answer == hidden("hidden_from_representatives"), "its own too"
    assert by(secret, by=number("noe")).answer == allowed("app_link")


def test_a_parent_s_yes_ends_with_the_representation() -> None:
    grown = linked.sharing(owner=number("noe"), representatives={number("camille"): NOW})
    assert grown.answer == hidden("no_right")


@pytest.mark.parametrize("narrowed", ["link", "token"])
def test_a_part_of_a_kind_is_all_that_is_known_of_it(narrowed: str) -> None:
    seen = linked.asking(kind="Observation").about(kind="Observation", class_code="", type="", category="vital-signs")
    part = by(seen, scopes=VITAL_SIGNS) if narrowed == "link" else seen.by("applicoeur", scopes=VITAL_SIGNS)
    assert part.answer == allowed("app_link")
    assert part.about(category="vital-signs laboratory").answer == allowed("app_link")
    assert part.about(category="laboratory").answer == hidden("scope")
    assert part.about(category="").answer == hidden("scope")
    assert part.asking(action=LIST).knowing(header=None).answer == allowed("app_link")
    assert part.asking(kind="Condition").knowing(header=None).answer == refused("scope")


def test_a_person_is_not_let_in_by_the_link_of_an_app() -> None:
    noe = situation("noe", READ).knowing(link=LINK)
    assert noe.answer == hidden("no_right")
    assert noe.facts.actor.kind is ActorKind.PERSON


@settings(deadline=None)
@given(QUESTIONS, FACTS, st.sampled_from([OWNER, 7]), st.integers(0, 2), st.integers(0, 63))
def test_whatever_the_facts_no_app_gets_what_is_never_for_apps(
    question: Question, facts: Facts, giver: int, lasting: int, flags: int
) -> None:
    link = AppLink(50, ALL, facts.now + lasting - 1, giver)
    header = None if facts.header is None else replace(facts.header, flags=flags)
    asked = replace(facts, actor=Actor(ActorKind.APP, 50, scopes=f"{ALL} ens/manage"), header=header, link=link)
    answer = decide(question, asked)
    if not answer.allowed or question.action is Action.DIRECTORY_RESOURCE_READ:
        return
    assert asked.linked
    assert question.action not in HISTORY | RULING
    assert header is None or not header.has(Flag.MASKED)
    assert header is None or not header.has(Flag.NOT_ANNOUNCED) or question.action not in READING
    assert header is None or not header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) or giver == asked.sharing.owner
