"""A read that goes round the gate cannot be constructed: the receipt is a type, and the type checker asks for it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ens.gate.house import database, house
from ens.journal.append import append
from ens.kernel.receipt import Receipt
from ens.policy.facts import Sharing
from ens.vault import boxes, items
from ens.vault.keyring import Keyring
from tests.factories.documents import Deposited, Sheet, deposit, header_of
from tests.factories.journal import entries
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-03")

ROOT = Path(__file__).parents[2]
BEGINNING = """
from ens.journal.append import append
from ens.kernel.receipt import Receipt
from ens.policy.facts import Sharing
from ens.vault import boxes
from ens.vault.boxes import Draft
from ens.vault.items import Row
from ens.vault.keyring import Keyring


def bypass(keyring: Keyring, row: Row, draft: Draft, receipt: Receipt | None, real: Receipt) -> object:
    return """
REFUSED = {
    "boxes.open_body(keyring, row)": "call-arg",
    "boxes.open_body(keyring, None, row)": "arg-type",
    "boxes.open_body(keyring, receipt, row)": "arg-type",
    "boxes.open_body(keyring, True, row)": "arg-type",
    "boxes.seal_item(keyring, draft)": "call-arg",
    "boxes.seal_item(keyring, None, draft)": "arg-type",
    "boxes.seal_sharing(keyring, None, 1, Sharing(1))": "arg-type",
}
ACCEPTED = "boxes.open_body(keyring, real, row)"


@pytest.fixture
def document(camille: Holder) -> Deposited:
    return deposit(camille.caller, camille.space)


def _keyring(space: int) -> Keyring:
    keyring = house().keys.keyring(space, 1)
    assert keyring is not None
    return keyring


def _receipt(space: int, version: int = 1) -> Receipt:
    """Get a true receipt as the gate does: by writing an entry."""
    entry = entries(space)[0]
    now = entry.at + 1
    written = append(database(), _keyring(space), type(entry)(**_fields(entry, now)), version)
    assert written is not None
    return written


def _fields(entry: Any, now: int) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in entry.__slots__}
    return fields | {"at": now, "id": (now - 1_577_836_800_000_000) << 12}


def test_nobody_makes_a_receipt() -> None:
    for arguments in ((5, 1), (5, 1, object()), (5, 1, True)):
        with pytest.raises(TypeError):
            Receipt(*arguments)
    with pytest.raises(TypeError):
        Receipt()  # type: ignore[call-arg]
    unborn = Receipt.__new__(Receipt)
    assert not unborn.covers(5)


def test_a_body_opens_against_a_receipt_of_its_own_space_alone(document: Deposited) -> None:
    row = items.find(database(), *document.place)
    keyring, other = _keyring(document.space), new_person()
    assert row is not None
    unborn = Receipt.__new__(Receipt)
    unborn.space = document.space
    for receipt in (None, True, object(), unborn, _receipt(other.space)):
        with pytest.raises(PermissionError):
            boxes.open_body(keyring, receipt, row)  # type: ignore[arg-type]
    assert boxes.open_body(keyring, _receipt(document.space), row).resource


def test_nothing_is_sealed_without_a_receipt_of_its_own_space(document: Deposited) -> None:
    keyring, other = _keyring(document.space), new_person()
    draft = boxes.Draft(document.item, 2, header_of(Sheet(), 1), b"{}")
    for receipt in (None, _receipt(other.space)):
        with pytest.raises(PermissionError):
            boxes.seal_item(keyring, receipt, draft)  # type: ignore[arg-type]
        with pytest.raises(PermissionError):
            boxes.seal_sharing(keyring, receipt, 2, Sharing(1))  # type: ignore[arg-type]


def test_the_type_checker_refuses_every_way_round(tmp_path: Path) -> None:
    snippets = [*REFUSED, ACCEPTED]
    files = [tmp_path / f"snippet_{number}.py" for number in range(len(snippets))]
    for file, snippet in zip(files, snippets, strict=True):
        file.write_text(f"{BEGINNING}{snippet}\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file=",
        "--strict",
        "--follow-imports=silent",
        "--no-error-summary",
    ]
    command += ["--disable-error-code=import-untyped", f"--cache-dir={tmp_path / 'cache'}", *map(str, files)]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300).stdout
    for file, snippet in zip(files, snippets, strict=True):
        said = [line for line in output.splitlines() if file.name in line and ": error:" in line]
        if snippet == ACCEPTED:
            assert said == [], output
        else:
            assert any(f"[{REFUSED[snippet]}]" in line for line in said), (snippet, output)
