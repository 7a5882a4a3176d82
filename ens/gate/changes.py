"""What a room proposes to write, and what the gate tells it first."""

from collections.abc import Callable, Sequence
from typing import BinaryIO

import msgspec

from ens.kernel.actors import Actor
from ens.kernel.identity import Identity
from ens.policy.facts import Header
from ens.vault.blobref import BlobRef


class Change(msgspec.Struct, frozen=True):
    """One item to write.

    `seen` is the version that it replaces, 0 to create; `source` gives the bytes of a new blob,
    `blob` keeps the one that is stored already; `search` lists the words of each search token; `follows` names the
    kind whose rights cover it, when it changes only because something of that kind does.
    """

    item: bytes
    header: Header
    resource: bytes
    seen: int = 0
    search: tuple[tuple[str, ...], ...] = ()
    source: bytes | BinaryIO | None = None
    blob: BlobRef | None = None
    follows: str = ""


class Context(msgspec.Struct, frozen=True):
    """What a room may know when it prepares its changes: it has been decided that the caller may come in.

    `identity` looks up whose space it is, for what names a person; `header` and `version` are those of the item looked
    at first, None and 0 for a creation; `masks_new` says that what this caller adds is to be masked to professionals.
    """

    space: int
    actor: Actor
    identity: Callable[[], Identity | None]
    header: Header | None
    version: int
    masks_new: bool = False


Plan = Callable[[Context], Sequence[Change]]


class Written(msgspec.Struct, frozen=True):
    """One item version, durable."""

    item: bytes
    version: int
    kind: str
