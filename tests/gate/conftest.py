"""People at the gate: Camille, her physician, a stranger, a hospital; all new for each test."""

import pytest

from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.people import Holder, new_person


@pytest.fixture(autouse=True)
def at_the_gate(database: Database) -> None:
    """Every test here has the real database."""


@pytest.fixture
def camille() -> Holder:
    return new_person()


@pytest.fixture
def martin(camille: Holder) -> Caller:
    """A physician whom Camille has authorised."""
    physician = new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    return physician


@pytest.fixture
def nguyen() -> Caller:
    """A physician whom nobody has authorised."""
    return new_professional()


@pytest.fixture
def hospital() -> Caller:
    return new_structure()
