"""What an audit of the journal tells: findings, counts, and the callables it is given."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from ens.kernel.sealing import Sealer

KEPT_PER_KIND: Final = 100  # a thoroughly broken journal must not fill the memory; the counts stay exact
PROGRESS_EVERY: Final = 10_000

# Finds the key of a space for a term; None when the space's key no longer exists (an erased space).
Keys = Callable[[int, int], Sealer | None]
# Is told the name of a stage and how many rows it has done.
Progress = Callable[[str, int], None]


class Finding(NamedTuple):
    """Something that should not be: what kind, where, and in which respect."""

    kind: str
    where: str
    detail: str


class Inventory(Protocol):
    """What the vault holds, without the journal having to know the vault."""

    def spaces(self) -> Iterable[int]:
        """List the spaces that hold items, in ascending order."""
        ...

    def versions(self, space: int) -> Iterable[tuple[bytes, int, bytes | None]]:
        """List item, version and digest of every version in a space; no digest for one that does not open."""
        ...


@dataclass(slots=True)
class Report:
    """The outcome of an audit: it is clean when there is no finding. `found` counts findings by kind."""

    findings: list[Finding] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    progress: Progress | None = None

    def add(self, kind: str, where: str, detail: str = "") -> None:
        """Note a finding."""
        self.found[kind] += 1
        if self.found[kind] <= KEPT_PER_KIND:
            self.findings.append(Finding(kind, where, detail))

    def count(self, stage: str) -> None:
        """Count one row of a stage, and tell from time to time."""
        self.counts[stage] += 1
        if self.progress and not self.counts[stage] % PROGRESS_EVERY:
            self.progress(stage, self.counts[stage])
