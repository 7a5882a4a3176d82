"""Camille, whom messages reach."""

import pytest

from ens.notify import services as outbox
from tests.databases import Database
from tests.factories.people import Holder, new_person
from tests.notices.following import reachable


@pytest.fixture
def camille(database: Database, monkeypatch: pytest.MonkeyPatch) -> Holder:
    monkeypatch.setattr(outbox, "is_possible", lambda _channel: True)
    return reachable(new_person())
