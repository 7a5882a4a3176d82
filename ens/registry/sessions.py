"""Sessions in browsers: rows beside those of tokens, which alone say whether a session is still valid.

A session has two ends: the token's, which slides forward while somebody is there, and its own, which never moves.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ens.kernel.actors import ActorKind
from ens.postgres.statements import Statement

PUBLIC_BYTES: Final = 10
LISTED: Final = 50
_OPEN: Final = Statement(
    "INSERT INTO session (hash, id, begun, seen, ends, proven, methods, settled, label_term, label)"
    " VALUES ($1::bytea, $2::bytea, now(), now(), $3::timestamptz, $4::timestamptz, $5::text, $6::bool, $7::int2,"
    " $8::bytea)"
)
_COLUMNS: Final = (
    "s.hash, s.id, t.kind, t.number, t.scopes, s.begun, s.seen, s.ends, s.proven, s.methods, s.settled, s.label_term,"
    " s.label FROM session s JOIN token t ON t.hash = s.hash LEFT JOIN party p ON p.number = t.number"
)
_LIVE: Final = "t.expires > now() AND NOT t.revoked AND p.active IS NOT FALSE"  # people stand in no directory
_FIND: Final = Statement(f"SELECT {_COLUMNS} WHERE s.hash = $1::bytea AND {_LIVE}")
_LIST: Final = Statement(
    f"SELECT {_COLUMNS} WHERE t.number = $1::int8 AND {_LIVE} ORDER BY s.seen DESC, s.id LIMIT {LISTED}"
)
_SLIDE: Final = Statement(
    "WITH s AS (UPDATE session SET seen = now() WHERE hash = $1::bytea RETURNING hash, ends)"
    " UPDATE token t SET expires = greatest(t.expires, least($2::timestamptz, s.ends)) FROM s"
    " WHERE t.hash = s.hash AND NOT t.revoked AND t.expires > now()"
)
_SETTLE: Final = Statement("UPDATE session SET settled = true WHERE hash = $1::bytea")
_END: Final = Statement(
    "UPDATE token t SET revoked = true FROM session s"
    " WHERE t.hash = s.hash AND t.number = $1::int8 AND s.id = $2::bytea AND NOT t.revoked"
)
_END_OTHERS: Final = Statement(
    "UPDATE token t SET revoked = true FROM session s"
    " WHERE t.hash = s.hash AND t.number = $1::int8 AND t.hash <> $2::bytea AND NOT t.revoked"
)
_MEET: Final = Statement(
    "INSERT INTO known_device (number, mark, seen) VALUES ($1::int8, $2::bytea, current_date)"
    " ON CONFLICT (number, mark) DO UPDATE SET seen = current_date"
    " RETURNING xmax::text = '0' AND EXISTS (SELECT 1 FROM known_device WHERE number = $1::int8)"
)
_KNOWS: Final = Statement("SELECT 1 FROM known_device WHERE number = $1::int8 AND mark = $2::bytea")
_FORGET: Final = Statement("DELETE FROM known_device WHERE seen < current_date - 400")


class Session(NamedTuple):
    """A live session: whose, since when, until when at most, when and how identity was proven, and on what."""

    hash: bytes
    id: bytes
    kind: ActorKind
    number: int
    scopes: str
    begun: datetime
    seen: datetime
    ends: datetime
    proven: datetime
    methods: str
    settled: bool
    label_term: int
    label: bytes


class Opening(NamedTuple):
    """What is stored of a session at its beginning; `label` is sealed."""

    hash: bytes
    id: bytes
    ends: datetime
    proven: datetime
    methods: str
    settled: bool
    label_term: int
    label: bytes


def insert(connection: BaseDatabaseWrapper, opening: Opening) -> None:
    """Store a session beside its token."""
    _OPEN.run(connection, *opening)


def find(connection: BaseDatabaseWrapper, token_hash: bytes) -> Session | None:
    """Find the live session of a token; a token without one was never given to a browser."""
    row = _FIND.one(connection, token_hash)
    return None if row is None else _session(row)


def list_live(connection: BaseDatabaseWrapper, number: int) -> list[Session]:
    """List the live sessions of somebody, last used first."""
    return [_session(row) for row in _LIST.all(connection, number)]


def slide(connection: BaseDatabaseWrapper, token_hash: bytes, until: datetime) -> None:
    """Write down that somebody is there: the session may stay idle until then, never beyond its own end."""
    _SLIDE.run(connection, token_hash, until)


def settle(connection: BaseDatabaseWrapper, token_hash: bytes) -> None:
    """Write down that nothing stands between this session and the notebook any more."""
    _SETTLE.run(connection, token_hash)


def end(connection: BaseDatabaseWrapper, number: int, public: bytes) -> bool:
    """End one session of somebody by its public id; False when there is no such live session."""
    return _END.run(connection, number, public) == 1


def end_others(connection: BaseDatabaseWrapper, number: int, kept: bytes = b"") -> int:
    """End every session of somebody but one; returns how many."""
    return _END_OTHERS.run(connection, number, kept)


def meet_device(connection: BaseDatabaseWrapper, number: int, mark: bytes) -> bool:
    """Remember a device by its blind mark; True when it is new for somebody who has come with another one before."""
    row = _MEET.one(connection, number, mark)
    return bool(row and row[0])


def knows_device(connection: BaseDatabaseWrapper, number: int, mark: bytes) -> bool:
    """Say whether somebody has signed in with a device before."""
    return _KNOWS.one(connection, number, mark) is not None


def forget_devices(connection: BaseDatabaseWrapper) -> int:
    """Forget the devices that were not seen for 400 days; returns how many."""
    return _FORGET.run(connection)


def is_idle(session: Session, now: datetime) -> bool:
    """Say whether a session was last written down as used more than a minute ago."""
    return now - session.seen > timedelta(minutes=1)


def _session(row: tuple[object, ...]) -> Session:
    found = Session(*row)  # type: ignore[arg-type]
    return found._replace(kind=ActorKind(found.kind))
