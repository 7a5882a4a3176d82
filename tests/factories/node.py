"""Programs of others that run on Node, installed once in `var` and started for a test; without them it is skipped."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

PROJECT: Final = Path(__file__).resolve().parents[2]
_SOURCES: Final = PROJECT / "tests" / "node"
_FOLDER: Final = PROJECT / "var" / "tests-node"
_SECONDS: Final = 120


@cache
def node_folder() -> Path:
    """Give the folder where the packages of `tests/node/package.json` are installed; skips where they cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node is missing (Debian: apt-get install nodejs npm)")
    wanted = (_SOURCES / "package.json").read_text("utf-8")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_installed(wanted):
            (_FOLDER / "package.json").write_text(wanted, "utf-8")
            command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
            try:
                subprocess.run(command, cwd=_FOLDER, check=True, capture_output=True, timeout=_SECONDS)
            except (subprocess.SubprocessError, OSError) as error:
                pytest.skip(f"npm install failed ({type(error).__name__}): no registry of packages in reach")
            (_FOLDER / "installed").write_text(wanted, "utf-8")
    return _FOLDER


def _is_installed(wanted: str) -> bool:
    mark = _FOLDER / "installed"
    return mark.exists() and mark.read_text("utf-8") == wanted


class Program:
    """One running program, told things by lines of JSON, each of which it answers."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def tell(self, **words: Any) -> None:
        """Tell it something, and wait until it has understood."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        self.hear()

    def ask(self, **words: Any) -> Any:
        """Tell it something, and read its answer as JSON."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self.hear())

    def hear(self) -> str:
        """Wait for a line of it."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program has ended"
        return line.strip()


@contextmanager
def running(script: str, settings: Mapping[str, str]) -> Iterator[Program]:
    """Run a script of `tests/node` for a block, once it has said its first line."""
    folder = node_folder()
    copy = folder / script  # modules are looked for beside the script
    copy.write_text((_SOURCES / script).read_text("utf-8"), "utf-8")
    process = subprocess.Popen(
        [shutil.which("node") or "node", "--no-warnings", str(copy)],
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        program = Program(process)
        while program.hear() != "ready":
            pass
        yield program
    finally:
        process.kill()
        process.communicate()
