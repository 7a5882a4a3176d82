"""Races, at every statement: what Camille rules holds from its commit on, and two writers never lose a version.

The first act stops before each of its statements in turn while the other one is carried out and commits. After that
commit nothing is served and nothing is stored, unless the entry of the first act had been committed before.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ens.gate import door, history, people, writing
from ens.gate.changes import Change
from ens.gate.house import house
from ens.gate.search import ListQuery, search
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, HouseError, NotFound, Refused
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Flag
from ens.sharing import services as sharing
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import (
    BINARY,
    DOCUMENT,
    PDF,
    Deposited,
    Sheet,
    deposit,
    header_of,
    read,
    resource_of,
    update,
)
from tests.factories.journal import count, entries, house_entries
from tests.factories.people import Holder, new_person
from tests.gate.duel import Duel, fight
from tests.gate.looking import files_of

pytestmark = pytest.mark.threat("T-07")

MOST_STATEMENTS = 20


@dataclass(frozen=True)
class Scene:
    """Fresh people for each try: Camille, an authorised author, and a document of that author."""

    camille: Holder
    author: Caller
    document: Deposited

    @property
    def space(self) -> int:
        return self.camille.space


def _scene() -> Scene:
    camille, author = new_person(), new_professional()
    sharing.authorise(camille.visit, camille.space, author.number)
    return Scene(camille, author, deposit(author, camille.space, Sheet(file=PDF)))


def _read_file(scene: Scene) -> bytes:
    assert scene.document.file is not None
    return door.read(scene.author.visit, scene.space, scene.document.file, BINARY).resource


READS: dict[str, Callable[[Scene], object]] = {
    "read": lambda scene: read(scene.author, scene.document),
    "read file": _read_file,
    "version": lambda scene: door.read_version(scene.author.visit, scene.document.place, DOCUMENT, 1),
    "versions": lambda scene: door.list_versions(scene.author.visit, scene.document.place, DOCUMENT, 9),
    "search": lambda scene: search(scene.author.visit, scene.space, ListQuery(DOCUMENT)),
    "search with total": lambda scene: search(scene.author.visit, scene.space, ListQuery(DOCUMENT, total=True)),
    "person": lambda scene: people.see_person(scene.author.visit, scene.space),
}
WRITES: dict[str, Callable[[Scene], object]] = {
    "deposit": lambda scene: deposit(scene.author, scene.space, Sheet(file=PDF)),
    "update": lambda scene: update(scene.author, scene.document, Sheet(title="deux")),
    "mask": lambda scene: update(scene.author, scene.document, Sheet(flags=Flag.MASKED)),
}
RULINGS: dict[str, Callable[[Scene], object]] = {
    "block": lambda scene: sharing.block(scene.camille.visit, scene.space, scene.author.number),
    "close": lambda scene: lifecycle.close_space(scene.camille.visit, scene.space),
    "erase": lambda scene: lifecycle.erase_space(scene.camille.visit, scene.space),
}


def _stored(space: int) -> tuple[int, int]:
    return count("item", space), count("item_past", space)


def _judge(scene: Scene, duel: Duel, before: tuple[int, int], entries_before: int) -> None:
    """Check what holds whatever the moment was."""
    assert duel.second.error is None, duel.second.error
    committed = duel.at_end_of_second
    assert isinstance(committed, int)
    first_was_written = committed - entries_before - (not duel.waited)
    assert first_was_written in {0, 1}
    if duel.waited or first_was_written:
        assert duel.first.error is None, duel.first.error
        return
    assert isinstance(duel.first.error, NotFound | Refused), duel.first.error
    assert duel.first.result is None
    assert _stored(scene.space) == before


@pytest.mark.parametrize("ruling", RULINGS)
@pytest.mark.parametrize("act", [*READS, *WRITES])
def test_what_camille_rules_holds_from_its_commit_on(monkeypatch: pytest.MonkeyPatch, act: str, ruling: str) -> None:
    if (act, ruling) == ("deposit", "block"):
        pytest.skip("a blocked professional may still deposit")
    outcomes = set()
    for at in range(MOST_STATEMENTS):
        scene = _scene()
        stored, written = _stored(scene.space), count("entry", scene.space)
        duel = fight(
            monkeypatch,
            at,
            (lambda: (READS | WRITES)[act](scene), lambda: RULINGS[ruling](scene)),  # noqa: B023 - called here and now
            lambda: count("entry", scene.space),  # noqa: B023
        )
        if duel is None:
            break
        _judge(scene, duel, stored, written)
        _look_after(scene, duel, ruling)
        outcomes.add(duel.first.error is None)
    else:
        pytest.fail("the act never ends")
    assert at >= 2
    assert False in outcomes


def _look_after(scene: Scene, duel: Duel, ruling: str) -> None:
    """Look at journal and files when both are done, then ask once more: nothing is served any more."""
    if ruling == "erase":
        assert house().keys.keyring(scene.space, 1) is None
        assert files_of(scene.space) == []
        said = house_entries(scene.author.number)
        assert bool(said) is (duel.first.error is not None)
    else:
        said = [entry for entry in entries(scene.space) if entry.actor_number == scene.author.number][1:]
        assert [entry.outcome for entry in said] == [Outcome.REFUSED if duel.first.error else Outcome.ALLOWED]
        if duel.first.error is not None:
            assert len(files_of(scene.space)) == 1
    with pytest.raises((NotFound, Refused)):
        read(scene.author, scene.document)


# Two writers of one item

UPDATES = {
    "titles": (Sheet(title="un"), Sheet(title="autre")),
    "flags": (Sheet(title="un", flags=Flag.MASKED), Sheet(title="autre", flags=Flag.ARCHIVED)),
    "title and flags": (Sheet(title="un"), Sheet(title="autre", flags=Flag.ARCHIVED)),
    "flags and title": (Sheet(title="un", flags=Flag.MASKED), Sheet(title="autre")),
}


@pytest.mark.parametrize("pair", UPDATES)
def test_of_two_updates_of_one_version_one_wins_and_one_is_told(monkeypatch: pytest.MonkeyPatch, pair: str) -> None:
    mine, theirs = UPDATES[pair]
    for at in range(MOST_STATEMENTS):
        author, camille = new_structure(), new_person()
        document = deposit(author, camille.space)
        acts = (
            lambda: update(author, document, mine),  # noqa: B023 - called here and now
            lambda: update(author, document, theirs),  # noqa: B023
        )
        duel = fight(monkeypatch, at, acts)
        if duel is None:
            break
        lost = [actor for actor in (duel.first, duel.second) if actor.error is not None]
        assert len(lost) == 1, [actor.error for actor in (duel.first, duel.second)]
        assert isinstance(lost[0].error, Conflict)
        assert (lost[0] is duel.second) is duel.waited
        winner = mine if lost[0] is duel.second else theirs
        assert read(author, document) == resource_of(winner)
        assert _stored(camille.space) == (1, 1)
        outcomes = [entry.outcome for entry in entries(camille.space)][2:-1]
        assert sorted(outcomes) == [Outcome.ALLOWED, Outcome.FAILED]
    else:
        pytest.fail("the update never ends")
    assert at >= 3


def test_two_lots_that_touch_the_same_documents_in_opposite_order_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for at in range(MOST_STATEMENTS):
        author, camille = new_structure(), new_person()
        documents = [deposit(author, camille.space) for _ in range(3)]

        def lot(title: str, order: list[Deposited]) -> object:
            sheet = Sheet(title=title)
            changes = [Change(each.item, header_of(sheet, author.number), resource_of(sheet), 1) for each in order]  # noqa: B023
            asked = (DOCUMENT, Action.RECORDS_ITEM_UPDATE)
            return writing.write(author.visit, order[0].place, asked, lambda _: changes)  # noqa: B023

        duel = fight(
            monkeypatch,
            at,
            (lambda: lot("un", documents), lambda: lot("autre", documents[::-1])),  # noqa: B023
        )
        if duel is None:
            break
        errors = [actor.error for actor in (duel.first, duel.second) if actor.error is not None]
        assert [type(error) for error in errors] == [Conflict], errors
        assert len({read(author, each) for each in documents}) == 1
        assert _stored(camille.space) == (3, 3)
    assert at >= 5


def test_camille_rules_twice_at_once_and_both_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(MOST_STATEMENTS):
        camille, martin, nguyen = new_person(), new_professional(), new_professional()
        for physician in (martin, nguyen):
            sharing.authorise(camille.visit, camille.space, physician.number)
        document = deposit(camille.caller, camille.space)
        duel = fight(
            monkeypatch,
            at,
            (
                lambda: sharing.block(camille.visit, camille.space, martin.number),  # noqa: B023
                lambda: sharing.block(camille.visit, camille.space, nguyen.number),  # noqa: B023
            ),
        )
        if duel is None:
            break
        assert (duel.first.error, duel.second.error) == (None, None)
        for physician in (martin, nguyen):
            with pytest.raises(HouseError):
                read(physician, document)
    assert at >= 3


@pytest.mark.parametrize("act", ["read", "search", "deposit", "mask"])
def test_a_key_rotated_at_any_moment_disturbs_nobody(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    for at in range(MOST_STATEMENTS):
        scene = _scene()
        duel = fight(
            monkeypatch,
            at,
            (lambda: (READS | WRITES)[act](scene), lambda: lifecycle.rotate_key(scene.space)),  # noqa: B023
        )
        if duel is None:
            break
        assert (duel.first.error, duel.second.error) == (None, None)
        assert history.list_entries(scene.camille.visit, scene.space, None, 9)
    assert at >= 2
