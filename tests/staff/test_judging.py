"""A judge's decision is written by two operators together, about people whom their numbers name."""

import pytest

from ens.gate.profiles import list_profiles
from ens.kernel.errors import Invalid, Refused
from ens.sharing import delegations
from ens.staff import acts, judging
from ens.staff.members import Member, Role
from tests.factories.callers import new_structure
from tests.factories.people import Holder, new_child, new_person
from tests.staff.conftest import Hire
from tests.staff.test_acts import ready

pytestmark = pytest.mark.threat("T-68")


@pytest.fixture
def operators(bureau: None, hire: Hire) -> tuple[Member, Member]:
    return ready(hire(Role.OPERATOR)), ready(hire(Role.OPERATOR))


def token(who: Holder) -> str:
    return f"{who.identity.oid}|{who.identity.matricule}"


def test_nobody_is_shut_out_before_two_agree_and_it_serves_once(operators: tuple[Member, Member]) -> None:
    mother, child = new_person(), new_child()
    delegations.declare_representative(child.space, mother.space)
    decision = judging.read_decision("withdraw", token(child), token(mother), "", "")
    with pytest.raises(Refused):
        judging.carry_out(decision)
    assert len(list_profiles(mother.visit)) == 2
    acts.ask(operators[0], judging.KIND, "Jugement du 3 mars.")
    with pytest.raises(Refused):
        judging.carry_out(decision)
    acts.approve(operators[1], acts.list_open()[0].id)
    judging.carry_out(decision)
    assert len(list_profiles(mother.visit)) == 1
    with pytest.raises(Refused):
        judging.carry_out(decision._replace(act="restore"))


@pytest.mark.usefixtures("database")
def test_a_child_is_entrusted_to_a_service_and_released() -> None:
    child, service = new_child(), new_structure()
    entrusted = judging.read_decision("entrust", token(child), "", service.identifier, "2099-06-30")
    assert (entrusted.child, entrusted.service) == (child.space, service.number)
    judging.carry_out(entrusted)
    judging.carry_out(judging.read_decision("release", token(child), "", service.identifier, ""))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "typed",
    [
        ("withdraw", "CHILD", "", "", ""),
        ("withdraw", "CHILD", "", "SERVICE", ""),
        ("withdraw", "CHILD", "PERSON", "", "2099-06-30"),
        ("entrust", "CHILD", "PERSON", "", ""),
        ("entrust", "CHILD", "PERSON", "", "30/06/2099"),
        ("entrust", "CHILD", "PERSON", "SERVICE", "2099-06-30"),
        ("entrust", "CHILD", "", "nobody", "2099-06-30"),
        ("withdraw", "12", "PERSON", "", ""),
        ("withdraw", "1.2.250.1.213.1.4.10|299999999999999", "PERSON", "", ""),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_not_read(typed: tuple[str, str, str, str, str]) -> None:
    named = {"CHILD": token(new_child()), "PERSON": token(new_person()), "SERVICE": new_structure().identifier}
    act, *others = (named.get(each, each) for each in typed)
    with pytest.raises(Invalid):
        judging.read_decision(act, *others)
