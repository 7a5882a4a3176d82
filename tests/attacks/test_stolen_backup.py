"""T-01, T-25: a copy of everything but the root key serves nobody; with it, the house is there again as it was."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from ens.sandbox.cast import PERSONS
from ens.sandbox.drill.files import Room, list_files, search_files
from ens.sandbox.drill.forms import forms
from ens.sandbox.drill.search import Searcher
from tests.scenarios.deposits import PDF, located, submission
from tests.scenarios.live import INS, PROJECT, START_SECONDS, House

pytestmark = pytest.mark.threat("T-01", "T-25")

ROOT = "1 " + "QUJD" * 10 + "QUI=\n"


class Stolen(NamedTuple):
    """A copy of the whole folder of a house that was at rest, and what could be read in it before."""

    house: House
    file: str


@pytest.fixture(scope="module")
def stolen() -> Iterator[Stolen]:
    """Take the folder of a house after a deposit; its root key is put aside."""
    house = House(demo=True)
    try:
        house.start()
        answer = house.send(
            "hopital", "POST", "", submission(f"{INS}|{PERSONS[0].identity.matricule}", PDF, "application/pdf")
        )
        assert answer.status_code == 200, answer.text
        assert house.token("camille")
        house.stop()
        (var(house) / "keys" / "root.key").rename(house.folder / "root.key")
        yield Stolen(house, located(answer.json(), "Binary"))
    finally:
        house.remove()


def var(house: House) -> Path:
    return Path(house.environment["ENS_VAR"])


def command(house: House, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "ens.config.cli", *arguments]
    done = subprocess.run(
        command, env=house.environment, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def digests(folder: Path) -> dict[str, str]:
    """Tell everything that is kept: keys and files; the database's own files change at each start."""
    files = [path for part in ("keys", "blobs") for path in (folder / part).rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def give_root(house: House, content: str) -> None:
    path = var(house) / "keys" / "root.key"
    path.touch(0o600)
    path.write_text(content)


@pytest.mark.parametrize(
    ("root", "store", "why"),
    [
        (None, True, "root key missing"),
        (ROOT, True, "root key does not open the key store"),
        ("right", False, "key store missing"),
    ],
    ids=["no root key", "another root key", "no key store"],
)
def test_without_its_keys_the_house_serves_nobody_says_why_and_changes_nothing(
    stolen: Stolen, root: str | None, store: bool, why: str
) -> None:
    house, keys = stolen.house, var(stolen.house) / "keys"
    if root is not None:
        give_root(house, (house.folder / "root.key").read_text() if root == "right" else root)
    if not store:
        (keys / "store.sqlite").rename(house.folder / "store.sqlite")
    before = digests(var(house))
    try:
        for name in ("serve", "worker", "migrate") if root == ROOT else ("serve",):
            code, said = command(house, name)
            assert (code, why in said, "Traceback" in said) == (2, True, False), (name, said)
        assert digests(var(house)) == before
    finally:
        (keys / "root.key").unlink(missing_ok=True)
        if not store:
            (house.folder / "store.sqlite").rename(keys / "store.sqlite")


def test_files_and_logs_alone_say_nothing(stolen: Stolen) -> None:
    told = [(each.identity.matricule, each.identity.birth_name, each.email, each.phone) for each in PERSONS]
    needles = [*(word for words in told for word in words if word), PDF[:8].decode(), "Lettre de liaison"]
    patterns = {pattern: form for needle in needles for pattern, form in forms(needle).items()}
    rooms = [Room("files", var(stolen.house) / "blobs"), Room("log", stolen.house.log)]
    rooms += [Room("log of the database", path) for path in var(stolen.house).glob("*.log")]
    assert [str(hit.path) for hit in search_files(Searcher(patterns), list_files(rooms))] == []
    kept = [path for path in (var(stolen.house) / "blobs").rglob("*") if path.is_file()]
    assert kept
    assert len(rooms) == 3


def test_with_the_right_root_key_everything_is_there_again(stolen: Stolen) -> None:
    house = stolen.house
    shutil.copy(house.folder / "root.key", var(house) / "keys" / "root.key")
    (var(house) / "keys" / "root.key").chmod(0o600)
    house.start("serve", "--worker")
    assert house.call("camille", "GET", stolen.file).content == PDF
    assert (
        httpx.get(f"{house.base}/readyz", trust_env=False, verify=False, timeout=START_SECONDS).json()["checks"]["keys"]
        == "ok"
    )
