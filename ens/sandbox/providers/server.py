"""The servers of the stand-ins: the library's own, one thread a request, on the loopback address and nowhere else."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

HOST: Final = "127.0.0.1"
Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401  the library's signature
        """Say nothing: addresses hold codes and names."""


@contextmanager
def serving(applications: Mapping[int, Application]) -> Iterator[None]:
    """Serve each application on its port while the block lasts; raises OSError when a port is taken."""
    servers: list[_Server] = []
    try:
        for port, application in applications.items():
            servers.append(make_server(HOST, port, application, _Server, _Quiet))
        for server in servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
