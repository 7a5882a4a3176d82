"""The verifier alone, on a small journal made in memory: what it says of a good file, and all that it refuses."""

import base64
import copy
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ens.journal import verify as verifier
from ens.journal.leaf import NO_LEAF, leaf_data, leaf_hash
from ens.journal.signing import CheckpointSigner
from ens.journal.tree import consistency_proof, inclusion_proof, node_hash, range_hash
from ens.journal.verify import Refuted, main, verify

pytestmark = pytest.mark.threat("T-04")

SIGNER = CheckpointSigner("ens.local/journal", bytes(range(32)))
ROOT = Path(__file__).parents[2]
SIZE = 7
SPACES = (5, 6, 5, 5, 6, 5, 6)


def b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


class Journal:
    """Seven entries of two spaces, in the order of the house; a change of one leaf is made before it is hashed."""

    def __init__(self, **changed: dict[int, Any]) -> None:
        self.plain: list[bytes] = []
        self.leaves: list[dict[str, Any]] = []
        self.hashes: list[bytes] = []
        last: dict[int, tuple[int, bytes]] = {}
        for place, space in enumerate(SPACES):
            plain = json.dumps({"id": str(100 + place), "space": str(space)}).encode()
            seq, prev = last.get(space, (0, NO_LEAF))
            leaf: dict[str, Any] = {
                "tx": 900 + place,
                "space": space,
                "entry": 100 + place,
                "space_seq": seq + 1,
                "prev": prev,
            }
            leaf |= {name: values[place] for name, values in changed.items() if place in values}
            value = leaf_hash(leaf_data(**leaf, entry_hash=sha256(plain).digest()))
            last[space] = (seq + 1, value)
            self.plain.append(plain)
            self.leaves.append(leaf)
            self.hashes.append(value)

    def _leaf(self, height: int, index: int) -> bytes:
        if not height:
            return self.hashes[index]
        return node_hash(self._leaf(height - 1, 2 * index), self._leaf(height - 1, 2 * index + 1))

    def note(self, size: int = SIZE) -> str:
        return SIGNER.sign(size, range_hash(0, size, self._leaf))

    def member(self, place: int) -> dict[str, Any]:
        leaf = {name: str(value) for name, value in self.leaves[place].items() if name != "prev"}
        return {
            "entry": b64(self.plain[place]),
            "leaf": {**leaf, "prev": b64(self.leaves[place]["prev"])},
            "leaf_index": place,
            "inclusion": [b64(step) for step in inclusion_proof(place, SIZE, self._leaf)],
        }

    def proof(self, place: int = 3, since: int = 0) -> dict[str, Any]:
        head = {"format": "ens-journal-proof/1", "tree_size": SIZE, "checkpoint": self.note(), "vkey": SIGNER.vkey}
        if since:
            steps = [b64(step) for step in consistency_proof(since, SIZE, self._leaf)]
            head["since"] = {"tree_size": since, "consistency": steps}
        return {**head, **self.member(place)}

    def history(self, *places: int, space: str = "5") -> dict[str, Any]:
        head = {"format": "ens-journal-history/1", "space": space, "tree_size": SIZE, "checkpoint": self.note()}
        return {**head, "vkey": SIGNER.vkey, "proofs": [self.member(place) for place in places]}


JOURNAL = Journal()
OPENED = "point de contrôle du fichier : ens.local/journal, 7 inscriptions, signature valable"
OWN_KEY = "ATTENTION : la clé vient du fichier lui-même ; comparez-la à celle publiée par ailleurs"
WHOLE = (0, 2, 3, 5)


@pytest.mark.parametrize("place", range(SIZE))
def test_every_entry_is_proved_and_named(place: int) -> None:
    seq = str(JOURNAL.leaves[place]["space_seq"])
    said = f"inscription n° {seq} de l'espace {SPACES[place]} : présente dans le journal, inchangée"
    assert verify(JOURNAL.proof(place), SIGNER.vkey) == [OPENED, said]
    assert verify(JOURNAL.proof(place)) == [OPENED, OWN_KEY, said]


def test_a_whole_history_is_told_with_its_number() -> None:
    said = "historique de l'espace 5 : inscriptions 1 à 4, sans manque, inchangées"
    assert verify(JOURNAL.history(*WHOLE), SIGNER.vkey) == [OPENED, said]


def test_a_history_of_one_entry_is_whole() -> None:
    assert verify(JOURNAL.history(0), SIGNER.vkey)[-1].startswith("historique de l'espace 5 : inscriptions 1 à 1,")


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ((), "aucune inscription"),
        ((2, 3, 5), "il manque l'inscription n° 1"),
        ((0, 3, 5), "il manque l'inscription n° 2"),
        ((0, 0), "il manque l'inscription n° 2"),
        ((0, 1), "inscription n° 1 : d'un autre espace"),
    ],
)
def test_a_history_with_a_hole_is_refused(places: tuple[int, ...], why: str) -> None:
    with pytest.raises(Refuted, match=why):
        verify(JOURNAL.history(*places), SIGNER.vkey)


def test_a_history_of_another_space_than_it_says_is_refused() -> None:
    with pytest.raises(Refuted, match="d'un autre espace"):
        verify(JOURNAL.history(*WHOLE, space="6"), SIGNER.vkey)


def test_an_entry_that_names_another_predecessor_is_refused() -> None:
    broken = Journal(prev={3: bytes(range(32))})
    with pytest.raises(Refuted, match="inscription n° 3 : ne suit pas la précédente"):
        verify(broken.history(*WHOLE), SIGNER.vkey)


def test_a_chain_that_runs_against_the_order_of_the_house_is_refused() -> None:
    second = JOURNAL.leaves[2]
    first: dict[str, Any] = {"tx": 903, "space": 5, "entry": 103, "space_seq": 1, "prev": NO_LEAF}
    value = leaf_hash(leaf_data(**first, entry_hash=sha256(JOURNAL.plain[3]).digest()))
    swapped = Journal(space_seq={3: 1, 2: second["space_seq"]}, prev={3: NO_LEAF, 2: value})
    with pytest.raises(Refuted, match="n'est pas dans l'ordre du journal"):
        verify(swapped.history(3, 2), SIGNER.vkey)


def test_a_first_entry_at_the_first_place_is_in_order() -> None:
    assert verify(JOURNAL.history(0, 2), SIGNER.vkey)


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (["format"], "ens-journal-proof/2", "format inconnu"),
        (["tree_size"], 6, "la taille de l'arbre"),
        (["leaf", "entry"], "104", "l'inscription n'est pas celle que désigne sa feuille"),
        (["leaf", "space"], "6", "l'inscription n'est pas celle que désigne sa feuille"),
        (["leaf", "tx"], "904", "inscription n° 3 : absente du journal signé, ou modifiée"),
        (["leaf_index"], 2, "absente du journal signé"),
        (["entry"], b64(JOURNAL.plain[3]) + "\n", "illisible ou incomplet"),
        (["entry"], b64(JOURNAL.plain[3] + b" "), "absente du journal signé"),
        (["leaf", "prev"], b64(JOURNAL.leaves[3]["prev"]) + "\n", "illisible ou incomplet"),
        (["inclusion", 0], JOURNAL.proof()["inclusion"][0] + "\n", "illisible ou incomplet"),
        (["checkpoint"], JOURNAL.note(6), "la taille de l'arbre"),
        (["checkpoint"], "x", "point de contrôle du fichier : signature refusée"),
        (["vkey"], 5, "illisible ou incomplet .AttributeError."),
        (["leaf"], [], "illisible ou incomplet .TypeError."),
        (["leaf"], {}, "illisible ou incomplet .KeyError."),
    ],
)
def test_a_changed_proof_is_refused_with_the_reason(path: list[Any], value: object, why: str) -> None:
    changed = copy.deepcopy(JOURNAL.proof())
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(Refuted, match=why):
        verify(changed)


def test_a_checkpoint_kept_elsewhere_is_compared() -> None:
    kept = "point de contrôle conservé ailleurs : ens.local/journal, {} inscriptions, signature valable"
    grown = verify(JOURNAL.proof(since=4), SIGNER.vkey, JOURNAL.note(4))
    assert grown[2:] == [kept.format(4), "le journal est bien la suite du point de contrôle conservé ailleurs"]
    same = verify(JOURNAL.proof(), SIGNER.vkey, JOURNAL.note())
    assert same[2:] == [kept.format(7), "le point de contrôle conservé ailleurs est le même"]


@pytest.mark.parametrize(
    ("since", "outside", "why"),
    [
        (0, JOURNAL.note(4), "demandez une preuve depuis la taille 4 "),
        (3, JOURNAL.note(4), "demandez une preuve depuis la taille 4 "),
        (4, SIGNER.sign(4, bytes(32)), "n'est pas la suite .* réécrit"),
        (4, SIGNER.sign(7, bytes(32)), "se contredisent : le journal a été réécrit"),
        (4, CheckpointSigner("ens.local/journal", bytes(32)).sign(4, bytes(32)), "ailleurs : signature refusée"),
    ],
)
def test_a_checkpoint_kept_elsewhere_that_does_not_fit_is_refused(since: int, outside: str, why: str) -> None:
    with pytest.raises(Refuted, match=why):
        verify(JOURNAL.proof(since=since), SIGNER.vkey, outside)


def test_the_steps_since_a_checkpoint_are_spelled_exactly() -> None:
    proof = JOURNAL.proof(since=4)
    proof["since"]["consistency"][0] += "\n"
    with pytest.raises(Refuted, match="illisible"):
        verify(proof, SIGNER.vkey, JOURNAL.note(4))


def test_without_the_library_the_rest_is_checked_and_the_signature_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verifier, "_open_signed", None)
    lines = verify(JOURNAL.proof(), SIGNER.vkey)
    assert lines[0].startswith("ATTENTION : point de contrôle du fichier : signature non vérifiée")
    assert len(lines) == 2
    with pytest.raises(Refuted, match="absente du journal signé"):
        verify({**JOURNAL.proof(), "leaf_index": 2}, SIGNER.vkey)


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, kept = tmp_path / "preuve.json", tmp_path / "checkpoint"
    file.write_text(json.dumps(JOURNAL.proof(since=4)))
    kept.write_text(JOURNAL.note(4))
    assert main([str(file), "--vkey", SIGNER.vkey, "--checkpoint", str(kept)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [*verify(JOURNAL.proof(since=4), SIGNER.vkey, JOURNAL.note(4)), "VALABLE"]
    kept.write_text(SIGNER.sign(4, bytes(32)))
    assert main([str(file), "--checkpoint", str(kept)]) == 1
    assert capsys.readouterr().out.startswith("REFUSÉ : le journal n'est pas la suite")
    assert main([str(file), "--checkpoint", str(tmp_path / "absent")]) == 2
    assert capsys.readouterr().out.startswith("ILLISIBLE : ")


def test_the_command_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2
    assert "usage: verify" in capsys.readouterr().err


def test_the_module_is_the_command(tmp_path: Path) -> None:
    file = tmp_path / "preuve.json"
    file.write_text(json.dumps({**JOURNAL.proof(), "leaf_index": 2}))
    command = [sys.executable, "-m", "ens.journal.verify", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("REFUSÉ : ")
