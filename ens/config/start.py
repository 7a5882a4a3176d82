"""What a command does first: find or start the database, then let Django read its settings."""

from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connections

from ens.config import environment
from ens.gate.house import open_keystore
from ens.kernel.errors import Unavailable
from ens.postgres import embedded
from ens.vault.opening import KeysShut


@contextmanager
def started() -> Iterator[None]:
    """Have the database and Django ready for a block; an embedded server that this process started ends with it."""
    handle = embedded.ensure(environment.var()) if environment.is_embedded() else None
    try:
        django.setup()
        yield
    finally:
        connections.close_all()
        if handle is not None:
            handle.stop()


def check_keys() -> None:
    """Refuse to begin with keys that do not open; a provider that does not answer may do so later."""
    try:
        open_keystore()
    except KeysShut:
        raise
    except Unavailable:
        return
