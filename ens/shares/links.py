"""Addresses of shares: 128 random bits of which only the hash is kept; the code's hash is bound to them.

Who has the database can try no code without the address, and who has the address may try ten times in all, counted here
for every process and over restarts (OWASP ASVS 4.0, 2.2.1).
"""

import hmac
from datetime import datetime
from typing import Final, NamedTuple

from ens.gate import secrets
from ens.gate.house import database
from ens.kernel.errors import NotFound
from ens.postgres.statements import Statement
from ens.registry import tokens
from ens.shares.rules import SECRET_SIGNS, TRIES, read_code

_KEEP: Final = Statement(
    "INSERT INTO share_link (hash, number, space_id, code, expires)"
    " VALUES ($1::bytea, $2::int8, $3::int8, $4::bytea, $5::timestamptz)"
)
_FIND: Final = Statement(
    f"SELECT space_id, number, tries FROM share_link WHERE hash = $1::bytea AND expires > now() AND tries < {TRIES}"
)
_TRY: Final = Statement(
    "UPDATE share_link SET tries = tries + 1"
    f" WHERE hash = $1::bytea AND expires > now() AND tries < {TRIES} RETURNING space_id, number, tries, code"
)
_REFUND: Final = Statement("UPDATE share_link SET tries = tries - 1 WHERE hash = $1::bytea AND tries > 0")
_DELETE: Final = Statement("DELETE FROM share_link WHERE space_id = $1::int8 AND number = $2::int8")
_SWEEP: Final = Statement("DELETE FROM share_link WHERE expires < now()")


class Link(NamedTuple):
    """Where an address leads, and how many wrong codes were tried; `right` says that the last one was right."""

    space: int
    number: int
    tries: int
    right: bool = False


def keep(address: str, code: str, link: Link, expires: datetime) -> None:
    """Keep where an address leads."""
    _KEEP.run(database(), tokens.hashed(address), link.number, link.space, _hash(address, code), expires)


def find(address: str, signs: int = SECRET_SIGNS) -> Link:
    """Find where an address leads; the same `NotFound` for unknown, over and dead, and of another length than `signs`.

    The two kinds of addresses have two lengths: what is shown on a page is never handed over.
    """
    row = _FIND.one(database(), tokens.hashed(address)) if len(address) == signs else None
    if row is None:
        raise NotFound("Ce partage n’existe pas, ou il a pris fin. Demandez un nouveau carré à la personne.")
    return Link(*row)


def try_code(address: str, typed: str, signs: int = SECRET_SIGNS) -> Link:
    """Try a code: it is counted before it is compared, and taken back when it was right."""
    find(address, signs)
    hashed, code = tokens.hashed(address), read_code(typed)
    row = _TRY.one(database(), hashed)
    if row is None:
        return find(address, signs)
    right = hmac.compare_digest(bytes(row[3]), _hash(address, code)) and bool(code)
    if right:
        _REFUND.run(database(), hashed)
    return Link(row[0], row[1], row[2], right)


def forget(space: int, number: int) -> None:
    """Forget the address of a share that was ended."""
    _DELETE.run(database(), space, number)


def sweep() -> int:
    """Forget the addresses of shares that are over; returns how many."""
    return _SWEEP.run(database())


def _hash(address: str, code: str) -> bytes:
    return secrets.blind("share|code", f"{address}|{code}")
