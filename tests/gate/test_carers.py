"""Who comes in today, told to the person herself and to who represents her."""

from ens.gate import history
from ens.gate.audience import Seat, list_carers
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.people import Holder, new_child, new_person


def carers(holder: Holder, caller: Caller | None = None) -> list[int]:
    return [seer.actor.number for seer in list_carers((caller or holder.caller).visit, holder.space)]


def test_those_whom_she_has_authorised_come_in_and_her_treating_practitioner_first(
    camille: Holder, martin: Caller
) -> None:
    treating = new_professional()
    sharing.choose_treating(camille.visit, camille.space, treating.number)
    assert carers(camille) == [treating.number, martin.number]
    assert Seat.TREATING in list_carers(camille.visit, camille.space)[0].seats


def test_who_is_not_authorised_or_no_longer_or_blocked_does_not(
    camille: Holder, martin: Caller, nguyen: Caller, hospital: Caller
) -> None:
    sharing.authorise(camille.visit, camille.space, nguyen.number, seconds=-1)
    sharing.block(camille.visit, camille.space, martin.number)
    sharing.block(camille.visit, camille.space, hospital.number)
    assert carers(camille) == []


def test_her_child_s_are_told_to_her_and_hers_not_to_her_child(camille: Holder, martin: Caller) -> None:
    sacha, pediatrician = new_child(), new_professional()
    delegations.declare_representative(sacha.space, camille.space)
    sharing.authorise(sacha.visit, sacha.space, pediatrician.number)
    assert carers(sacha, camille.caller) == [pediatrician.number]
    assert carers(camille, sacha.caller) == []


def test_nobody_else_is_told(camille: Holder, martin: Caller, hospital: Caller) -> None:
    for stranger in (martin, hospital, new_structure(), new_person().caller):
        assert carers(camille, stranger) == []


def test_asking_leaves_no_line(camille: Holder, martin: Caller) -> None:
    before = len(history.list_entries(camille.visit, camille.space, None, 50))
    carers(camille)
    assert len(history.list_entries(camille.visit, camille.space, None, 50)) == before + 1  # the first look itself
