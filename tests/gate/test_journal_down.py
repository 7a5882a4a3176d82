"""No trace, no answer: when the journal cannot be written nothing comes back and nothing is stored."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connections

from ens.gate import door, history, people, search, spaces
from ens.gate.search import ListQuery
from ens.lifecycle import services as lifecycle
from ens.policy.facts import SpaceState
from ens.registry import spaces as rows
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.callers import Caller, new_professional
from tests.factories.documents import DOCUMENT, PDF, Deposited, Sheet, deposit, read, update
from tests.factories.people import Holder, new_identity, new_person
from tests.gate.looking import files_of

pytestmark = pytest.mark.threat("T-06")

TABLES = ("entry", "item", "item_past", "person", "space")


class House:
    """A house on a database of its own, with one document, where the journal can be broken."""

    def __init__(self) -> None:
        self.camille: Holder = new_person()
        self.document: Deposited = deposit(self.camille.caller, self.camille.space)
        self.stranger: Caller = new_professional()

    def sql(self, query: str) -> list[tuple[object, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    def state(self) -> dict[str, object]:
        rows_ = {
            name: self.sql(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t")
            for name in TABLES
        }
        return {**rows_, "files": files_of(self.camille.space)}


@pytest.fixture
def broken(fresh_database: Database) -> Iterator[House]:
    spaces.open_house()
    house = House()
    house.sql(f'REVOKE INSERT ON entry FROM "{fresh_database.app.user}"')
    house.sql(f'REVOKE INSERT (space_id, id, at, key_term, hash, sealed) ON entry FROM "{fresh_database.app.user}"')
    yield house
    connections["owner"].close()


ACTS: dict[str, Callable[[House], object]] = {
    "reading": lambda it: read(it.camille.caller, it.document),
    "reading a version": lambda it: door.read_version(it.camille.visit, it.document.place, DOCUMENT, 1),
    "listing versions": lambda it: door.list_versions(it.camille.visit, it.document.place, DOCUMENT, 9),
    "listing": lambda it: search.search(it.camille.visit, it.camille.space, ListQuery(DOCUMENT)),
    "seeing the person": lambda it: people.see_person(it.camille.visit, it.camille.space),
    "looking into the history": lambda it: history.list_entries(it.camille.visit, it.camille.space, None, 9),
    "being refused": lambda it: read(it.stranger, it.document),
    "asking for the unknown": lambda it: door.read(it.stranger.visit, 5, bytes(10), DOCUMENT),
    "depositing": lambda it: deposit(it.stranger, it.camille.space, Sheet(file=PDF)),
    "updating": lambda it: update(it.camille.caller, it.document, Sheet(title="deux")),
    "masking": lambda it: update(it.camille.caller, it.document, Sheet(flags=1)),
    "authorising": lambda it: sharing.authorise(it.camille.visit, it.camille.space, it.stranger.number),
    "blocking": lambda it: sharing.block(it.camille.visit, it.camille.space, it.stranger.number),
    "closing": lambda it: lifecycle.close_space(it.camille.visit, it.camille.space),
    "erasing": lambda it: lifecycle.erase_space(it.camille.visit, it.camille.space),
    "opening": lambda it: lifecycle.open_space(new_identity()),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_comes_back_and_nothing_is_stored(broken: House, act: str) -> None:
    before = broken.state()
    with pytest.raises(DatabaseError, match="permission denied"):
        ACTS[act](broken)
    assert broken.state() == before


def test_the_house_serves_again_as_soon_as_the_journal_does(broken: House, fresh_database: Database) -> None:
    with pytest.raises(DatabaseError):
        read(broken.camille.caller, broken.document)
    columns = "space_id, id, at, key_term, hash, sealed"
    broken.sql(f'GRANT INSERT ({columns}) ON entry TO "{fresh_database.app.user}"')
    assert read(broken.camille.caller, broken.document)
    found = rows.find_state(connections["default"], broken.camille.space)
    assert found == (SpaceState.ACTIVATED, 1)
