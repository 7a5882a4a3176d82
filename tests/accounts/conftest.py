import pytest

from tests.databases import Database
from tests.factories.people import Holder, new_person


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()
