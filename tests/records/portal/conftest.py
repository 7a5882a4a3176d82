"""Camille and her child, each with a browser's worth of notebook."""

import pytest

from ens.sharing import delegations
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.people import Holder, new_child, new_person


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def browser(camille: Holder) -> Browser:
    return Browser(camille)


@pytest.fixture
def sacha(camille: Holder) -> Holder:
    """Camille's child, nine years old."""
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    return child
