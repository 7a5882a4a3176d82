"""A really running house: its own folder and port, its processes, and HTTP calls as each of its people."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from ens.config.leash import PARENT
from ens.sandbox.cast import SLUGS
from ens.sandbox.crowd.people import MARCEL
from tests.scenarios.prepared import furnish

PROJECT: Final = Path(__file__).resolve().parents[2]
FHIR_JSON: Final = "application/fhir+json"
INS: Final = "urn:oid:1.2.250.1.213.1.4.10"
START_SECONDS: Final = 60.0
RECENT_SECONDS: Final = 480.0
Resource = dict[str, Any]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """One house on this machine: `demo` with its cast, or `serve --worker` without."""

    def __init__(self, *, demo: bool, settings: Mapping[str, str] | None = None) -> None:
        self.demo = demo
        self.folder = Path(tempfile.mkdtemp(prefix="ens-live-"))
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = self._environment(settings or {})
        self.var = Path(self.environment["ENS_VAR"])
        self.log = self.folder / "house.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._steward: subprocess.Popen[str] | None = None
        self._tokens: dict[str, tuple[str, float]] = {}
        self.http = httpx.Client(base_url=self.base, timeout=30, trust_env=False, verify=False)

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENS_", "PG", "DJANGO_"))}
        own = {"ENS_VAR": str(self.folder / "var"), "ENS_PORT": str(self.port), "PYTHONPATH": str(PROJECT)}
        return kept | own | dict(settings)

    def run(self, *arguments: str) -> str:
        """Run one command of the house to its end; gives what it printed."""
        command = [sys.executable, "-m", "ens.config.cli", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    def start(self, *arguments: str) -> float:
        """Start the house and wait until it is ready; gives the seconds that this took."""
        if not self.var.exists():
            furnish(self.var, _migrate)
        wanted = arguments or (("demo", "--cast-only") if self.demo else ("serve", "--worker"))
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ens.config.cli", *wanted],
                env=self.environment | {PARENT: str(os.getpid())},  # it ends with us, however we end
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_ready()
        return time.monotonic() - begun

    def wait_ready(self) -> None:
        """Wait until `/readyz` says yes."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                if self.http.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the house did not start: {self.log.read_text()[-2000:]}")

    def stop(self, sign: int = signal.SIGINT) -> float:
        """Stop the house as Ctrl-C does; gives the seconds that this took."""
        self.dismiss_steward()
        begun = time.monotonic()
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait(40)
            self.process = None
        return time.monotonic() - begun

    def remove(self) -> None:
        """Stop the house and remove its folder."""
        self.stop()
        self.http.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def pids(self) -> dict[int, str]:
        """List the processes that have this house's folder in their environment, with their command lines."""
        found = {}
        mark = f"ENS_VAR={self.var}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except OSError:
                    continue
        return found

    # -- what only the house itself can do: through a process of its own, with the house's settings

    def ask(self, act: str, **arguments: Any) -> Any:
        """Let the steward do something inside the house."""
        if self._steward is None:
            self._steward = subprocess.Popen(
                [sys.executable, "-m", "tests.scenarios.steward"],
                env=self.environment,
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._steward.stdin is not None
        assert self._steward.stdout is not None
        self._steward.stdin.write(json.dumps({"act": act, **arguments}) + "\n")
        self._steward.stdin.flush()
        answer = json.loads(self._steward.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["done"]

    def dismiss_steward(self) -> None:
        """End the steward's process; the next question starts another one."""
        if self._steward is not None:
            self._steward.communicate()
            self._steward = None

    # -- calls

    def token(self, name: str) -> str:
        """Give a token of a member of the cast, who came in some minutes ago at most: some pages ask for that."""
        token, since = self._tokens.get(name, ("", -RECENT_SECONDS))
        if time.monotonic() - since >= RECENT_SECONDS:
            token, since = self._tokens[name] = (self.ask("cast_token", slug=name), time.monotonic())
        return token

    def call(self, who: str, method: str, path: str, **options: Any) -> httpx.Response:
        """Call the FHIR door as a member of the cast (or with a token, when `who` is not a slug)."""
        token = self.token(who) if who in CAST else who
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        address = path if path.startswith("http") else f"/fhir/{path}" if path else "/fhir"
        return self.http.request(method, address, headers=headers, **options)

    def send(self, who: str, method: str, path: str, resource: object, **headers: str) -> httpx.Response:
        """Send a resource; header names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
        return self.call(who, method, path, content=content, headers={"Content-Type": FHIR_JSON, **named})

    def patient(self, matricule: str) -> str:
        """Give the FHIR id of a person of the cast."""
        found: str = self.ask("patient", oid=INS.removeprefix("urn:oid:"), matricule=matricule)["id"]
        return found

    def history(self, who: str, patient: str, count: int = 50) -> list[Resource]:
        """Read the newest entries of a person's history."""
        answer = self.call(who, "GET", "AuditEvent", params={"patient": patient, "_count": count})
        assert answer.status_code == 200, answer.text
        return [entry["resource"] for entry in answer.json().get("entry", [])]


def _migrate(var: Path) -> None:
    house = House(demo=False, settings={"ENS_VAR": str(var)})
    house.run("migrate")
    house.remove()


CAST: Final = frozenset((*SLUGS, MARCEL.slug))


@cache
def other_provider() -> dict[str, str]:
    """Describe the place of a provider that is not ours; a test may start one there."""
    issuer = f"http://127.0.0.1:{free_port()}"
    return {"ISSUER": issuer, "CLIENT_ID": "ens-essai", "CLIENT_SECRET": "secret-d-essai-0123456789-0123456789"}


@cache
def _demo_house() -> House:
    settings = {f"ENS_INSURANCE_{name}": value for name, value in other_provider().items()}
    house = House(demo=True, settings={"ENS_STATE_ANSWERS_PER_DAY": "200", **settings})
    house.start()
    return house


def shared_demo(config: pytest.Config) -> House:
    """Give the demonstration that all tests of this process share; it ends with the run."""
    first = not _demo_house.cache_info().currsize
    house = _demo_house()
    if first:
        config.add_cleanup(house.remove)
    return house


def entries(answer: httpx.Response) -> list[Resource]:
    """List the resources of a Bundle."""
    assert answer.status_code == 200, answer.text
    return [entry["resource"] for entry in answer.json().get("entry", [])]


def outcome_texts(answer: httpx.Response) -> list[tuple[str, str]]:
    """Read an OperationOutcome as its French and English sentences."""
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome", body
    found = []
    for issue in body["issue"]:
        inner = issue["details"]["_text"]["extension"][0]["extension"]
        english = next(part["valueString"] for part in inner if part["url"] == "content")
        found.append((issue["details"]["text"], english))
    return found


def agents(events: Sequence[Resource]) -> list[tuple[str, str, str]]:
    """Read history lines as (who, action, how it ended with its reasons)."""
    return [
        (event["agent"][0]["who"]["display"], event["subtype"][0]["code"], event["outcomeDesc"]) for event in events
    ]
