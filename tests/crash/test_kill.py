"""Everything that was acknowledged survives a violent end; what was not is whole or not there at all.

acknowledged ⊆ visible; every visible document is complete (its file reads byte for byte) and journalled.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.scenarios.deposits import located, submission
from tests.scenarios.live import FHIR_JSON, House
from tests.scenarios.newcomers import Newcomer, newcomer

pytestmark = pytest.mark.threat("T-17")

DEPOSITS = 500
AT_ONCE = 16
AFTER = 150  # acknowledged deposits before the end comes
PATIENCE = 20.0  # seconds to wait for them


@dataclass
class Round:
    """What the depositors saw: acknowledged files by name, how many calls failed, what each document contains."""

    acknowledged: dict[str, bytes] = field(default_factory=dict)
    failed: int = 0
    refused: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    made = House(demo=True)
    made.start()
    yield made
    made.remove()


@pytest.fixture(params=["server", "whole house", "database"])
def victim(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_what_was_acknowledged_survives(house: House, victim: str) -> None:
    person = newcomer(house)
    token = house.token("hopital")
    done = _deposit_while(house, person, token, lambda: _kill(house, victim))
    assert done.failed > 0, "the end came after the last deposit"
    assert not done.refused, done.refused[:3]
    _restart(house, victim)
    visible = _visible(house, person)
    assert done.acknowledged.keys() <= visible.keys()
    for name, content in done.acknowledged.items():
        assert visible[name] == content
    for content in visible.values():
        assert _is_whole(content)
    counts = house.ask("counts", space=person.space)
    assert counts["items"] == 3 * len(visible), "a lot, a document and a file each"
    while house.ask("waiting"):
        time.sleep(0.1)
    report = house.ask("verify_journal")
    assert report["findings"] == []
    assert len(done.acknowledged) <= len(visible) <= DEPOSITS
    print(f"{victim}: {len(done.acknowledged)} acknowledged, {len(visible)} visible, {counts['files']} files")


def _content(index: int) -> bytes:
    body = b"%% %d\n" % index * 400
    return b"%PDF-1.4\n" + body + b"%%EOF\n"


def _is_whole(content: bytes) -> bool:
    index = int(content.split(b"\n")[1].removeprefix(b"% "))
    return content == _content(index)


def _deposit_while(house: House, person: Newcomer, token: str, end: Callable[[], None]) -> Round:
    """Deposit from many threads; after a moment, end what is to be ended."""
    done, lock, stop = Round(), threading.Lock(), threading.Event()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FHIR_JSON}

    def deposit(index: int) -> None:
        if stop.is_set():
            return
        message = submission(person.ins, _content(index), "application/pdf")
        try:
            answer = client.post("/fhir", json=message, headers=headers)
        except httpx.TransportError:
            with lock:
                done.failed += 1
            stop.set()
            return
        with lock:
            if answer.status_code == 200:
                done.acknowledged[located(answer.json(), "Binary")] = _content(index)
            elif answer.status_code >= 500:
                done.failed += 1
                stop.set()
            else:
                done.refused.append(answer.text)

    limits = httpx.Limits(max_connections=AT_ONCE)
    client = httpx.Client(base_url=house.base, timeout=10, limits=limits, trust_env=False, verify=False)
    with client, ThreadPoolExecutor(AT_ONCE) as threads:
        waiting = [threads.submit(deposit, index) for index in range(DEPOSITS)]
        limit = time.monotonic() + PATIENCE
        while len(done.acknowledged) < AFTER and time.monotonic() < limit:
            time.sleep(0.005)
        end()
        for each in waiting:
            each.result(30)
    return done


def _kill(house: House, victim: str) -> None:
    """End processes as a power cut would: the web processes, all of the house, or PostgreSQL's own."""
    for pid, command in _ordered(house.pids()):
        is_database = "/postgres" in command.split()[0] and "bin" in command.split()[0]
        is_server = "cli serve" in command
        if victim == "whole house" or (victim == "database" and is_database) or (victim == "server" and is_server):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    if victim == "database":
        for pid in _backends(house):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _ordered(pids: dict[int, str]) -> list[tuple[int, str]]:
    """List the oldest first, so that no guard sees its child end and tidies up."""
    return sorted(pids.items())


def _backends(house: House) -> list[int]:
    """List what is left of PostgreSQL: the processes that stand in its data folder."""
    data = house.folder / "var" / "postgres"
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == data:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _restart(house: House, victim: str) -> None:
    """Start again what does not come back by itself, as an operator would."""
    house.dismiss_steward()
    if house.process is not None:
        if house.process.poll() is None and victim != "whole house":
            house.process.send_signal(signal.SIGINT)
        house.process.wait(30)
        house.process = None
    end = time.monotonic() + 20
    while (left := house.pids()) and time.monotonic() < end:
        time.sleep(0.1)
    assert not left, left
    house.start()


def _visible(house: House, person: Newcomer) -> dict[str, bytes]:
    """Read every document that the person sees, through every page, with its file."""
    found: dict[str, bytes] = {}
    path: str | None = f"DocumentReference?patient={person.id}&_count=100"
    while path:
        page = house.call(person.token, "GET", path).json()
        for entry in page.get("entry", []):
            address = entry["resource"]["content"][0]["attachment"]["url"]
            read = house.call(person.token, "GET", address)
            assert read.status_code == 200, address
            found[address] = read.content
        path = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return found
