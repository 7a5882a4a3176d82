"""What Camille chooses for her notebook as a whole is read as she left it, by her alone, and stands in her history."""

import pytest

from ens.gate.choices import Choices, make_choices, read_choices
from ens.gate.facts import look
from ens.journal.entry import Outcome
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.errors import HouseError
from tests.factories.callers import Caller
from tests.factories.journal import count, last
from tests.factories.people import Holder


def test_before_she_was_asked_nothing_is_masked_and_emergencies_are_let_in(camille: Holder) -> None:
    assert read_choices(camille.visit, camille.space) == Choices(
        masks_new=False, regulation=True, break_glass=True, made=False
    )


@pytest.mark.parametrize("chosen", [(True, True, True), (False, False, True), (False, True, False)])
def test_what_she_chose_stays(camille: Holder, chosen: tuple[bool, bool, bool]) -> None:
    before, at = count("entry", camille.space), clock.now_us() // 1_000_000
    make_choices(camille.visit, camille.space, Choices(*chosen))
    assert count("entry", camille.space) == before + 1
    assert last(camille.space).action == Action.SHARING_CHOICE_SET
    assert read_choices(camille.visit, camille.space) == Choices(*chosen, made=True)
    assert at <= look(camille.visit, camille.space).sharing.chosen <= at + 60
    assert count("entry", camille.space) == before + 1, "a look at one's own choices leaves no line"


def test_her_physician_neither_reads_nor_makes_them(camille: Holder, martin: Caller) -> None:
    for act in (
        lambda: read_choices(martin.visit, camille.space),
        lambda: make_choices(martin.visit, camille.space, Choices(masks_new=True, regulation=True, break_glass=True)),
    ):
        with pytest.raises(HouseError):
            act()
        refused = last(camille.space)
        assert (refused.action, refused.outcome) == (Action.SHARING_CHOICE_SET, Outcome.REFUSED)
        assert refused.actor_number == martin.number
    assert not read_choices(camille.visit, camille.space).made
