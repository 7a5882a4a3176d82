"""Camille at home, the hospital that deposits, the physician who reads; all new for each test that asks for them."""

import pytest

from ens.history.queries import Place
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.people import Holder, new_person


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def place(camille: Holder) -> Place:
    """Camille's own notebook, as she opens it."""
    return Place(camille.visit, camille.space, "Camille")


@pytest.fixture
def martin(camille: Holder) -> Caller:
    """A physician whom Camille has authorised."""
    physician = new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    return physician


@pytest.fixture
def hospital(camille: Holder) -> Caller:
    return new_structure()
