"""Text messages: one POST, a bearer token, and anything but a yes is a failure."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from ens.notify.ports import text_message
from ens.notify.rules import Channel, Message

MESSAGE = Message(Channel.SMS, "+33699001234", "", "Votre code est 123456.")


class Service:
    """A service for text messages on this machine."""

    def __init__(self) -> None:
        self.status = 202
        self.taken: list[tuple[str, dict[str, str]]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.taken.append((self.headers.get("Authorization", ""), body))
                self.send_response(service.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_it_is_posted_with_the_token(service: Service) -> None:
    text_message.send({"url": service.url, "token": "secret"}, MESSAGE)
    assert service.taken == [("Bearer secret", {"to": MESSAGE.to, "text": MESSAGE.body})]


def test_without_a_token_there_is_no_header(service: Service) -> None:
    text_message.send({"url": service.url, "token": ""}, MESSAGE)
    assert service.taken[0][0] == ""


@pytest.mark.parametrize("status", [302, 400, 500])
def test_anything_but_a_yes_is_a_failure(service: Service, status: int) -> None:
    service.status = status
    with pytest.raises(httpx.HTTPStatusError):
        text_message.send({"url": service.url, "token": ""}, MESSAGE)
    assert len(service.taken) == 1, "redirections are not followed"


def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(httpx.ConnectError):
        text_message.send({"url": "http://127.0.0.1:9/sms", "token": ""}, MESSAGE)
