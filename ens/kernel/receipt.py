"""The receipt: proof, as a type, that the journal has written an entry.

`journal.append` is the only issuer, and the vault opens or seals a body only against a receipt for the same space:
no trace, no answer.
"""

from typing import Final, final

_ISSUED: Final = object()


@final
class Receipt:
    """What `journal.append` returns; it names the space and the entry that was written."""

    __slots__ = ("_mark", "entry", "space")

    def __init__(self, space: int, entry: int, mark: object = None) -> None:
        if mark is not _ISSUED:
            msg = "only journal.append issues receipts"
            raise TypeError(msg)
        self.space = space
        self.entry = entry
        self._mark = mark

    def covers(self, space: int) -> bool:
        """Say whether this receipt was really issued, and for this space."""
        return getattr(self, "_mark", None) is _ISSUED and self.space == space


def issue(space: int, entry: int) -> Receipt:
    """Make a receipt for an entry just written. For `ens.journal.append` alone (an import contract keeps it so)."""
    return Receipt(space, entry, _ISSUED)
