import pytest

from ens.sharing import services
from tests.databases import Database
from tests.factories.callers import Caller, new_professional
from tests.factories.people import Holder, new_person


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def martin(camille: Holder) -> Caller:
    """Camille's treating practitioner."""
    found = new_professional()
    services.choose_treating(camille.visit, camille.space, found.number)
    return found


@pytest.fixture
def nguyen(camille: Holder) -> Caller:
    """Nobody to Camille."""
    return new_professional()
