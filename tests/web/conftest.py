import pytest
from django.conf import settings

from tests.databases import Database
from tests.factories.people import Holder, new_person


@pytest.fixture
def person(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def demo(person: Holder, monkeypatch: pytest.MonkeyPatch) -> Holder:
    """Make this a demonstration."""
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", True)
    return person
