"""What stops the worker is told to its operator in one line; what waits for others does not hold it up."""

import threading

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


def test_what_waits_for_others_is_done_beside_and_ends_with_the_rest(database: Database) -> None:
    stopped, begun = threading.Event(), threading.Event()
    seen: list[str] = []

    def slow() -> None:
        seen.append(threading.current_thread().name)
        begun.set()

    with worker.beside(stopped, worker.Task(slow, 0.01)):
        assert begun.wait(5)
    assert stopped.is_set()
    assert set(seen) == {"ens-sending"}
    assert "ens-sending" not in [thread.name for thread in threading.enumerate()]


def test_the_daily_sweep_forgets_what_has_had_its_time(database: Database) -> None:
    worker.sweep()
    assert len(worker.SWEEPS) == len({each.__name__ for each in worker.SWEEPS}), "each table once"
