"""What a search asks for, once read: plain values that the gate, the vault and `matches` understand."""

from dataclasses import dataclass, field
from typing import Final

from ens.fhir.issues import Issue
from ens.fhir.parameters.dates import FAR_FUTURE, FAR_PAST, DateTest, Interval
from ens.fhir.parameters.declared import SearchParameter, find_in
from ens.fhir.parameters.values import Code

DEFAULT_COUNT: Final = 50
MAX_COUNT: Final = 100


@dataclass(frozen=True, slots=True)
class Sought:
    """One searched code or reference; None on a side means any."""

    system: str | None
    code: str | None

    def holds(self, found: Code) -> bool:
        """Compare with a code or reference of a resource."""
        return self.system in (None, found.system) and self.code in (None, found.code)


@dataclass(frozen=True, slots=True)
class Clause:
    """One parameter of the search: its values are alternatives, unless `modifier` turns them (`not`, `missing`)."""

    parameter: SearchParameter
    modifier: str
    values: tuple[Sought | DateTest | str | bool, ...]
    by_tokens: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of `_sort`."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Include:
    """One `_include` or `_revinclude`: source type, parameter, target type (empty: any)."""

    source: str
    parameter: str
    target: str = ""
    iterate: bool = False


@dataclass(slots=True)
class Query:
    """A search on one kind.

    A match has, for each of `groups`, at least one of its tokens; passes `matches` for the clauses that tokens do not
    decide; has its id in `ids` when that is not None; and was last updated inside every test of `updated`.
    """

    kind: str
    parameters: tuple[SearchParameter, ...] = ()
    groups: list[frozenset[bytes]] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    ids: frozenset[str] | None = None
    updated: list[tuple[DateTest, ...]] = field(default_factory=list)
    sort: tuple[SortKey, ...] = ()
    count: int = DEFAULT_COUNT
    total: str = ""
    summary: str = ""
    elements: tuple[str, ...] = ()
    includes: list[Include] = field(default_factory=list)
    revincludes: list[Include] = field(default_factory=list)
    cursor: str = ""
    warnings: list[Issue] = field(default_factory=list)
    applied: list[tuple[str, str]] = field(default_factory=list)

    def find(self, name: str) -> SearchParameter | None:
        """Find a parameter of the kind by its name or alias."""
        return find_in(self.parameters, name)

    @property
    def needs_body(self) -> bool:
        """Say whether the body must be opened to decide a match."""
        return any(not clause.by_tokens for clause in self.clauses)

    @property
    def counts_only(self) -> bool:
        """Say whether only the total is asked for."""
        return self.count == 0 or self.summary == "count"

    def window(self, name: str) -> Interval:
        """Bound a date parameter (`_lastUpdated` too) of single instants; periods may stick out of it."""
        start, end = FAR_PAST, FAR_FUTURE
        tests = [list(tests) for tests in self.updated] if name == "_lastUpdated" else []
        tests += [
            [value for value in clause.values if isinstance(value, DateTest)]
            for clause in self.clauses
            if clause.parameter.name == name and not clause.modifier
        ]
        for group in tests:
            windows = [test.window() for test in group]
            start = max(start, min(window.start for window in windows))
            end = min(end, max(window.end for window in windows))
        return Interval(start, end)
