"""What tests at the gate look at besides the answer: files on the disk, statements, the words of an error."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.kernel.errors import HouseError
from ens.kernel.ids import SPACE_BYTES
from ens.postgres.statements import Statement


def files_of(space: int) -> list[Path]:
    """List the files that lie in the blob folder for a space, drafts included."""
    prefix = space.to_bytes(SPACE_BYTES, "big").hex()
    return sorted(Path(settings.ENS_BLOBS).glob(f"??/{prefix}*"))


def words(error: HouseError) -> tuple[type[HouseError], str, tuple[str, ...], tuple[object, ...]]:
    """Tell all that a door can make an answer of."""
    return type(error), error.detail, error.reasons, error.args


def watch_statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the texts of the statements that run from now on."""
    seen: list[str] = []
    real = Statement._execute

    def execute(self: Statement, connection: BaseDatabaseWrapper, args: tuple[object, ...]) -> object:
        seen.append(self.sql.decode())
        return real(self, connection, args)

    monkeypatch.setattr(Statement, "_execute", execute)
    return seen
