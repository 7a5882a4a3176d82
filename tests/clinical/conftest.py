"""People of care at the FHIR door: Anna, a hospital, a keeper of the directory; all new for each test."""

import pytest

from tests.databases import Database
from tests.factories.callers import Caller, new_structure
from tests.factories.fhir_door import Door
from tests.factories.people import Holder, new_person


@pytest.fixture(autouse=True)
def at_the_door(database: Database) -> None:
    """Every test here has the real database."""


@pytest.fixture
def anna() -> Holder:
    return new_person()


@pytest.fixture
def hospital() -> Caller:
    return new_structure()


@pytest.fixture
def door(hospital: Caller) -> Door:
    return Door(hospital.token)


@pytest.fixture
def keeper() -> Door:
    """Door of whoever keeps the public directory."""
    kinds = ("Location", "Organization", "Practitioner", "PractitionerRole")
    return Door(new_structure(" ".join(f"system/{kind}.c" for kind in kinds)).token)
