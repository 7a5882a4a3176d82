"""Signs of life of background processes, one row each."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.postgres.statements import Statement

WORKER: Final = "worker"
AUDIT: Final = "audit"  # the journal was found complete and unchanged
DAMAGE: Final = "audit-damage"  # it was found otherwise

_BEAT: Final = Statement(
    "INSERT INTO heartbeat (name, at) VALUES ($1::text, now()) ON CONFLICT (name) DO UPDATE SET at = now()"
)
_AGE: Final = Statement("SELECT extract(epoch FROM now() - at)::float8 FROM heartbeat WHERE name = $1::text")


def beat(connection: BaseDatabaseWrapper, name: str) -> None:
    """Say that a process is alive."""
    _BEAT.run(connection, name)


def find_age(connection: BaseDatabaseWrapper, name: str) -> float | None:
    """Tell how many seconds ago a process was last alive; None when it never was."""
    row = _AGE.one(connection, name)
    return None if row is None else float(row[0])
