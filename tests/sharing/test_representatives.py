"""Camille represents Sacha: declared on both sides, until the day of his majority, withdrawn at once."""

from datetime import date

import pytest

from ens.gate.profiles import list_profiles
from ens.kernel import clock
from ens.kernel.errors import Conflict, Invalid, NotFound
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Flag
from ens.sharing import delegations, family
from tests import cast
from tests.databases import Database
from tests.factories.callers import new_structure
from tests.factories.documents import Deposited, Sheet, delete, deposit, read, update
from tests.factories.journal import count, entries, last
from tests.factories.people import Holder, new_child, new_person

pytestmark = [pytest.mark.threat("T-24"), pytest.mark.usefixtures("database")]


@pytest.fixture
def camille() -> Holder:
    return new_person()


@pytest.fixture
def sacha(camille: Holder) -> Holder:
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    return child


def is_shut(camille: Holder, document: Deposited) -> bool:
    """Say whether Camille gets the answer of the unknown for a document, and Sacha's notebook is not offered."""
    with pytest.raises(NotFound):
        read(camille.caller, document)
    return [profile.own for profile in list_profiles(camille.visit)] == [True]


def test_camille_reads_adds_and_corrects_for_sacha(camille: Holder, sacha: Holder) -> None:
    assert read(camille.caller, deposit(new_structure(), sacha.space))
    assert last(sacha.space).reasons == ("legal_representative",)
    added = deposit(camille.caller, sacha.space)
    assert delete(camille.caller, update(camille.caller, added, Sheet(title="Corrigé"))).version == 3


def test_it_is_written_in_both_histories(camille: Holder, sacha: Holder) -> None:
    for space in (camille.space, sacha.space):
        assert (last(space).action, last(space).actor_number) == ("sharing:representation:declare", 0)
    delegations.withdraw_representative(sacha.space, camille.space)
    for space in (camille.space, sacha.space):
        assert last(space).action == "sharing:representation:withdraw"


def test_sacha_does_not_come_into_camilles_notebook(camille: Holder, sacha: Holder) -> None:
    document = deposit(camille.caller, camille.space)
    with pytest.raises(NotFound):
        read(sacha.caller, document)


def test_it_ends_on_the_day_of_his_majority(camille: Holder, sacha: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    added, other = deposit(camille.caller, sacha.space), deposit(new_structure(), sacha.space)
    token = camille.caller.holding("patient/*.cruds", seconds=20 * 365 * 86_400)
    majority = family.majority(date.fromisoformat(sacha.identity.birth_date))
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_us", lambda: majority * 1_000_000 - 1)
        assert read(token, added)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_us", lambda: majority * 1_000_000)
        for document in (added, other):
            with pytest.raises(NotFound):
                read(token, document)
        with pytest.raises(NotFound):
            update(token, added, Sheet(title="Trop tard"))
        with pytest.raises(NotFound):
            delete(token, added)
        assert [profile.own for profile in list_profiles(token.visit)] == [True]
        grown = sacha.caller.holding("patient/*.cruds", seconds=20 * 365 * 86_400)
        corrected = update(grown, added, Sheet(title="Le mien"))
        assert delete(grown, corrected).version == 3


def test_a_withdrawn_representation_holds_at_once(camille: Holder, sacha: Holder) -> None:
    added = deposit(camille.caller, sacha.space)
    assert read(camille.caller, added)
    delegations.withdraw_representative(sacha.space, camille.space)
    assert is_shut(camille, added)
    with pytest.raises(NotFound):
        update(camille.caller, added, Sheet())


def test_the_childs_side_decides_even_when_a_crash_left_the_parents_list_as_it_was(
    camille: Holder, sacha: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposit(new_structure(), sacha.space)
    with monkeypatch.context() as patch:
        patch.setattr(family, "represent_no_more", _crash)
        with pytest.raises(KeyboardInterrupt):
            delegations.withdraw_representative(sacha.space, camille.space)
    assert is_shut(camille, document)
    delegations.withdraw_representative(sacha.space, camille.space)
    delegations.declare_representative(sacha.space, camille.space)
    assert read(camille.caller, document)


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_third_representative_is_refused_and_nothing_changes_but_a_failed_entry(
    camille: Holder, sacha: Holder
) -> None:
    other, third = new_person(), new_person()
    delegations.declare_representative(sacha.space, other.space)
    before = count("entry", third.space)
    with pytest.raises(Conflict):
        delegations.declare_representative(sacha.space, third.space)
    assert (str(last(sacha.space).outcome), last(sacha.space).reasons) == ("failed", ("conflict",))
    assert count("entry", third.space) == before
    document = deposit(new_structure(), sacha.space)
    assert read(camille.caller, document)
    assert read(other.caller, document)
    with pytest.raises(NotFound):
        read(third.caller, document)


def test_nobody_represents_an_adult_or_somebody_without_a_space(camille: Holder) -> None:
    with pytest.raises(Invalid):
        delegations.declare_representative(new_person().space, camille.space)
    with pytest.raises(NotFound):
        delegations.declare_representative(new_child().space, (1 << 48) - 2)
    with pytest.raises(NotFound):
        delegations.declare_representative((1 << 48) - 2, camille.space)
    assert [entry.action for entry in entries(camille.space)] == ["lifecycle:space:create"]


def test_the_childs_rights_do_not_depend_on_the_parents_space(camille: Holder, sacha: Holder) -> None:
    document = deposit(new_structure(), sacha.space)
    lifecycle.close_space(camille.visit, camille.space)
    assert read(camille.caller, document)
    delegations.withdraw_representative(sacha.space, camille.space)
    assert is_shut(camille, document)
    delegations.declare_representative(sacha.space, camille.space)
    assert [profile.space for profile in list_profiles(camille.visit)] == [camille.space, sacha.space]


def test_what_sacha_keeps_to_himself_is_not_there_for_camille(camille: Holder, sacha: Holder) -> None:
    secret = deposit(new_structure(), sacha.space, Sheet(flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)))
    with pytest.raises(NotFound):
        read(camille.caller, secret)
    assert read(sacha.caller, secret)


def test_in_the_demonstration_camille_represents_sacha_and_nobody_else(database: Database) -> None:
    cast.settle()
    cast.settle()
    seen = {slug: [(each.name, each.own) for each in list_profiles(cast.visit(slug))] for slug in ("camille", "sacha")}
    assert seen == {
        "camille": [("Camille", True), ("Sacha", False)],
        "sacha": [("Sacha", True)],
    }
