"""T-18: an erasure that a crash cut short is finished, and one that cannot be finished stops nothing."""

import pytest
from django.db import connection

from ens.config.commands.worker import keep_keys
from ens.gate import spaces as gate
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.lifecycle.services import finish_erasures
from ens.policy.facts import SpaceState
from ens.registry import people, spaces
from tests.databases import Database
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-18")


def cut_short() -> Holder:
    """Say of a space that it is erased, and crash before its keys are destroyed."""
    holder = new_person()
    gate.change_state(Visit(actor=SYSTEM), holder.space, Action.LIFECYCLE_SPACE_ERASE, SpaceState.ERASED)
    assert house().keys.keyring(holder.space, 1) is not None
    return holder


def test_the_worker_finishes_what_was_cut_short(database: Database) -> None:
    erased, neighbour = cut_short(), new_person()
    keep_keys()
    assert house().keys.keyring(erased.space, 1) is None
    assert people.find_by_space(connection, erased.space) is None
    assert house().keys.keyring(neighbour.space, 1) is not None
    assert people.find_by_space(connection, neighbour.space) is not None


def test_a_space_that_this_key_store_never_knew_stops_nothing(database: Database) -> None:
    """After the key store itself was restored from a copy that is older than the space."""
    unknown = ids.new_space()
    assert spaces.insert(connection, unknown, int(SpaceState.ERASED), 1)
    erased = cut_short()
    finish_erasures()
    assert house().keys.keyring(erased.space, 1) is None
