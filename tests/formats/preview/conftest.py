"""Children that run code of a test's own."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from ens.formats.preview import nursery


class Program(Protocol):
    """Sets the code that children run; `prepared`: by a zygote that has given up what it does not need."""

    def __call__(self, code: str, *, prepared: bool = False) -> None: ...


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Let children run code of the test's own."""

    def use(code: str, *, prepared: bool = False) -> None:
        ready = "prepare()\n" if prepared else ""
        work = (
            "from ens.formats.preview.limited.confine import prepare\n"
            "from ens.formats.preview.limited.zygote import tend\n"
            f"{ready}tend(lambda: exec({code!r}, {{}}))"
        )
        monkeypatch.setattr(nursery, "COMMAND", [sys.executable, "-c", work])

    nursery.dismiss()
    yield use
    nursery.dismiss()


def gone(pid: int, within: float = 5.0) -> bool:
    """Tell whether a process is no more, after some seconds at most."""
    state, deadline = Path(f"/proc/{pid}/stat"), time.monotonic() + within
    while state.exists() and " Z " not in state.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not state.exists() or " Z " in state.read_text()
