"""What a judge decides about Sacha: his father is shut out at once, somebody else looks after him for a time."""

import pytest

from ens.gate.facts import Visit, look
from ens.gate.profiles import Tie, list_profiles
from ens.kernel import clock
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import Conflict, HouseError, Invalid, NotFound
from ens.policy.facts import Flag
from ens.sharing import delegations, judgments
from ens.sharing import services as sharing
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import Deposited, Sheet, deposit, read
from tests.factories.journal import last
from tests.factories.people import Holder, new_child, new_person

pytestmark = [pytest.mark.threat("T-68"), pytest.mark.usefixtures("database")]

DAY = 86_400


@pytest.fixture
def camille() -> Holder:
    return new_person()


@pytest.fixture
def father() -> Holder:
    return new_person()


@pytest.fixture
def sacha(camille: Holder, father: Holder) -> Holder:
    child = new_child()
    for parent in (camille, father):
        delegations.declare_representative(child.space, parent.space)
    return child


def reads(who: Caller, document: Deposited) -> bool:
    try:
        read(who, document)
    except HouseError:
        return False
    return True


def tomorrow() -> int:
    return clock.now_us() // 1_000_000 + DAY


def ties(who: Holder) -> list[Tie]:
    return [profile.tie for profile in list_profiles(who.visit)]


def test_whose_authority_is_withdrawn_is_shut_out_at_once_and_the_other_parent_stays(
    camille: Holder, father: Holder, sacha: Holder
) -> None:
    document = deposit(new_structure(), sacha.space)
    assert reads(father.caller, document)
    judgments.withdraw_authority(sacha.space, father.space)
    assert (last(sacha.space).action, last(sacha.space).detail) == (
        "sharing:representation:withdraw",
        "décision d’un juge",
    )
    assert not reads(father.caller, document)
    assert ties(father) == [Tie.OWN]
    assert reads(camille.caller, document)


def test_who_was_shut_out_comes_back_by_a_judge_alone(father: Holder, sacha: Holder) -> None:
    document = deposit(new_structure(), sacha.space)
    judgments.withdraw_authority(sacha.space, father.space)
    with pytest.raises(Conflict) as refused:
        delegations.declare_representative(sacha.space, father.space)
    assert refused.value.reasons == ("barred",)
    assert not reads(father.caller, document)
    judgments.restore_authority(sacha.space, father.space)
    assert reads(father.caller, document)


def test_an_error_that_was_mended_bars_nobody(father: Holder, sacha: Holder) -> None:
    delegations.withdraw_representative(sacha.space, father.space)
    delegations.declare_representative(sacha.space, father.space)
    assert ties(father) == [Tie.OWN, Tie.CHILD]


def test_a_third_person_reads_and_adds_until_the_decision_ends(sacha: Holder) -> None:
    neighbour, document = new_person(), deposit(new_structure(), sacha.space)
    secret = deposit(new_structure(), sacha.space, Sheet(flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)))
    assert not reads(neighbour.caller, document)
    judgments.entrust(sacha.space, neighbour.space, tomorrow())
    assert reads(neighbour.caller, document)
    assert last(sacha.space).reasons == ("entrusted",)
    assert ties(neighbour) == [Tie.OWN, Tie.ENTRUSTED]
    assert not reads(neighbour.caller, secret)
    assert deposit(neighbour.caller, sacha.space)
    with pytest.raises(NotFound):
        sharing.authorise(neighbour.visit, sacha.space, 5)
    judgments.release(sacha.space, neighbour.space)
    assert not reads(neighbour.caller, document)
    assert ties(neighbour) == [Tie.OWN]


def test_a_service_reads_for_a_time_and_no_parent_blocks_it(camille: Holder, sacha: Holder) -> None:
    service, document = new_structure(), deposit(new_structure(), sacha.space)
    assert not reads(service, document)
    judgments.entrust_to_service(sacha.space, service.number, tomorrow())
    assert reads(service, document)
    sharing.block(camille.visit, sacha.space, service.number)
    assert reads(service, document)
    judgments.release_from_service(sacha.space, service.number)
    assert not reads(service, document)


def test_no_decision_begins_after_its_end_or_outlasts_majority(camille: Holder, sacha: Holder) -> None:
    neighbour = new_person()
    with pytest.raises(Invalid):
        judgments.entrust(sacha.space, neighbour.space, tomorrow() - 2 * DAY)
    judgments.entrust(sacha.space, neighbour.space, tomorrow() + 20 * 365 * DAY)
    rules = look(Visit(actor=SYSTEM), sacha.space).sharing
    assert rules.entrusted[neighbour.number] == rules.representatives[camille.number]
    with pytest.raises(NotFound):
        judgments.entrust(sacha.space, 1, tomorrow())
    grown = new_person()
    with pytest.raises(Invalid):
        judgments.entrust(grown.space, neighbour.space, tomorrow())
