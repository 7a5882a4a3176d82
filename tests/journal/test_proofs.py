"""Proofs that leave the house: checked by our verifier alone, by a stranger's, and refused once anything changes."""

import base64
import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from ens.journal import proofs
from ens.journal.proofs import Exported, export_history, export_proof
from ens.journal.signing import CheckpointSigner
from ens.journal.verify import Refuted, main, verify
from tests.journal.small_house import SmallHouse

pytestmark = pytest.mark.threat("T-04")

STRANGER = Path(__file__).parent / "foreign_verifier.py"
ROOT = Path(__file__).parent.parent.parent
LAST_BATCH = proofs._LAST_BATCH


def stranger(file: Path, vkey: str) -> int:
    return subprocess.run([sys.executable, "-I", STRANGER, file, vkey], capture_output=True, check=False).returncode


@pytest.fixture
def grown(small_house: SmallHouse) -> SmallHouse:
    """Three spaces, 600 entries, two checkpoints."""
    receipts = [small_house.write(5 + number % 3) for number in range(300)]
    small_house.integrate()
    small_house.first_note = (small_house.folder / "checkpoint").read_text()
    receipts += [small_house.write(5 + number % 3) for number in range(300)]
    small_house.integrate()
    small_house.receipts = receipts
    return small_house


def export(house: SmallHouse, number: int, since: int = 0) -> Exported:
    receipt = house.receipts[number]
    proof = export_proof(connection, house.sealers[receipt.space], receipt, receipt.entry, house.signer.vkey, since)
    assert proof is not None
    return proof


@pytest.mark.parametrize("number", [0, 1, 255, 256, 300, 511, 512, 599])
def test_a_proof_is_verified_by_us_and_by_a_stranger(grown: SmallHouse, number: int, tmp_path: Path) -> None:
    file = tmp_path / "preuve.json"
    file.write_text(json.dumps(export(grown, number)))
    assert main([str(file), "--vkey", grown.signer.vkey]) == 0
    assert stranger(file, grown.signer.vkey) == 0


def test_the_command_stands_alone(grown: SmallHouse, tmp_path: Path) -> None:
    file = tmp_path / "preuve.json"
    file.write_text(json.dumps(export(grown, 7)))
    command = [sys.executable, "-X", "importtime", "-m", "ens.journal.verify", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": ""})
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "VALABLE"
    assert "django" not in done.stderr
    assert "la clé vient du fichier" in done.stdout


def changed(proof: Exported, path: list[Any], value: object) -> Exported:
    other = copy.deepcopy(proof)
    place: Any = other
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return other


def test_nothing_in_a_proof_may_change(grown: SmallHouse, tmp_path: Path) -> None:
    proof, other = export(grown, 100), export(grown, 103)
    entry = base64.b64decode(proof["entry"]).replace(b"Dr Martin", b"Dr Nguyen")
    tampered = [
        changed(proof, ["entry"], base64.b64encode(entry).decode()),
        changed(proof, ["entry"], other["entry"]),
        changed(proof, ["leaf"], other["leaf"]),
        changed(proof, ["leaf", "tx"], str(int(proof["leaf"]["tx"]) + 1)),
        changed(proof, ["leaf", "space"], "9"),
        changed(proof, ["leaf", "entry"], "9"),
        changed(proof, ["leaf", "space_seq"], "9"),
        changed(proof, ["leaf", "space_seq"], "-9"),
        changed(proof, ["leaf", "prev"], other["leaf"]["prev"]),
        changed(proof, ["leaf_index"], 101),
        changed(proof, ["tree_size"], 599),
        changed(proof, ["inclusion"], proof["inclusion"][1:]),
        changed(proof, ["inclusion", 0], other["inclusion"][0]),
        changed(proof, ["checkpoint"], proof["checkpoint"].replace("600", "601")),
        changed(proof, ["checkpoint"], grown.first_note),
    ]
    for number, bad in enumerate(tampered):
        with pytest.raises(Refuted):
            verify(bad, grown.signer.vkey)
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(bad))
        assert main([str(file)]) == 1
        assert stranger(file, grown.signer.vkey) == 1
    forger = CheckpointSigner(grown.signer.origin, bytes(32))
    with pytest.raises(Refuted, match="signature"):
        verify(proof, forger.vkey)


def test_a_checkpoint_kept_elsewhere(grown: SmallHouse, tmp_path: Path) -> None:
    lines = verify(export(grown, 10, since=300), grown.signer.vkey, grown.first_note)
    assert lines[-1] == "le journal est bien la suite du point de contrôle conservé ailleurs"
    last = (grown.folder / "checkpoint").read_text()
    assert verify(export(grown, 10), grown.signer.vkey, last)[-1].endswith("est le même")
    with pytest.raises(Refuted, match="depuis la taille 300"):
        verify(export(grown, 10), grown.signer.vkey, grown.first_note)
    for size in (300, 600):
        rewritten = grown.signer.sign(size, bytes(32))
        with pytest.raises(Refuted, match="réécrit"):
            verify(export(grown, 10, since=300), grown.signer.vkey, rewritten)
    kept = tmp_path / "checkpoint"
    kept.write_text(grown.first_note)
    file = tmp_path / "preuve.json"
    file.write_text(json.dumps(export(grown, 10, since=300)))
    assert main([str(file), "--checkpoint", str(kept)]) == 0


def test_a_whole_history(grown: SmallHouse) -> None:
    receipt = grown.receipts[0]
    history = export_history(connection, grown.sealers[5], receipt, grown.signer.vkey)
    assert history is not None
    assert len(history["proofs"]) == 200
    assert "inscriptions 1 à 200, sans manque" in verify(history, grown.signer.vkey)[-1]
    chain = history["proofs"]
    for bad, why in (
        ([*chain[:50], *chain[51:]], "il manque l'inscription n° 51"),
        (chain[1:], "il manque l'inscription n° 1"),
        ([chain[1], chain[0], *chain[2:]], "il manque"),
        ([], "aucune"),
        ([*chain, export(grown, 1)], "autre espace"),
    ):
        with pytest.raises(Refuted, match=why):
            verify({**history, "proofs": bad}, grown.signer.vkey)


def test_a_long_history_is_read_page_by_page(grown: SmallHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "_PAGE", 30)
    history = export_history(connection, grown.sealers[6], grown.receipts[1], grown.signer.vkey)
    assert history is not None
    assert [proof["leaf"]["space_seq"] for proof in history["proofs"]] == [str(number) for number in range(1, 201)]


def test_a_reader_who_held_the_very_first_checkpoint_is_told_that_the_tree_only_grew(grown: SmallHouse) -> None:
    for since in (1, 600):
        assert export(grown, 10, since)["since"]["tree_size"] == since
    for since in (0, 601):
        assert "since" not in export(grown, 10, since)
    receipt = grown.receipts[0]
    plain = export_proof(connection, grown.sealers[5], receipt, receipt.entry, grown.signer.vkey)
    assert plain is not None
    assert "since" not in plain


def test_a_checkpoint_signed_while_a_proof_is_written_changes_nothing_in_it(
    grown: SmallHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Meanwhile:
        """Reads the last batch, and then the integrator comes by."""

        @staticmethod
        def one(wrapper: Any) -> Any:
            found = LAST_BATCH.one(wrapper)
            assert grown.integrate() == 1
            return found

    vkey = grown.signer.vkey
    waiting = grown.write(5)
    monkeypatch.setattr(proofs, "_LAST_BATCH", Meanwhile)
    assert export_proof(connection, grown.sealers[5], waiting, waiting.entry, vkey) is None
    waiting = grown.write(5)
    history = export_history(connection, grown.sealers[5], waiting, vkey)
    assert history is not None
    assert len(history["proofs"]) == 201
    assert "inscriptions 1 à 201, sans manque" in verify(history, vkey)[-1]


def test_before_the_first_checkpoint_there_is_nothing_to_take_away(small_house: SmallHouse) -> None:
    receipt, vkey = small_house.write(5), small_house.signer.vkey
    assert export_proof(connection, small_house.sealers[5], receipt, receipt.entry, vkey) is None
    assert export_history(connection, small_house.sealers[5], receipt, vkey) is None


def test_what_cannot_be_exported(grown: SmallHouse) -> None:
    waiting = grown.write(5)
    vkey = grown.signer.vkey
    assert export_proof(connection, grown.sealers[5], waiting, waiting.entry, vkey) is None
    assert export_proof(connection, grown.sealers[5], waiting, grown.receipts[1].entry, vkey) is None
    receipt = grown.write(9)
    assert export_history(connection, grown.sealers[9], receipt, vkey) is None
    object.__setattr__(waiting, "_mark", None)
    with pytest.raises(PermissionError):
        export_proof(connection, grown.sealers[5], waiting, waiting.entry, vkey)


@pytest.mark.parametrize("text", ["", "{}", "[]", "1", '{"format": "x"}', '{"format": "ens-journal-proof/1"}'])
def test_what_is_no_proof(text: str, tmp_path: Path) -> None:
    file = tmp_path / "preuve.json"
    file.write_text(text)
    assert main([str(file)]) in (1, 2)
    assert main([str(tmp_path / "absent")]) == 2
