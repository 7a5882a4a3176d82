"""Tells the quick tests from those that need a server, start programs, or look at whole collections.

`python -m tests.quick` runs them in two processes, each of which loads one half of the files and knows of no other:
half of a run this short would be loading.
"""

import subprocess
import sys
import zlib
from pathlib import Path
from typing import Final

import pytest

_RUNNING: Final = {
    "archive",
    "attacked",
    "cluster",
    "demo",
    "house",
    "lasting",
    "operator",
    "test_template",
}  # fixtures that lead to a server
HOUSES: Final = {"attacks", "browser", "crash", "postgres", "preview", "scenarios"}  # whose tests start programs
ROOMS: Final = {"clinical", "enrolment", "gate", "lifecycle", "portal", "staff"}  # all of whose tests need a database
COLLECTIONS: Final = {
    "architecture",
    "conformance",
    "crowd",
    "oracle",
    "providers",
    "sandbox",
}  # the tree, many documents, servers
EXAMPLES: Final = 10  # of a property, where the whole suite draws a hundred


_PLUGINS: Final = ("django", "rerunfailures", "xdist", "anyio")  # that no quick test needs


def main() -> int:
    """Run both halves side by side, and give what went wrong in either; of two chosen tests both may be in one."""
    without = [part for name in _PLUGINS for part in ("-p", f"no:{name}")]
    pytest_ = [sys.executable, "-m", "pytest", *without, "--timeout", "0", "--no-database"]
    commands = [[*pytest_, "--half", half, *sys.argv[1:]] for half in ("0", "1")]
    running = [subprocess.Popen(command) for command in commands]
    codes = [process.wait() for process in running]
    return max([code for code in codes if code != pytest.ExitCode.NO_TESTS_COLLECTED] or codes)


def is_elsewhere(path: Path, half: int) -> bool:
    """Say whether a file belongs to the other half."""
    return path.suffix == ".py" and path.name.startswith("test_") and zlib.adler32(path.name.encode()) % 2 != half


def needs_server(item: pytest.Item) -> bool:
    """Say whether a test talks to a database, or to another program that runs."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("server"):
        return True
    return item.path.parent.name in HOUSES or not _RUNNING.isdisjoint(getattr(item, "fixturenames", ()))


if __name__ == "__main__":
    sys.exit(main())
