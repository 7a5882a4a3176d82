"""Programs that publish their keys at an address of their own: fetched, kept as long as they say, never longer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import ECKey

from ens.oauth import clients
from ens.oauth.clients import Client
from tests.databases import Database
from tests.oauth.programs import App, new_key, told

pytestmark = pytest.mark.threat("T-12", "T-50")


class Publisher:
    """What a program publishes, and how often it was asked."""

    def __init__(self) -> None:
        self.keys: list[ECKey] = [new_key()]
        self.control, self.asked, self.padding = "max-age=600", 0, ""

    def body(self) -> bytes:
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys], "x": self.padding}).encode()


@pytest.fixture
def publisher() -> Iterator[tuple[Publisher, str]]:
    held = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked += 1
            self.send_response(200)
            self.send_header("Cache-Control", held.control)
            self.end_headers()
            self.wfile.write(held.body())

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield held, f"http://127.0.0.1:{server.server_port}/cles"
    server.shutdown()
    server.server_close()


@pytest.fixture
def program(database: Database, publisher: tuple[Publisher, str]) -> App:
    held, address = publisher
    app = App("structure", "system/List.rs", key=held.keys[0])
    made = app.made
    clients.save(Client(made.client_id, made.party, made.kind, "", "structure", made.scopes, jwks_uri=address))
    return app


def status(app: App, **head: str) -> int:
    return app.post("token", **{"grant_type": "client_credentials"} | head).status_code


def test_its_keys_are_fetched_and_kept_as_long_as_it_says(program: App, publisher: tuple[Publisher, str]) -> None:
    held, _ = publisher
    assert [status(program) for _ in range(3)] == [200, 200, 200]
    assert held.asked == 1


@pytest.mark.parametrize("control", ["no-store", "no-cache", "max-age=0", "private"])
def test_what_may_not_be_kept_is_asked_for_each_time(
    program: App, publisher: tuple[Publisher, str], control: str
) -> None:
    held, _ = publisher
    held.control = control
    assert [status(program), status(program)] == [200, 200]
    assert held.asked == 2
    held.keys = [new_key()]
    assert status(program) == 401


def test_a_new_key_is_looked_for_and_an_old_one_is_worth_nothing(
    program: App, publisher: tuple[Publisher, str]
) -> None:
    held, _ = publisher
    held.control = "no-store"
    assert status(program) == 200
    held.keys = [new_key()]
    old, program.key = program.key, held.keys[0]
    assert status(program) == 200
    program.key = old
    assert status(program) == 401


def test_a_list_that_is_too_large_or_of_somebody_else_opens_nothing(
    program: App, publisher: tuple[Publisher, str]
) -> None:
    held, _ = publisher
    held.control, held.padding = "no-store", "x" * 70_000
    refused = program.post("token", grant_type="client_credentials")
    assert told(refused)["error"] == "invalid_client"
    held.padding, program.key = "", new_key()
    assert status(program) == 401
