"""What the first page chooses: what waits, what is new, the last visit, the first steps."""

import pytest

from ens.gate.shelf import Label
from ens.history.rules import Crowd, Deed, Passage
from ens.home import rules
from ens.home.rules import Step
from ens.journal.entry import Glance, Outcome, new_entry_id
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Flag, Header
from ens.records.listing.card import Card

CAMILLE, MARTIN = 1, 2
MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
NOW = 1_795_000_000_000_000


def card(name: str, days: float = 1, *, category: str = "BIOLOGIE", flags: int = 0, author: int = MARTIN) -> Card:
    date = NOW - int(days * DAY)
    header = Header("DocumentReference", date, date, author, flags, category=category, title=name)
    return Card(Label(name.encode(), 1, header), CAMILLE, news=days <= 7 and author != CAMILLE)


def glance(ago: int, action: Action, who: int = CAMILLE, outcome: Outcome = Outcome.ALLOWED) -> Glance:
    kind = ActorKind.PERSON if who == CAMILLE else ActorKind.PROFESSIONAL
    return Glance(new_entry_id(NOW - ago), int(kind), who, "", str(action), str(outcome))


def names(cards: list[Card]) -> list[str]:
    return [each.header.title for each in cards]


def test_unread_results_wait_and_are_not_told_twice() -> None:
    chosen = rules.choose_documents([card("sang"), card("lettre", category="CPT_REND")], read=())
    assert (names(chosen.results), names(chosen.others), chosen.week) == (["sang"], ["lettre"], True)


def test_a_result_that_was_opened_is_news_and_waits_no_more() -> None:
    chosen = rules.choose_documents([card("sang")], read={b"sang"})
    assert (names(chosen.results), names(chosen.others), chosen.count) == ([], ["sang"], 1)


def test_a_result_of_last_month_waits_no_more() -> None:
    chosen = rules.choose_documents([card("sang", days=30)], read=())
    assert (names(chosen.results), names(chosen.others), chosen.week) == ([], ["sang"], False)


def test_without_news_the_latest_are_shown() -> None:
    cards = [card(str(days), days, category="CPT_REND") for days in (40, 10, 20, 30)]
    chosen = rules.choose_documents(cards, read=())
    assert (names(chosen.others), chosen.count, chosen.week) == (["10", "20", "30"], 4, False)


def test_replaced_and_archived_documents_are_not_shown() -> None:
    cards = [card("ancien", flags=Flag.SUPERSEDED), card("rangé", flags=Flag.ARCHIVED)]
    chosen = rules.choose_documents(cards, read=())
    assert chosen.shown == []
    assert chosen.count == 0


def test_ones_own_document_never_waits() -> None:
    chosen = rules.choose_documents([card("ma radio", author=CAMILLE)], read=())
    assert (names(chosen.results), names(chosen.others), chosen.own) == ([], ["ma radio"], True)


def test_at_most_two_results_wait_the_others_are_news() -> None:
    chosen = rules.choose_documents([card(str(days), days) for days in (1, 2, 3)], read=())
    assert (names(chosen.results), names(chosen.others)) == (["1", "2"], ["3"])


def test_an_empty_notebook_chooses_nothing() -> None:
    chosen = rules.choose_documents([], read=())
    assert (chosen.shown, chosen.count, chosen.own) == ([], 0, False)


def test_the_last_visit_ended_before_the_last_pause() -> None:
    glances = [
        glance(0, Action.RECORDS_ITEM_LIST),
        glance(50 * MINUTE, Action.RECORDS_ITEM_READ),
        glance(70 * MINUTE, Action.RECORDS_ITEM_LIST),
        glance(2 * DAY, Action.RECORDS_ITEM_READ),
        glance(2 * DAY + MINUTE, Action.RECORDS_ITEM_LIST),
    ]
    found = rules.find_last_visit(glances, CAMILLE, NOW)
    assert found == NOW - 2 * DAY


def test_who_comes_for_the_first_time_has_no_last_visit() -> None:
    glances = [glance(MINUTE, Action.RECORDS_ITEM_LIST), glance(DAY, Action.RECORDS_ITEM_READ, who=MARTIN)]
    assert rules.find_last_visit(glances, CAMILLE, NOW) is None


@pytest.mark.parametrize(
    ("action", "step"),
    [
        (Action.RECORDS_ITEM_CREATE, Step.ADD),
        (Action.HISTORY_ENTRY_READ, Step.LOOK),
        (Action.HISTORY_ENTRY_PROVE, Step.KEEP),
    ],
)
def test_a_first_step_is_taken_by_its_act(action: Action, step: Step) -> None:
    assert rules.steps_taken([glance(DAY, action)], CAMILLE, added=False) == {step}
    assert rules.steps_taken([glance(DAY, action, MARTIN)], CAMILLE, added=False) == set()
    assert rules.steps_taken([glance(DAY, action, outcome=Outcome.REFUSED)], CAMILLE, added=False) == set()


def test_a_document_of_ones_own_is_the_first_step_whenever_it_was_added() -> None:
    assert rules.steps_taken([], CAMILLE, added=True) == {Step.ADD}


def test_refusals_wait_only_since_the_last_visit() -> None:
    new, old = glance(HOUR, Action.RECORDS_ITEM_READ, MARTIN), glance(2 * DAY, Action.RECORDS_ITEM_READ, MARTIN)
    at = clock.from_us(NOW)
    passages = [Passage(Deed.REFUSAL, Crowd.CARERS, False, MARTIN, at, "2026-11", [each]) for each in (new, old)]
    reading = Passage(Deed.READING, Crowd.CARERS, False, MARTIN, at, "2026-11", [new])
    assert rules.refusals_since([*passages, reading], NOW - DAY) == passages[:1]
