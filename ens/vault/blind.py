"""Blind tokens: what the database can compare without knowing what it is.

Each is 64 bits of HMAC under a key of the space alone, so equal things in two spaces have unrelated tokens.
"""

from datetime import UTC, datetime

from ens.kernel.clock import from_us
from ens.vault.keyring import Keyring

_MONTHS = 12


def kind(keyring: Keyring, name: str) -> int:
    """Make the token of a kind of item (`DocumentReference`)."""
    return keyring.token(b"kind/" + name.encode())


def token(keyring: Keyring, *words: str) -> int:
    """Make the token of a search value, such as kind, parameter and value; no two lists of words read the same."""
    return keyring.token("".join(f"{len(word)}:{word}" for word in words).encode())


def month(keyring: Keyring, name: str, index: int) -> int:
    """Make the token of one kind in one month."""
    return months(keyring, name, index, 1)[0]


def months(keyring: Keyring, name: str, newest: int, count: int) -> list[int]:
    """Make the tokens of a kind for `count` months going back from a month index."""
    start = f"month/{name}/".encode()
    make = keyring.token
    return [
        make(b"%s%04d-%02d" % (start, index // _MONTHS, index % _MONTHS + 1))
        for index in range(newest, max(newest - count, -1), -1)
    ]


def month_index(when: int | datetime) -> int:
    """Give the number of the month of an instant (microseconds since 1970, or aware datetime), in UTC."""
    moment = from_us(when) if isinstance(when, int) else when.astimezone(UTC)
    return moment.year * _MONTHS + moment.month - 1
