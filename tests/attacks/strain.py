"""A house under strain: small disks of its own, people who call it without pause, and what they saw."""

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ens.config.leash import PARENT
from ens.postgres import embedded
from tests.scenarios.deposits import located, submission
from tests.scenarios.live import FHIR_JSON, PROJECT, House
from tests.scenarios.newcomers import Newcomer

VAR_MEGABYTES = 700
BLOBS_MEGABYTES = 120
MEGABYTE = 1_000_000
SEATS = 4  # each finds out for itself, once, that its connection is lost
ORPHAN_SECONDS = 1  # in which a web process whose listener was killed is gone


class Battered(House):
    """A house on two small disks in memory, where that is allowed; each of its processes can be ended by itself."""

    def __init__(self) -> None:
        super().__init__(demo=False, settings={"ENS_STATE_ANSWERS_PER_DAY": "100000"})
        self.var, self.blobs = self.folder / "var", self.folder / "blobs"
        self.environment["ENS_BLOBS"] = str(self.blobs)
        self.refused = mount(self.var, VAR_MEGABYTES) or mount(self.blobs, BLOBS_MEGABYTES)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.hospital = ""
        self._database: embedded.Handle | None = None
        atexit.register(self._unmount)

    def start(self, *_: str) -> float:
        """Start the database, then the web server and the worker as an operator does; gives the seconds taken."""
        begun = time.monotonic()
        self._database = embedded.ensure(self.var)
        self.run("migrate")
        self.keep_running()
        self.wait_ready()
        number = self.ask("party", kind="STRUCTURE", identifier="FINESS:000000001", name="Hôpital")
        self.hospital = self.ask("token", kind="STRUCTURE", number=number, scopes="system/*.cruds", seconds=86_400)
        return time.monotonic() - begun

    def keep_running(self) -> None:
        """Start what has ended, as the system's own supervisor does."""
        for command in ("serve", "worker"):
            if command not in self.running or self.running[command].poll() is not None:
                self.running[command] = self._launch(command)

    def _launch(self, command: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "ens.config.cli", command],
                env=self.environment | {PARENT: str(os.getpid())},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, sign: int = signal.SIGTERM) -> float:
        """Stop everything; gives the seconds that this took."""
        begun = time.monotonic()
        self.dismiss_steward()
        for process in self.running.values():
            process.send_signal(sign)
        for process in self.running.values():
            process.wait(40)
        self.running.clear()
        if self._database is not None:
            self._database.stop()
            self._database = None
        return time.monotonic() - begun

    def remove(self) -> None:
        """Stop the house; its disks vanish."""
        self.stop()
        self._unmount()
        super().remove()

    def _unmount(self) -> None:
        for folder in (self.var, self.blobs):
            if folder.is_mount():
                subprocess.run(["umount", "-l", str(folder)], check=False)

    def webs(self) -> list[int]:
        """List the web processes: the one that listens, and those that it started."""
        return [pid for pid, command in self.pids().items() if "cli serve" in command]


def mount(folder: Path, megabytes: int) -> str:
    """Put a small disk in memory at a folder; gives why that is not possible here, or nothing."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "none", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "there is no mount here"
    return done.stderr.strip() or f"mount: {done.returncode}" if done.returncode else ""


@contextmanager
def filled(folder: Path, leave: int = 0) -> Iterator[None]:
    """Fill the disk of a folder, but for so many bytes, while a block runs."""
    filler = folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            while (free := _free(folder) - leave) > 0:
                file.write(bytes(min(free, MEGABYTE)))
        yield
    finally:
        filler.unlink()


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def pdf(index: int, size: int = 2_000) -> bytes:
    """Write a document that tells its own number, and says whether it is whole."""
    line = b"%% %d\n" % index
    return b"%PDF-1.4\n" + line * max(1, size // len(line)) + b"%%EOF\n"


def is_whole(content: bytes) -> bool:
    """Say whether a document is one of ours, to the last byte."""
    lines = content.split(b"\n")
    return set(lines[2:-2]) <= {lines[1]} and content.startswith(b"%PDF-1.4\n% ") and content.endswith(b"%%EOF\n")


def list_documents(house: House, person: Newcomer) -> dict[str, bytes]:
    """Read every document that the person sees, through every page, with its file."""
    found: dict[str, bytes] = {}
    path: str | None = f"DocumentReference?patient={person.id}&_count=100"
    while path:
        page = _read(house, person, path).json()
        for entry in page.get("entry", []):
            address = entry["resource"]["content"][0]["attachment"]["url"]
            read = _read(house, person, address)
            assert read.status_code == 200, address
            found[address] = read.content
        path = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return found


def _read(house: House, person: Newcomer, path: str) -> httpx.Response:
    """Read as any client does: again when a process about to end cut the line, or when it is asked to come back."""
    for _ in range(SEATS):
        with suppress(httpx.TransportError):
            answer = house.call(person.token, "GET", path)
            if answer.status_code != 503:
                return answer
        time.sleep(ORPHAN_SECONDS)
    return house.call(person.token, "GET", path)


def deposit(house: Battered, person: Newcomer, content: bytes) -> httpx.Response:
    """Deposit one document as the hospital."""
    return house.send(house.hospital, "POST", "", submission(person.ins, content, "application/pdf"))


def check_nothing_is_lost(house: House, person: Newcomer, acknowledged: dict[str, bytes]) -> dict[str, bytes]:
    """Everything acknowledged is there byte for byte, everything visible is whole and journalled; gives what is."""
    visible = list_documents(house, person)
    lost = [address for address, content in acknowledged.items() if visible.get(address) != content]
    assert lost == []
    assert [address for address, content in visible.items() if not is_whole(content)] == []
    assert house.ask("counts", space=person.space)["items"] == 3 * len(visible), "a lot, a document and a file each"
    end = time.monotonic() + 20
    while house.ask("waiting") and time.monotonic() < end:
        time.sleep(0.05)
    assert house.ask("waiting") == 0
    assert house.ask("verify_journal")["findings"] == []
    return visible


@dataclass
class Seen:
    """What those who call saw: how many of each answer at each door, what was acknowledged, what should not be."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, door: str, answer: httpx.Response, content: bytes = b"") -> None:
        with self.lock:
            self.answers[door, answer.status_code] += 1
            self.slowest = max(self.slowest, answer.elapsed.total_seconds())
            if answer.status_code not in {200, 503}:
                self.wrong.append(f"{door}: {answer.status_code} {answer.text[:300]}")
            if answer.status_code == 503 and door != "readiness" and "Retry-After" not in answer.headers:
                self.wrong.append(f"{door}: 503 without Retry-After")
            if content and answer.status_code == 200:
                self.acknowledged[located(answer.json(), "Binary")] = content

    def count(self, status: int) -> int:
        return sum(number for (_, found), number in self.answers.items() if found == status)


@contextmanager
def calling(house: Battered, person: Newcomer, depositors: int = 3) -> Iterator[Seen]:
    """Let several people knock at every door without pause while a block runs."""
    seen, stop = Seen(), threading.Event()
    numbers = iter(range(1, 1_000_000))
    doors: list[Callable[[httpx.Client], None]] = [
        lambda client: _deposit(client, person, house.hospital, next(numbers), seen) for _ in range(depositors)
    ]
    doors.append(lambda client: _look(client, person, seen))

    def knock(door: Callable[[httpx.Client], None]) -> None:
        with httpx.Client(base_url=house.base, timeout=30, trust_env=False, verify=False) as client:
            while not stop.is_set():
                try:
                    door(client)
                except httpx.TransportError as error:
                    with seen.lock:
                        seen.wrong.append(type(error).__name__)
                time.sleep(0.01)

    threads = [threading.Thread(target=knock, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join(40)


def _deposit(client: httpx.Client, person: Newcomer, token: str, number: int, seen: Seen) -> None:
    content = pdf(number)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FHIR_JSON}
    answer = client.post("/fhir", json=submission(person.ins, content, "application/pdf"), headers=headers)
    seen.note("deposit", answer, content)


def _look(client: httpx.Client, person: Newcomer, seen: Seen) -> None:
    """Read at each of the other doors once."""
    cookie = {"Cookie": f"ens-{client.base_url.port}={person.session}"}
    seen.note("list", client.get(f"/fhir/DocumentReference?patient={person.id}", headers=_bearer(person)))
    seen.note("notebook", client.get(f"/carnet/{person.id}/", headers=cookie))
    seen.note("checkpoint", client.get("/journal/checkpoint"))
    seen.note("tile", client.get("/journal/tile/0/000.p/1"))
    seen.note("readiness", client.get("/readyz"))
    seen.note("life", client.get("/healthz"))


def _bearer(person: Newcomer) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}
