"""`make bench ARGS="--gate"`: times each step of one read, in this process, on the demonstration that runs.

Dr Martin reads one document of Camille's, a thousand times a step. Steps are measured one by one, each with what it
calls. What is told is the time that one read in a hundred stays below: other work on the machine only makes it longer.
"""

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import django

from bench import decision
from ens.config.start import started
from ens.sandbox.grants import issue_token

REPEATS: Final = 1_000
STEPS: Final = (
    ("ens.config.wsgi", "application"),
    ("ens.fhir.endpoint", "respond"),
    ("ens.fhir.endpoint", "visit_of"),
    ("ens.fhir.interactions", "place_of"),
    ("ens.gate.door", "read"),
    ("ens.gate.door", "look"),
    ("ens.gate.facts", "_FACTS.one"),
    ("ens.vault.keys", "KeyStore.keyring"),
    ("ens.vault.boxes", "open_sharing"),
    ("ens.vault.boxes", "open_header"),
    ("ens.gate.door", "decide"),
    ("ens.gate.trace", "admit"),
    ("ens.gate.trace", "compose"),
    ("ens.journal.append", "encode"),
    ("ens.vault.keyring", "Keyring.seal"),
    ("ens.journal.append", "_INSERT_IF_UNCHANGED.run"),
    ("ens.vault.boxes", "open_body"),
    ("ens.fhir.interactions", "present"),
)
STATEMENTS: Final = ("_FACTS.one", "_INSERT_IF_UNCHANGED.run")


def main() -> int:
    """Measure decisions and steps, and print their tables."""
    decision.tell_decisions()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    with started():
        django.setup()
        environ, size = _request()
        print("\n| step | function | µs |\n|---|---|---|")
        found = {}
        for module, path in STEPS:
            found[path] = sorted(_measure(module, path, environ))[REPEATS // 100] / 1000
            print(f"| `{module}` | `{path}` | {found[path]:.1f} |")
        added = found["read"] - sum(found[path] for path in STATEMENTS)
        print(f"\nanswer: {size} bytes; the gate adds {added:.0f} µs to its two statements")
    return 0


def _request() -> tuple[dict[str, Any], int]:
    """Find a document of Camille's, and write the request for it."""
    token = issue_token("dr-martin")
    environ = {
        "REQUEST_METHOD": "GET", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1", "HTTP_AUTHORIZATION": f"Bearer {token}", "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http", "QUERY_STRING": "",
    }  # fmt: skip
    listing = environ | {
        "PATH_INFO": "/fhir/DocumentReference",
        "QUERY_STRING": "_count=1&patient.identifier=urn:oid:1.2.250.1.213.1.4.10%7C288055199900116",
    }
    found = _ask(listing).partition(b'"fullUrl":"')[2].partition(b'"')[0].decode()
    environ["PATH_INFO"] = "/fhir" + found.partition("/fhir")[2]
    return environ, len(_ask(environ))


def _ask(environ: dict[str, Any]) -> bytes:
    from ens.config import wsgi  # noqa: PLC0415  loading it sets Django up, which needs the database

    status = []
    body = b"".join(wsgi.application(dict(environ), lambda line, _headers: status.append(line)))
    assert status == ["200 OK"], status
    return body


def _measure(module: str, path: str, environ: dict[str, Any]) -> list[int]:
    times: list[int] = []
    with _timed(module, path, times):
        for _ in range(REPEATS + 50):
            _ask(environ)
    assert len(times) >= REPEATS, f"{module}.{path} is not on the way of a read"
    return times[-REPEATS:]


@contextmanager
def _timed(module: str, path: str, times: list[int]) -> Iterator[None]:
    """Put a clock around one function, where its caller looks for it."""
    holder: Any = __import__(module, fromlist=["_"])
    *inner, name = path.split(".")
    for each in inner:
        holder = getattr(holder, each) if isinstance(getattr(holder, each), type) else type(getattr(holder, each))
    real: Callable[..., Any] = getattr(holder, name)

    def clocked(*args: Any, **named: Any) -> Any:  # noqa: ANN401  stands for any function
        begun = time.perf_counter_ns()
        try:
            return real(*args, **named)
        finally:
            times.append(time.perf_counter_ns() - begun)

    setattr(holder, name, clocked)
    try:
        yield
    finally:
        setattr(holder, name, real)


if __name__ == "__main__":
    raise SystemExit(main())
