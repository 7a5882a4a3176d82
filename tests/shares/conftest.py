"""Camille, what she shows, and the telephone of whoever aims at her square."""

import pytest

from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.people import Holder, new_person


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def browser(camille: Holder) -> Browser:
    return Browser(camille)
