"""What one operator asks for, another approves: within a day, once; and nobody approves alone."""

import pytest
from django.http import HttpResponse

from ens.credentials.store import Kind, add
from ens.gate.house import database as connection
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, Invalid, Refused
from ens.kernel.ids import HOUSE
from ens.staff import acts
from ens.staff.members import Member, Role
from tests.factories.browser import Browser
from tests.factories.journal import entries
from tests.staff.conftest import Hire, seated

pytestmark = pytest.mark.threat("T-39")
PAGE = "/pilotage/"
REASON = "Renouvellement annuel."


def ready(member: Member) -> Member:
    """Let somebody have her proofs."""
    add(member.holder, Kind.TOTP, member.number.to_bytes(16, "big"), bytes(20))
    return member


@pytest.fixture
def operators(bureau: None, hire: Hire) -> tuple[Member, Member]:
    return ready(hire(Role.OPERATOR)), ready(hire(Role.OPERATOR))


def asked() -> acts.Asked:
    (found,) = acts.list_open()
    return found


def decide(browser: Browser, answer: str) -> HttpResponse:
    return browser.submit(PAGE, f"{PAGE}decider/", demande=asked().id, reponse=answer)


def test_two_operators_decide_and_it_serves_once(operators: tuple[Member, Member]) -> None:
    first, second = map(seated, operators)
    assert first.submit(PAGE, f"{PAGE}demander/", acte="keys", raison=REASON).status_code == 303
    assert REASON in second.text(PAGE)
    with pytest.raises(Refused):
        acts.demand("keys")
    assert decide(second, "approuver").status_code == 303
    with pytest.raises(Refused):
        acts.demand("closure")
    acts.demand("keys")
    with pytest.raises(Refused):
        acts.demand("keys")
    assert acts.list_open() == []


def test_nobody_approves_her_own_demand(operators: tuple[Member, Member]) -> None:
    first = seated(operators[0])
    first.submit(PAGE, f"{PAGE}demander/", acte="role", raison=REASON)
    assert "Approuver" not in first.text(PAGE)
    assert decide(first, "approuver").status_code == 409
    with pytest.raises(Conflict):
        acts.approve(operators[0], asked().id)
    assert asked().approved_by == 0


def test_an_approval_ends_with_its_day(operators: tuple[Member, Member]) -> None:
    acts.ask(operators[0], "keys", REASON)
    acts.approve(operators[1], asked().id)
    with connection().cursor() as cursor:
        cursor.execute("UPDATE dangerous_act SET expires = expires - make_interval(hours => %s)", [acts.HOURS])
    with pytest.raises(Refused):
        acts.demand("keys")
    assert acts.list_open() == []


@pytest.mark.parametrize("by", [0, 1], ids=["who asked", "the other"])
def test_a_demand_that_was_withdrawn_is_worth_nothing(operators: tuple[Member, Member], by: int) -> None:
    acts.ask(operators[0], "keys", REASON)
    public = asked().id
    acts.approve(operators[1], public)
    assert decide(seated(operators[by]), "retirer").status_code == 303
    with pytest.raises(Refused):
        acts.demand("keys")
    with pytest.raises(Conflict):
        acts.approve(operators[1], public)


def test_a_support_agent_neither_asks_nor_approves(operators: tuple[Member, Member], hire: Hire) -> None:
    agent = ready(hire(Role.SUPPORT))
    acts.ask(operators[0], "keys", REASON)
    with pytest.raises(Refused):
        acts.ask(agent, "keys", REASON)
    with pytest.raises(Refused):
        acts.approve(agent, asked().id)
    assert seated(agent).client.post(f"{PAGE}demander/", {}).status_code == 403


@pytest.mark.parametrize(("act", "reason"), [("autre", REASON), ("keys", ""), ("keys", " "), ("keys", "x" * 501)])
def test_a_demand_names_its_act_and_its_reason(operators: tuple[Member, Member], act: str, reason: str) -> None:
    with pytest.raises(Invalid):
        acts.ask(operators[0], act, reason)


@pytest.mark.parametrize("public", ["", "x", "00" * 9, "zz" * 10])
def test_what_names_no_demand_is_refused(operators: tuple[Member, Member], public: str) -> None:
    with pytest.raises(Invalid):
        acts.approve(operators[0], public)


def test_while_there_is_one_operator_commands_go_without(bureau: None, hire: Hire) -> None:
    ready(hire(Role.OPERATOR))
    hire(Role.OPERATOR)  # invited, and not here yet
    before = len(entries(HOUSE))
    acts.demand("keys")
    assert len(entries(HOUSE)) == before, "nobody was asked, and nothing was used up"


def test_all_of_it_is_in_the_journal_of_the_house(operators: tuple[Member, Member]) -> None:
    acts.ask(operators[0], "keys", REASON)
    acts.approve(operators[1], asked().id)
    acts.demand("keys")
    found = [entry for entry in reversed(entries(HOUSE)) if entry.action.startswith("staff:act")]
    assert [(each.action, each.actor_number) for each in found] == [
        (Action.STAFF_ACT_USE, 0),
        (Action.STAFF_ACT_APPROVE, operators[1].number),
        (Action.STAFF_ACT_ASK, operators[0].number),
    ]
