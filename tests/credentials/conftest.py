"""Somebody with a space, for whom proofs are kept."""

import pytest

from ens.credentials.store import Holder
from tests.databases import Database
from tests.factories.enrolled import Enrolled, enrol
from tests.factories.people import new_person


@pytest.fixture
def anna(database: Database) -> Holder:
    person = new_person()
    return Holder(person.space, person.number)


@pytest.fixture
def enrolled(anna: Holder) -> Enrolled:
    return enrol(*anna)
