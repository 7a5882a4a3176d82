"""An outbox of one's own, and somebody whose space seals what is written to her."""

import pytest

from tests.databases import Database
from tests.factories.people import Holder, new_person


@pytest.fixture
def anna(fresh_database: Database) -> Holder:
    """Somebody in a database of the test's own: no other message waits there."""
    return new_person()
