"""What stops the worker is told to its operator in one line."""

import pytest

from ens.config.commands import worker
from ens.config.environment import BadSetting
from ens.journal.integrate import RolledBackError
from tests.databases import Database


def test_a_database_from_before_what_was_signed_is_one_line(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise RolledBackError("the checkpoint of size 63 kept outside is not in this database")

    monkeypatch.setattr(worker, "integrate", refuse)
    with pytest.raises(BadSetting, match=r"^the journal stands still: the checkpoint of size 63 .* \(see docs/.*\)$"):
        worker.integrate_all()
