"""How much there is of what: whole numbers over all spaces, and nothing that names anybody or says anything of care."""

from typing import Final, NamedTuple

from ens.gate.house import database
from ens.kernel import clock
from ens.policy.facts import SpaceState
from ens.postgres.statements import Statement

_SPACES: Final = Statement("SELECT state, count(*) FROM space WHERE id <> 0 GROUP BY state ORDER BY state")
_SESSIONS: Final = Statement(
    "SELECT t.kind, count(*) FROM session s JOIN token t ON t.hash = s.hash"
    " WHERE t.expires > now() AND NOT t.revoked GROUP BY t.kind"
)
_OUTBOX: Final = Statement("SELECT count(*) FROM outbox")
_ENTRIES: Final = Statement("SELECT count(*) FROM entry WHERE at > $1::int8")
_DAY_US: Final = 86_400_000_000
STATES: Final = {
    SpaceState.ANNOUNCED: "annoncés",
    SpaceState.CREATED: "créés",
    SpaceState.ACTIVATED: "ouverts",
    SpaceState.SUSPENDED: "suspendus",
    SpaceState.OPPOSED: "refusés",
    SpaceState.CLOSED: "fermés",
    SpaceState.ERASED: "effacés",
}


class Counts(NamedTuple):
    """The numbers of one moment."""

    spaces: list[tuple[str, int]]
    sessions: int
    messages: int
    entries: int


def count_all() -> Counts:
    """Count spaces by state, open sessions, messages that wait and entries of the last day."""
    found = {SpaceState(state): int(number) for state, number in _SPACES.all(database())}
    return Counts(
        [(words, found.get(state, 0)) for state, words in STATES.items() if found.get(state)],
        sum(int(number) for _, number in _SESSIONS.all(database())),
        _one(_OUTBOX),
        _one(_ENTRIES, clock.now_us() - _DAY_US),
    )


def _one(statement: Statement, *values: int) -> int:
    row = statement.one(database(), *values)
    return 0 if row is None else int(row[0])
