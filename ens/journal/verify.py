"""Checks an exported proof or history without Django, database or network.

`python -m ens.journal.verify FILE [--vkey TEXT] [--checkpoint FILE]`: one line in French per finding; exit code 0 when
all holds, 1 when something does not, 2 when the files cannot be read. Signatures need the `cryptography` package.
"""

import argparse
import base64
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ens.journal.leaf import NO_LEAF, leaf_data, leaf_hash
from ens.journal.note import Checkpoint, Vkey, read_checkpoint, read_note, read_vkey
from ens.journal.tree import verify_consistency, verify_inclusion

_open_signed: Callable[[str, Vkey], Checkpoint] | None
try:
    from ens.journal.signing import open_checkpoint

    _open_signed = open_checkpoint
except ImportError:  # no `cryptography` here: everything but the signature can still be checked
    _open_signed = None

PROOF: Final = "ens-journal-proof/1"
HISTORY: Final = "ens-journal-history/1"


class Refuted(Exception):
    """A proof does not hold; the text says why, in French."""


def verify(exported: Mapping[str, Any], vkey: str = "", outside: str = "") -> list[str]:
    """Verify an exported file; tells in French what holds, raises Refuted at the first thing that does not.

    `vkey` is the verifier key obtained elsewhere than from the file, `outside` a signed checkpoint obtained elsewhere.
    """
    try:
        return _verify(exported, vkey, outside)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"fichier illisible ou incomplet ({type(error).__name__})"
        raise Refuted(msg) from error


def _verify(exported: Mapping[str, Any], vkey: str, outside: str) -> list[str]:
    kind = exported["format"]
    key = vkey or exported["vkey"]
    checkpoint, lines = _checkpoint(exported["checkpoint"], key, "point de contrôle du fichier")
    if not vkey:
        lines.append("ATTENTION : la clé vient du fichier lui-même ; comparez-la à celle publiée par ailleurs")
    _require(checkpoint.size == exported["tree_size"], "la taille de l'arbre n'est pas celle du point de contrôle")
    if kind == PROOF:
        link = _member(exported, checkpoint)
        lines.append(f"inscription n° {link[1]} de l'espace {link[0]} : présente dans le journal, inchangée")
    elif kind == HISTORY:
        lines.append(_history(exported, checkpoint))
    else:
        msg = "format inconnu"
        raise Refuted(msg)
    if outside:
        other, more = _checkpoint(outside, key, "point de contrôle conservé ailleurs")
        lines += [*more, _compare(exported, checkpoint, other)]
    return lines


def _checkpoint(note: str, vkey: str, name: str) -> tuple[Checkpoint, list[str]]:
    if _open_signed is None:
        line = f"ATTENTION : {name} : signature non vérifiée (bibliothèque « cryptography » absente)"
        return read_checkpoint(read_note(note)[0]), [line]
    try:
        checkpoint = _open_signed(note, read_vkey(vkey))
    except ValueError as error:
        msg = f"{name} : signature refusée"
        raise Refuted(msg) from error
    return checkpoint, [f"{name} : {checkpoint.origin}, {checkpoint.size} inscriptions, signature valable"]


def _member(proof: Mapping[str, Any], checkpoint: Checkpoint) -> tuple[int, int, bytes, bytes]:
    """Check one entry against the checkpoint; tells its space, sequence, predecessor and leaf hash."""
    plain = base64.b64decode(proof["entry"], validate=True)
    leaf = proof["leaf"]
    numbers = {name: int(leaf[name]) for name in ("tx", "space", "entry", "space_seq")}
    written = json.loads(plain)
    _require(
        (written["space"], written["id"]) == (leaf["space"], leaf["entry"]),
        "l'inscription n'est pas celle que désigne sa feuille",
    )
    prev = base64.b64decode(leaf["prev"], validate=True)
    value = leaf_hash(leaf_data(**numbers, prev=prev, entry_hash=sha256(plain).digest()))
    path = [base64.b64decode(step, validate=True) for step in proof["inclusion"]]
    found = verify_inclusion(value, proof["leaf_index"], checkpoint.size, path, checkpoint.root)
    _require(found, f"inscription n° {leaf['space_seq']} : absente du journal signé, ou modifiée")
    return numbers["space"], numbers["space_seq"], prev, value


def _history(exported: Mapping[str, Any], checkpoint: Checkpoint) -> str:
    """Check a whole chain: every entry, no gap from the first on, each naming the one before."""
    expected, last, place = 1, NO_LEAF, -1
    for proof in exported["proofs"]:
        space, seq, prev, value = _member(proof, checkpoint)
        _require(str(space) == exported["space"], f"inscription n° {seq} : d'un autre espace")
        _require(seq == expected, f"il manque l'inscription n° {expected}")
        _require(prev == last, f"inscription n° {seq} : ne suit pas la précédente")
        _require(proof["leaf_index"] > place, f"inscription n° {seq} : n'est pas dans l'ordre du journal")
        expected, last, place = seq + 1, value, proof["leaf_index"]
    _require(expected > 1, "aucune inscription")
    return f"historique de l'espace {exported['space']} : inscriptions 1 à {expected - 1}, sans manque, inchangées"


def _compare(exported: Mapping[str, Any], checkpoint: Checkpoint, other: Checkpoint) -> str:
    """Check that the file's checkpoint and one kept elsewhere speak of one same journal."""
    if other.size == checkpoint.size:
        same = other.root == checkpoint.root
        _require(same, "les deux points de contrôle se contredisent : le journal a été réécrit")
        return "le point de contrôle conservé ailleurs est le même"
    since = exported.get("since", {})
    _require(
        since.get("tree_size") == other.size,
        f"tailles différentes : demandez une preuve depuis la taille {other.size} pour pouvoir comparer",
    )
    steps = [base64.b64decode(step, validate=True) for step in since["consistency"]]
    grown = verify_consistency(other.size, other.root, checkpoint.size, checkpoint.root, steps)
    _require(grown, "le journal n'est pas la suite du point de contrôle conservé ailleurs : il a été réécrit")
    return "le journal est bien la suite du point de contrôle conservé ailleurs"


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refuted(otherwise)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="verify", description="Vérifie une preuve du journal.")
    parser.add_argument("file", type=Path, help="preuve ou historique exporté (JSON)")
    parser.add_argument("--vkey", default="", help="clé de vérification publiée par ailleurs")
    parser.add_argument("--checkpoint", type=Path, help="point de contrôle signé conservé ailleurs")
    options = parser.parse_args(arguments)
    try:
        exported = json.loads(options.file.read_text())
        outside = options.checkpoint.read_text() if options.checkpoint else ""
    except (OSError, ValueError) as error:
        sys.stdout.write(f"ILLISIBLE : {error}\n")
        return 2
    try:
        lines = verify(exported, options.vkey, outside)
    except Refuted as error:
        sys.stdout.write(f"REFUSÉ : {error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in [*lines, "VALABLE"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
