"""Judges mutants where the tests stand ready: collected once, then run in a forked child for each lie.

What only an import can show (constants, classes, tables) is not judged here: `run` has it imported anew, and so every
function that ran while the tests were collected, for what it gave then stays as it was.
"""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest

from tests.mutation import forks
from tests.mutation.forks import Verdict
from tests.mutation.mutants import Mutant, write_plain
from tests.mutation.swap import Bodies, find_bodies, swap, watching
from tests.quick import needs_server


@dataclass(frozen=True, slots=True)
class Trial:
    """Some mutants of a tree, the tests that judge them, and for how long; `hold` returns when one may go on."""

    tree: Path
    tests: list[str]
    mutants: list[Mutant]
    seconds: float
    hold: Callable[[], None]
    database: bool


def rehearse(trial: Trial) -> Iterator[Verdict]:
    """Give the verdict on one mutant after the other; ends early where the tests do not stand ready."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        with forks.closing_process() as codes, os.fdopen(write, "w") as tell:
            forks.enter(trial.tree, writes_bytecode=False)
            codes.append(forks.run(trial.tests, _Stage(trial, tell), database=trial.database))
    os.close(write)
    with os.fdopen(read) as lines:
        for line in lines:
            yield Verdict(line.strip())
    os.waitpid(child, 0)


class _Stage:
    """A plugin of pytest that plays the tests once for each mutant, in a child."""

    def __init__(self, trial: Trial, tell: TextIO) -> None:
        self._trial = trial
        self._tell = tell
        paths = {mutant.path for mutant in trial.mutants}
        self._collecting = ExitStack()
        self._ran = self._collecting.enter_context(watching({str(trial.tree / path) for path in paths}))
        self._plain = {path: write_plain((trial.tree / path).read_text("utf-8")) for path in paths}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge every mutant, if the tests are content without any."""
        self._collecting.close()
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        gc.collect()
        gc.freeze()
        if self._judge(session, None) is Verdict.CONTENT:
            for mutant in self._trial.mutants:
                self._trial.hold()
                with told(self._trial.tree / mutant.path, mutant.text):
                    self._tell.write(f"{self._judge(session, mutant)}\n")
                self._tell.flush()
        return True

    def _judge(self, session: pytest.Session, mutant: Mutant | None) -> Verdict:
        items, bodies = session.items, self._bodies(mutant) if mutant else []
        if mutant is not None:
            if not bodies:
                return Verdict.UNTOLD
            stem = Path(mutant.path).stem  # the tests that bear the name of the file speak first
            items = sorted(items, key=lambda item: (needs_server(item), stem not in item.path.stem))
        child = os.fork()
        if not child:
            with forks.closing_process() as codes:
                os.setsid()
                swap(bodies)
                codes.append(_play(session, items))
        verdict = forks.wait(child, self._trial.seconds)
        for place in Path(os.environ["ENS_VAR"]).iterdir():
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        return verdict

    def _bodies(self, mutant: Mutant) -> Bodies:
        name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if name not in sys.modules:
            return []
        bodies = find_bodies(sys.modules[name], self._plain[mutant.path], mutant.text)
        return [] if any(function.__code__ in self._ran for function, _ in bodies) else bodies


def _play(session: pytest.Session, items: list[pytest.Item]) -> int:
    """Run the tests until one fails; 0 when they are content."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            break
    session._setupstate.teardown_exact(None)  # gives the database back
    return int(session.testsfailed > 0)


@contextmanager
def told(path: Path, text: str) -> Iterator[None]:
    """Put a lie in the place of a file, then the file again with its old time, so that its bytecode is still its."""
    original, state = path.read_text("utf-8"), path.stat()
    path.write_text(text, "utf-8")
    try:
        yield
    finally:
        path.write_text(original, "utf-8")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
