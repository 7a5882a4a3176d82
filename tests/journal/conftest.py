"""A small house around the journal, on a database of the test's own."""

from pathlib import Path

import pytest
from django.db import connection

from tests.databases import Database
from tests.journal.small_house import SmallHouse


@pytest.fixture
def small_house(fresh_database: Database, tmp_path: Path) -> SmallHouse:
    return SmallHouse(connection, tmp_path / "outside")
