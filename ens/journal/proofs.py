"""Takes proofs away: self-contained JSON files that anyone can check without us (`ens.journal.verify`)."""

import base64
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.append import associated
from ens.journal.tiles import TileTree
from ens.journal.tree import consistency_proof, inclusion_proof
from ens.kernel.receipt import Receipt
from ens.kernel.sealing import Sealer
from ens.postgres.statements import Statement

PROOF_FORMAT: Final = "ens-journal-proof/1"
HISTORY_FORMAT: Final = "ens-journal-history/1"
_PAGE: Final = 500

Exported = dict[str, Any]

_COLUMNS: Final = (
    "SELECT e.id, e.tx::text::int8, e.key_term, e.sealed, l.tree_index, l.space_seq, l.prev"
    " FROM journal_leaf l JOIN entry e ON e.space_id = l.space_id AND e.id = l.entry_id"
)
_LEAF: Final = Statement(f"{_COLUMNS} WHERE l.space_id = $1::int8 AND l.entry_id = $2::int8")
_CHAIN: Final = Statement(
    f"{_COLUMNS} WHERE l.space_id = $1::int8 AND l.space_seq > $2::int8 ORDER BY l.space_seq LIMIT $3::int8"
)
_LAST_BATCH: Final = Statement("SELECT size, note FROM journal_batch ORDER BY size DESC LIMIT 1")


class _Row(NamedTuple):
    entry: int
    tx: int
    key_term: int
    sealed: bytes
    tree_index: int
    space_seq: int
    prev: bytes


def export_proof(
    connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, entry_id: int, vkey: str, since: int = 0
) -> Exported | None:
    """Export the proof of one entry of the receipt's space; None while it is not integrated, or when there is none.

    `since` is the size of a checkpoint that the reader already holds: the file then also proves that the tree has
    only grown from there. Raises PermissionError without a receipt, Tampered when the entry does not open.
    """
    space = _space(receipt)
    last = _LAST_BATCH.one(connection)
    found = _LEAF.one(connection, space, entry_id)
    if last is None or found is None or found[4] >= last[0]:
        return None
    size, note = last
    tree = TileTree(connection, size)
    exported = {"format": PROOF_FORMAT, **_member(_Row(*found), space, sealer, tree, size)}
    exported |= {"tree_size": size, "checkpoint": note, "vkey": vkey}
    if 0 < since <= size:
        exported["since"] = {"tree_size": since, "consistency": _b64s(consistency_proof(since, size, tree.fetch))}
    return exported


def export_history(connection: BaseDatabaseWrapper, sealer: Sealer, receipt: Receipt, vkey: str) -> Exported | None:
    """Export the whole integrated chain of the receipt's space, under one checkpoint; None when nothing is yet."""
    space = _space(receipt)
    last = _LAST_BATCH.one(connection)
    if last is None:
        return None
    size, note = last
    tree = TileTree(connection, size)
    proofs = [_member(row, space, sealer, tree, size) for row in _chain(connection, space) if row.tree_index < size]
    if not proofs:
        return None
    head = {"format": HISTORY_FORMAT, "space": str(space), "tree_size": size}
    return {**head, "proofs": proofs, "checkpoint": note, "vkey": vkey}


def _space(receipt: Receipt) -> int:
    """Tell the space a receipt is for; PermissionError when it was not issued by the journal."""
    if not receipt.covers(receipt.space):
        msg = "a proof is exported against a receipt"
        raise PermissionError(msg)
    return receipt.space


def _chain(connection: BaseDatabaseWrapper, space: int) -> Iterator[_Row]:
    seq = 0
    while rows := _CHAIN.all(connection, space, seq, _PAGE):
        for row in rows:
            yield _Row(*row)
        seq = rows[-1][5]


def _member(row: _Row, space: int, sealer: Sealer, tree: TileTree, size: int) -> Exported:
    """Write what is particular to one entry. Numbers of 64 bits are texts: many readers of JSON lose digits."""
    plain = sealer.open(row.key_term, row.sealed, associated(space, row.entry))
    leaf = {"tx": row.tx, "space": space, "entry": row.entry, "space_seq": row.space_seq}
    return {
        "entry": base64.b64encode(plain).decode(),
        "leaf": {**{name: str(value) for name, value in leaf.items()}, "prev": base64.b64encode(row.prev).decode()},
        "leaf_index": row.tree_index,
        "inclusion": _b64s(inclusion_proof(row.tree_index, size, tree.fetch)),
    }


def _b64s(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(value).decode() for value in hashes]
