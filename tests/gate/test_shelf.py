"""A whole shelf at the gate: what the caller may see and no more, one entry that names what was shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from ens.gate import shelf as gate
from ens.gate.shelf import Label, Shelf, browse
from ens.kernel.errors import Conflict, Invalid, NotFound, Refused, Unauthenticated
from ens.policy.facts import Flag
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.factories.callers import Caller
from tests.factories.documents import DOCUMENT, Sheet, delete, deposit
from tests.factories.journal import count, entries, last
from tests.factories.people import Holder, new_child, new_person
from tests.gate.looking import watch_statements


@dataclass
class First:
    """Shows the first of all labels, by title."""

    held: Shelf
    shown: Sequence[Label] = field(default_factory=list)


def first(held: Shelf) -> First:
    return First(held, sorted(held.labels, key=lambda each: each.header.title)[:1])


def titles(found: First) -> list[str]:
    return sorted(each.header.title for each in found.held.labels)


def test_camille_sees_all_but_what_is_deleted_or_not_announced(camille: Holder, hospital: Caller) -> None:
    deposit(camille.caller, camille.space, Sheet("a"))
    deposit(hospital, camille.space, Sheet("b", flags=Flag.MASKED))
    deposit(hospital, camille.space, Sheet("c", flags=Flag.NOT_ANNOUNCED))
    delete(hospital, deposit(hospital, camille.space, Sheet("d")))
    found = browse(camille.visit, camille.space, DOCUMENT, first)
    assert titles(found) == ["a", "b"]
    assert (found.held.reader, found.held.sharing.owner) == (camille.number, camille.number)


def test_the_files_of_documents_are_another_kind(camille: Holder) -> None:
    deposit(camille.caller, camille.space, Sheet("a", file=b"%PDF-"))
    assert titles(browse(camille.visit, camille.space, DOCUMENT, first)) == ["a"]


def test_each_caller_sees_her_own_shelf(camille: Holder, hospital: Caller, martin: Caller) -> None:
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    deposit(hospital, child.space, Sheet("a"))
    deposit(hospital, child.space, Sheet("b", flags=Flag.HIDDEN_FROM_REPRESENTATIVES))
    assert titles(browse(camille.visit, child.space, DOCUMENT, first)) == ["a"]
    assert titles(browse(child.visit, child.space, DOCUMENT, first)) == ["a", "b"]
    deposit(hospital, camille.space, Sheet("c", flags=Flag.MASKED))
    deposit(hospital, camille.space, Sheet("d"))
    assert titles(browse(martin.visit, camille.space, DOCUMENT, first)) == ["d"]


def test_one_entry_names_what_was_shown_and_nothing_else(camille: Holder) -> None:
    shown = deposit(camille.caller, camille.space, Sheet("a"))
    deposit(camille.caller, camille.space, Sheet("b"))
    before = count("entry", camille.space)
    browse(camille.visit, camille.space, DOCUMENT, first)
    assert count("entry", camille.space) == before + 1
    entry = last(camille.space)
    assert (entry.action, str(entry.outcome)) == ("records:item:list", "allowed")
    assert [(ref.kind, ref.item, ref.version) for ref in entry.refs] == [(DOCUMENT, shown.item, 1)]


def test_three_statements_and_no_body_however_long_the_list(camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in "abc":
        deposit(camille.caller, camille.space, Sheet(title))
    statements = watch_statements(monkeypatch)
    browse(camille.visit, camille.space, DOCUMENT, first)
    assert len(statements) == 3
    assert "body" not in statements[1]


def test_a_stranger_is_refused_and_it_is_written_down(camille: Holder, nguyen: Caller) -> None:
    deposit(camille.caller, camille.space)
    for visit in (nguyen.visit, new_person().visit):
        with pytest.raises(NotFound):
            browse(visit, camille.space, DOCUMENT, first)
        assert (last(camille.space).action, str(last(camille.space).outcome)) == ("records:item:list", "refused")
    with pytest.raises(Refused):
        browse(camille.caller.holding("patient/Patient.rs").visit, camille.space, DOCUMENT, first)
    with pytest.raises(NotFound):
        browse(nguyen.visit, (1 << 48) - 2, DOCUMENT, first)
    with pytest.raises(Unauthenticated):
        browse(camille.caller.holding("patient/*.rs", seconds=-1).visit, camille.space, DOCUMENT, first)


def test_a_shelf_that_would_be_cut_off_is_refused(camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in "ab":
        deposit(camille.caller, camille.space, Sheet(title))
    monkeypatch.setattr(gate, "HELD", 3)
    assert titles(browse(camille.visit, camille.space, DOCUMENT, first)) == ["a", "b"]
    monkeypatch.setattr(gate, "HELD", 2)
    before = len(entries(camille.space))
    with pytest.raises(Invalid) as told:
        browse(camille.visit, camille.space, DOCUMENT, first)
    assert told.value.reasons == ("too_broad",)
    assert len(entries(camille.space)) == before


def test_what_changes_between_the_look_and_the_entry_is_decided_again(camille: Holder, martin: Caller) -> None:
    deposit(camille.caller, camille.space, Sheet("a"))
    tries: list[int] = []

    def hiding(held: Shelf) -> First:
        tries.append(len(held.labels))
        if len(tries) == 1:
            sharing.block(camille.visit, camille.space, martin.number)
        return first(held)

    with pytest.raises(NotFound):
        browse(martin.visit, camille.space, DOCUMENT, hiding)
    assert tries == [1]
    assert str(last(camille.space).outcome) == "refused"


def test_a_space_that_never_holds_still_is_a_conflict(camille: Holder, nguyen: Caller) -> None:
    def restless(held: Shelf) -> First:
        sharing.authorise(camille.visit, camille.space, nguyen.number)
        return first(held)

    with pytest.raises(Conflict):
        browse(camille.visit, camille.space, DOCUMENT, restless)
