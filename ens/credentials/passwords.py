"""Login names and passwords: Argon2id, then sealed; a name that nobody has costs as much as one that somebody has.

The parameters are those that OWASP's Password Storage Cheat Sheet gives first for little memory (19 MiB, two rounds).
"""

import secrets as chance
from functools import cache
from typing import Final, NamedTuple

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from ens.credentials import store
from ens.credentials.rules import passwords as rules
from ens.credentials.store import NOBODY, Holder, Kept, Kind
from ens.gate import secrets
from ens.kernel.errors import Conflict, Invalid

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_KEPT_PAST: Final = 5
REUSED: Final = "Vous avez déjà eu ce mot de passe. Choisissez-en un autre."


class Login(msgspec.Struct, frozen=True, array_like=True):
    """A login name, the hash of its password and those of the last ones."""

    name: str
    hash: str
    past: tuple[str, ...] = ()


class Checked(NamedTuple):
    """Whose login name it is (nobody's, perhaps), and whether the password was right."""

    holder: Holder
    right: bool


def hash_password(password: str) -> str:
    """Hash a password that has been found good."""
    return _HASHER.hash(rules.read_password(password))


def is_free(login: str) -> bool:
    """Say whether nobody has this login name."""
    return store.find(Kind.LOGIN, _blind(login)) is None


def set_login(holder: Holder, login: str, hashed: str) -> None:
    """Give somebody a login name and a password; `Conflict` when the name is taken, or when she has one."""
    plain = msgspec.msgpack.encode(Login(login, hashed))
    if store.add(holder, Kind.LOGIN, _blind(login), plain) is None:
        raise Conflict("Cet identifiant est déjà pris.", ("login_taken",))


def check_password(login: str, password: str) -> Checked:
    """Check a password; the same work is done for a login name that nobody has."""
    kept = store.find(Kind.LOGIN, _blind(login))
    known = None if kept is None else _read(kept)
    right = _is_right(_dummy() if known is None else known.hash, password)
    return Checked(NOBODY, right=False) if kept is None else Checked(kept.holder, right)


def find_holder(login: str) -> Holder:
    """Find who has a login name; nobody when it is unknown."""
    kept = store.find(Kind.LOGIN, _blind(login))
    return NOBODY if kept is None else kept.holder


def find_login(number: int) -> str:
    """Find somebody's login name, or nothing."""
    kept = next(iter(store.list_held(number, Kind.LOGIN)), None)
    return "" if kept is None else _read(kept).name


def is_own_password(number: int, password: str) -> bool:
    """Say whether this is somebody's password, asked again before something that matters."""
    kept = next(iter(store.list_held(number, Kind.LOGIN)), None)
    return _is_right(_dummy() if kept is None else _read(kept).hash, password) and kept is not None


def change_password(number: int, password: str) -> None:
    """Change a password that has been found good; `Invalid` when it is one of her last ones."""
    kept = next(iter(store.list_held(number, Kind.LOGIN)), None)
    if kept is None:
        raise Conflict(reasons=("no_login",))
    old = _read(kept)
    if any(_is_right(each, password) for each in (old.hash, *old.past)):
        raise Invalid(REUSED, ("password_reused",))
    new = Login(old.name, hash_password(password), (old.hash, *old.past)[:_KEPT_PAST])
    store.change(kept, _blind(old.name), msgspec.msgpack.encode(new))


def _read(kept: Kept) -> Login:
    return msgspec.msgpack.decode(kept.plain, type=Login)


def _is_right(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, rules.read_password(password)[: rules.LONGEST])
    except VerificationError:
        return False


@cache
def _dummy() -> str:
    """Give the hash of a password that nobody knows, with the same parameters as all others."""
    return _HASHER.hash(chance.token_urlsafe(32))


def _blind(login: str) -> bytes:
    return secrets.blind("login", login)
