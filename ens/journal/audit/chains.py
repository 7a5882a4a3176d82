"""Follows the chain of every space: numbered from 1 without a gap, each leaf naming the one before."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.audit.findings import Report
from ens.journal.audit.rows import stream
from ens.journal.leaf import NO_LEAF

_CHAINS: Final = "SELECT space_id, space_seq, tree_index, prev, hash FROM journal_leaf ORDER BY space_id, space_seq"


def check_chains(connection: BaseDatabaseWrapper, report: Report) -> None:
    """Check every chain; only one leaf is held in memory."""
    space, seq, place, last = None, 0, -1, NO_LEAF
    for row_space, row_seq, row_place, prev, value in stream(connection, "audit_chains", _CHAINS):
        report.count("links")
        if row_space != space:
            space, seq, place, last = row_space, 0, -1, NO_LEAF
            report.count("chains")
        where = f"space {space} number {row_seq}"
        if row_seq != seq + 1:
            report.add("chain-gap", where, f"expected {seq + 1}")
        if prev != last:
            report.add("chain-link", where)
        if row_place <= place:
            report.add("chain-order", where)
        seq, place, last = row_seq, row_place, value
