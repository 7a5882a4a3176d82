"""Runs pytest in forked children: what the tests import from elsewhere is imported once, the house anew each time."""

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from hypothesis import Phase, settings

from tests.quick import needs_server

_PRELOADED: Final = (
    "asyncio",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "django.core.management",
    "django.db.backends.postgresql.base",
    "django.db.models",
    "django.http",
    "django.template",
    "django.test",
    "django.urls",
    "fhirkit",
    "hvac",
    "hypothesis.core",
    "hypothesis.strategies",
    "jsonschema_rs",
    "lxml.etree",
    "msgspec",
    "psycopg",
    "pybase64",
    "pygments.lexers",
    "pytest_django.plugin",
    "sqlite3",
    "stdnum.fr.nir",
    "tink.streaming_aead",
    "tomllib",
    "xdist.newhooks",
)
_OURS: Final = ("ens", "tests", "conftest")
_MEMORY_BYTES: Final = 6 << 30
_EXAMPLES: Final = 25
_ARGUMENTS: Final = ("-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no")
_QUIET: Final = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # plugins are imported before pytest begins


class Verdict(StrEnum):
    """What the tests say of a tree."""

    CONTENT = "SURVIVED"
    NOTICED = "killed"
    LATE = "late"  # they did not end in time
    UNTOLD = "untold"  # it takes a new import to tell this lie


class QuickFirst:
    """A plugin of pytest that lets the tests without a database speak before the others."""

    @staticmethod
    def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
        """Sort the tests by whether they need a server."""
        items.sort(key=needs_server)


def preload() -> None:
    """Import what every child needs and no mutant changes."""
    for name in _PRELOADED:
        import_module(name)
    gc.collect()
    gc.freeze()  # a child's collector need not walk, and so copy, what all children share
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile(
        "mutation", max_examples=_EXAMPLES, phases=phases, derandomize=True, database=None, deadline=None
    )


def judge(tree: Path, tests: list[str], seconds: float, *, database: bool, writes_bytecode: bool = False) -> Verdict:
    """Say whether the tests of a tree are content."""
    child = os.fork()
    if not child:
        with closing_process() as codes:
            enter(tree, writes_bytecode=writes_bytecode)
            codes.append(run(tests, QuickFirst(), database=database))
    return wait(child, seconds)


def wait(child: int, seconds: float) -> Verdict:
    """Say what a child's tests say, by the code with which it ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return Verdict.NOTICED if os.waitstatus_to_exitcode(status) else Verdict.CONTENT
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Verdict.LATE


@contextmanager
def closing_process() -> Iterator[list[int]]:
    """End this process with the code that stands last in the list, whatever happens."""
    codes = [70]
    try:
        yield codes
    finally:
        os._exit(codes[-1])


def enter(tree: Path, *, writes_bytecode: bool) -> None:
    """Make this child one that knows the house from this tree alone, and says nothing."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    silence = os.open(os.environ.get("MUTATION_OUTPUT", os.devnull), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.dont_write_bytecode = not writes_bytecode
    for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
        del sys.modules[name]
    os.chdir(tree)
    sys.path[:] = [str(tree), *(place for place in sys.path if place not in {"", str(Path(__file__).parents[2])})]
    settings.load_profile("mutation")


def run(tests: list[str], plugin: object, *, database: bool) -> int:
    """Run pytest on some files, with a plugin; gives its code."""
    return int(pytest.main([*_ARGUMENTS, *_QUIET, *([] if database else ["--no-database"]), *tests], plugins=[plugin]))
