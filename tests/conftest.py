"""Fixtures of the whole suite: the databases, and no network.

The product commits for itself (`atomic(durable=True)`), so tests are not wrapped in transactions and nothing is
flushed between them: each makes its own people.
"""

import contextlib
import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation import SERVER, SHARED, close_network, isolate

isolate()
gc.set_threshold(100_000, 50, 100)  # thousands of tests stay in memory to the end: to walk them again frees nothing
django.setup()

from ens.config.upgrade import prepare_folders, prepare_keys  # noqa: E402  settings are read once isolated
from ens.postgres.url import Target  # noqa: E402
from tests import databases  # noqa: E402
from tests.databases import Database  # noqa: E402
from tests.quick import COLLECTIONS, EXAMPLES, HOUSES, ROOMS, is_elsewhere, needs_server  # noqa: E402
from tests.scenarios.prepared import PREPARED  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one ask for the quick part alone."""
    parser.addoption("--no-database", action="store_true", help="leave out every test that needs a server")
    parser.addoption("--half", type=int, choices=(0, 1), help="one half of the files alone (see tests.quick)")


def pytest_configure(config: pytest.Config) -> None:
    """Close the network for the whole run; draw few examples of each property when it must be quick."""
    close_network()
    patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.register_profile("patient", patient)  # a busy machine is nobody's fault
    hypothesis.settings.load_profile("patient")
    if config.getoption("--no-database"):
        config.addinivalue_line("markers", "django_db: as pytest-django has it, which quick runs leave out")
        hypothesis.settings.register_profile("quick", patient, max_examples=EXAMPLES, database=None)
        hypothesis.settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Start one server for all workers before any of them: one that is lost must not take it along; and give them room.

    Each makes an environment of its own; with the settings already named, it would read them in this process's.
    """
    del os.environ["DJANGO_SETTINGS_MODULE"]
    if config.getoption("--no-database"):
        return
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ens-cluster-", ignore_cleanup_errors=True))
    os.environ[PREPARED] = str(Path(folder) / "prepared")
    Path(os.environ[PREPARED]).mkdir()
    os.environ[SERVER] = stack.enter_context(databases.test_server(Path(folder))).url()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import what is left out as a whole."""
    half: int | None = config.getoption("--half")
    if half is not None and is_elsewhere(collection_path, half):
        return True
    left_out = HOUSES | ROOMS | COLLECTIONS
    return True if config.getoption("--no-database") and collection_path.name in left_out else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a server, when asked to, and of files that were named those of the other half."""
    half: int | None = config.getoption("--half")
    if half is not None:
        items[:] = [item for item in items if not is_elsewhere(item.path, half)]
    if config.getoption("--no-database"):
        items[:] = [item for item in items if not needs_server(item)]


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name what fails at once: a run that is stopped before its end has said so."""
    if report.failed and not os.environ.get("PYTEST_XDIST_WORKER"):
        print(f"\n{report.outcome}: {report.nodeid}", file=sys.__stderr__, flush=True)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give the folder that all workers of this run share."""
    if given := os.environ.get(SHARED):
        return Path(given)
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def test_template(shared_folder: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Target, str]]:
    """Give the test server and the name of its migrated template database."""
    with databases.test_server(shared_folder / "cluster") as server, django_db_blocker.unblock():
        yield server, databases.make_template(server, shared_folder)


@pytest.fixture(scope="session")
def worker_database(test_template: tuple[Target, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Give this worker's database, with the keys and the house's own space in place."""
    with django_db_blocker.unblock(), databases.copied(*test_template) as made:
        databases.point(made)
        prepare_folders()
        prepare_keys()
        yield made


@pytest.fixture(scope="session")
def django_db_setup(worker_database: Database) -> None:
    """Replace pytest-django's own creation of databases."""


@pytest.fixture
def database(worker_database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Open the way to this worker's database, as the application role."""
    with django_db_blocker.unblock():
        yield worker_database


@pytest.fixture
def fresh_database(
    worker_database: Database, test_template: tuple[Target, str], django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """Give a migrated, empty database of the test's own; Django's aliases lead there."""
    with django_db_blocker.unblock(), databases.copied(*test_template) as made:
        databases.point(made)
        try:
            yield made
        finally:
            databases.point(worker_database)


@pytest.fixture
def owned_database(fresh_database: Database) -> Database:
    """Give a fresh database with Django's `default` as the owner: what whoever administers the database can do."""
    owned = Database(fresh_database.owner, fresh_database.owner)
    databases.point(owned)
    return owned
