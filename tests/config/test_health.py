"""`/healthz` and `/readyz`: ready means that what is acknowledged is kept."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from ens.config import health
from ens.postgres import embedded, heartbeat
from ens.postgres.url import app_target
from ens.vault.opening import KeysShut
from tests import databases
from tests.databases import Database


@pytest.fixture
def beating(database: Database) -> None:
    heartbeat.beat(connections["default"], heartbeat.WORKER)


@pytest.fixture
def careless(tmp_path: Path, database: Database, request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that acknowledges before it has written."""
    name = request.param
    with embedded.ensure(tmp_path / "var", {name: "off"}) as handle:
        databases.point(Database(handle.target, handle.target))
        yield name
        databases.point(database)


def checks(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_healthz_needs_nothing() -> None:
    assert Client().get("/healthz", headers={"host": "localhost"}).content == b"ok\n"


@pytest.mark.usefixtures("beating")
def test_ready(client: Client) -> None:
    assert checks(client) == (200, dict.fromkeys(("database", "blobs", "keys", "worker"), "ok"))


@pytest.mark.parametrize("careless", ["fsync", "synchronous_commit", "full_page_writes"], indirect=True)
def test_not_ready_on_a_server_that_may_lose_what_it_acknowledged(careless: str, client: Client) -> None:
    status, said = checks(client)
    assert (status, said["database"]) == (503, f"not durable: {careless} off")


def test_not_ready_without_a_sign_of_life(fresh_database: Database, client: Client) -> None:
    status, said = checks(client)
    assert (status, said["worker"]) == (503, "never seen")


def test_not_ready_when_the_worker_is_silent(fresh_database: Database, client: Client) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO heartbeat (name, at) VALUES ('worker', now() - interval '11 seconds')")
    status, said = checks(client)
    assert (status, said["worker"]) == (503, "silent")


def test_not_ready_without_a_database(database: Database, client: Client) -> None:
    gone = database.owner.named("not_there")
    databases.point(Database(gone, app_target(gone)))
    try:
        status, said = checks(client)
    finally:
        databases.point(database)
    assert (status, said["database"], said["worker"]) == (503, "no answer", "no answer")


@pytest.mark.usefixtures("beating")
def test_not_ready_without_its_folders(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "ENS_BLOBS", str(tmp_path / "no"))
    monkeypatch.setattr(settings, "ENS_KEYSTORE", str(tmp_path / "no"))
    status, said = checks(client)
    assert status == 503
    assert (said["blobs"], said["keys"]) == ("folder not writable", "key store not writable")


@pytest.mark.threat("T-25")
@pytest.mark.usefixtures("beating")
def test_not_ready_with_a_root_key_that_opens_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def shut() -> None:
        raise KeysShut("root key does not open the key store")

    monkeypatch.setattr(health, "house", shut)
    assert checks(client)[1]["keys"] == "root key does not open the key store"
    assert checks(client)[0] == 503


def test_its_answers_reveal_nothing(database: Database, client: Client) -> None:
    text = client.get("/readyz").content.decode()
    assert database.owner.name not in text
    assert os.environ["ENS_VAR"] not in text
