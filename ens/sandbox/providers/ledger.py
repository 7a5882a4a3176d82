"""What a stand-in remembers: requests, codes, access tokens, sessions and approvals, in memory and few at a time."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from ens.kernel import clock

_KEPT: Final = 1_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody to choose from: `claims` is what userinfo says of them."""

    slug: str
    name: str
    note: str
    claims: Mapping[str, object]

    @property
    def sub(self) -> str:
        """Tell the subject that the provider gives to this service."""
        return f"standin-{self.slug}"


@dataclass(frozen=True, slots=True)
class Proof:
    """One sign-in that happened: who, when, in which session of the provider, for which request."""

    who: Someone
    at: int
    sid: str
    asked: Mapping[str, str]


@dataclass(slots=True)
class Call:
    """One request for approval on the phone; `proof` comes with the approval."""

    who: Someone
    words: str
    ends: int
    proof: Proof | None = None
    refused: bool = False
    asked_at: int = 0


class Drawer(Generic[T]):
    """Things under names that are drawn; the oldest goes when there are too many."""

    def __init__(self) -> None:
        self._things: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: T) -> str:
        """Keep a thing; gives its name."""
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._things[name] = thing
            while len(self._things) > _KEPT:
                self._things.popitem(last=False)
        return name

    def find(self, name: str) -> T | None:
        """Find a thing."""
        return self._things.get(name)

    def take(self, name: str) -> T | None:
        """Take a thing out: it serves once."""
        with self._lock:
            return self._things.pop(name, None)

    def items(self) -> list[tuple[str, T]]:
        """List everything, newest first."""
        with self._lock:
            return list(reversed(self._things.items()))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that one stand-in remembers."""

    requests: Drawer[Mapping[str, str]]
    codes: Drawer[Proof]
    tokens: Drawer[Proof]
    sessions: Drawer[Someone]
    calls: Drawer[Call]


def new_ledger() -> Ledger:
    """Begin with nothing."""
    return Ledger(Drawer(), Drawer(), Drawer(), Drawer(), Drawer())


def now() -> int:
    """Tell the second."""
    return clock.now_us() // 1_000_000
