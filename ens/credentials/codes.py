"""One-time codes of six digits: for one person, one purpose and one browser; hashed, counted, used once.

The browser takes part (`flow`), so that nobody can wear out a code that was sent to somebody else.
"""

import hmac
import secrets as chance
from datetime import timedelta
from typing import Final

from ens.credentials.rules.codes import PAUSE_SECONDS, SENT_DIGITS, SENT_SECONDS, TRIES, read_digits
from ens.gate import secrets
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.errors import TooMany
from ens.postgres.statements import Statement

_KEEP: Final = Statement(
    "INSERT INTO one_time_code (subject, hash, sent, expires)"
    " VALUES ($1::bytea, $2::bytea, $3::timestamptz, $4::timestamptz)"
    " ON CONFLICT (subject) DO UPDATE SET hash = excluded.hash, sent = excluded.sent, expires = excluded.expires,"
    " tries = 0 WHERE one_time_code.sent <= $5::timestamptz"
)
_ONCE: Final = Statement(
    "INSERT INTO one_time_code (subject, hash, sent, expires)"
    " VALUES ($1::bytea, $2::bytea, $3::timestamptz, $4::timestamptz) ON CONFLICT DO NOTHING"
)
_TRY: Final = Statement(
    "UPDATE one_time_code SET tries = tries + 1"
    " WHERE subject = $1::bytea AND expires > $2::timestamptz AND tries < $3::int2 RETURNING hash"
)
_USE: Final = Statement("DELETE FROM one_time_code WHERE subject = $1::bytea AND hash = $2::bytea")
_SWEEP: Final = Statement("DELETE FROM one_time_code WHERE expires < now()")
_PAUSE: Final = bytes(16)  # what stands in the place of a hash where only the time counts


def issue_code(purpose: str, about: str, flow: str) -> str:
    """Make a code about somebody for one purpose; raises `TooMany` within thirty seconds of the last one."""
    now = clock.now()
    pause = timedelta(seconds=PAUSE_SECONDS)
    waiting = secrets.blind("code|pause", f"{purpose}|{about}")
    if not _KEEP.run(database(), waiting, _PAUSE, now, now + pause, now - pause):
        raise TooMany(
            "Un code vient de partir. Attendez trente secondes avant d’en demander un autre.",
            ("code_just_sent",),
            PAUSE_SECONDS,
        )
    return make_code(purpose, about, flow)


def make_code(purpose: str, about: str, flow: str, seconds: int = SENT_SECONDS) -> str:
    """Make a code that is not sent but shown; the one before is worth nothing any more."""
    now = clock.now()
    code = f"{chance.randbelow(10**SENT_DIGITS):0{SENT_DIGITS}}"
    subject = _subject(purpose, about, flow)
    _KEEP.run(database(), subject, _hash(subject, code), now, now + timedelta(seconds=seconds), now)
    return code


def redeem_code(purpose: str, about: str, flow: str, typed: str) -> bool:
    """Use a code: right, still good, not tried too often, and never used before; of two at once, one gets True."""
    subject, code = _subject(purpose, about, flow), read_digits(typed)
    row = _TRY.one(database(), subject, clock.now(), TRIES)
    kept = _PAUSE if row is None else bytes(row[0])
    wanted = _hash(subject, code)
    right = hmac.compare_digest(kept, wanted)
    return right and bool(code) and _USE.run(database(), subject, wanted) == 1


def use_once(purpose: str, what: str, seconds: int) -> bool:
    """Say that something is used for the first time; True once, for as long as it could be used."""
    now, subject = clock.now(), secrets.blind(f"once|{purpose}", what)
    return _ONCE.run(database(), subject, _PAUSE, now, now + timedelta(seconds=seconds)) == 1


def sweep() -> int:
    """Forget the codes that have expired; returns how many."""
    return _SWEEP.run(database())


def _subject(purpose: str, about: str, flow: str) -> bytes:
    return secrets.blind("code", f"{purpose}|{about}|{flow}")


def _hash(subject: bytes, code: str) -> bytes:
    return secrets.blind("code|value", f"{subject.hex()}|{code}")
