"""The public directory at the gate: who may come in reads it, its keepers add to it, one at a time."""

import secrets
from collections.abc import Callable
from itertools import count

import pytest
from django.db import transaction

from ens.gate import directory
from ens.gate.house import house
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.errors import HouseError, NotFound
from ens.kernel.ids import HOUSE
from ens.registry.directory import Line, word
from tests.factories.callers import Caller, new_party, new_structure
from tests.factories.journal import house_entries
from tests.gate.duel import fight
from tests.gate.looking import watch_statements

KIND, SYSTEM = "Practitioner", "https://annuaire.example"


@pytest.fixture
def keeper() -> Caller:
    return new_structure(f"system/{KIND}.c")


@pytest.fixture
def insurer() -> Caller:
    return new_party(ActorKind.INSURER)


def drawn() -> str:
    return word(KIND, SYSTEM, secrets.token_hex(8))


def line(item: bytes) -> Line:
    return Line(item, KIND, clock.now_us(), b"{}")


def test_a_line_is_found_by_its_name_and_by_each_of_its_identifiers(keeper: Caller) -> None:
    words, other = [drawn(), drawn()], drawn()
    added = directory.add(keeper.visit, KIND, words, "", line)
    (made,) = added.lines
    assert added.is_new
    assert directory.read(keeper.visit, KIND, made.item) == made
    assert [directory.find(keeper.visit, KIND, each, 5) for each in words] == [[made], [made]]
    assert directory.resolve(keeper.visit, [*words, other]) == {words[0]: [made.item], words[1]: [made.item], other: []}
    with pytest.raises(NotFound):
        directory.read(keeper.visit, "Organization", made.item)


def test_who_may_not_come_in_learns_nothing_and_the_try_is_written_down(keeper: Caller, insurer: Caller) -> None:
    name = drawn()
    (made,) = directory.add(keeper.visit, KIND, [name], "", line).lines
    acts: tuple[Callable[[], object], ...] = (
        lambda: directory.find(insurer.visit, KIND, name, 5),
        lambda: directory.read(insurer.visit, KIND, made.item),
        lambda: directory.resolve(insurer.visit, [name]),
        lambda: directory.add(insurer.visit, KIND, [drawn()], "", line),
    )
    for number, act in enumerate(acts, 1):
        with pytest.raises(HouseError):
            act()
        assert [entry.outcome for entry in house_entries(insurer.number)] == ["refused"] * number


def test_to_look_for_nothing_costs_nothing(insurer: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = watch_statements(monkeypatch)
    assert directory.resolve(insurer.visit, []) == {}
    assert seen == []


def test_an_addition_stands_in_the_journal_with_the_first_version(keeper: Caller) -> None:
    (made,) = directory.add(keeper.visit, KIND, [drawn()], "", line).lines
    (entry,) = house_entries(keeper.number)
    assert [(ref.kind, ref.item, ref.version) for ref in entry.refs] == [(KIND, made.item, 1)]


def test_a_conditional_addition_tells_the_lines_that_are_there(keeper: Caller) -> None:
    name = drawn()
    first = directory.add(keeper.visit, KIND, [name], name, line)
    again = directory.add(keeper.visit, KIND, [name], name, line)
    assert (first.is_new, again) == (True, directory.Addition(is_new=False, lines=first.lines))
    directory.add(keeper.visit, KIND, [name], "", line)
    assert len(directory.add(keeper.visit, KIND, [name], name, line).lines) == 2


def test_what_is_added_is_stored_when_it_is_said_to_be(keeper: Caller) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        directory.add(keeper.visit, KIND, [drawn()], "", line)


def test_of_two_who_add_the_same_at_once_one_finds_the_line_of_the_other(
    keeper: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in count():
        name = drawn()

        def add() -> directory.Addition:
            return directory.add(keeper.visit, KIND, [name], name, line)  # noqa: B023

        duel = fight(monkeypatch, at, (add, add))
        if duel is None:
            break
        assert (duel.first.error, duel.second.error) == (None, None)
        assert len(directory.find(keeper.visit, KIND, name, 5)) == 1
    assert at >= 3


def test_a_name_of_the_directory_is_published_when_exactly_one_bears_the_identifier(keeper: Caller) -> None:
    value = secrets.token_hex(8)
    assert directory.find_published(KIND, SYSTEM, value) == ""
    (made,) = directory.add(keeper.visit, KIND, [word(KIND, SYSTEM, value)], "", line).lines
    assert directory.find_published(KIND, SYSTEM, value) == house().codec.encode(HOUSE, made.item)
    assert directory.find_published("Organization", SYSTEM, value) == ""
    directory.add(keeper.visit, KIND, [word(KIND, SYSTEM, value)], "", line)
    assert directory.find_published(KIND, SYSTEM, value) == ""
