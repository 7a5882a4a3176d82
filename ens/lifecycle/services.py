"""The acts of a space's life. Erasing has two steps that can be finished after a crash: the state, then the keys."""

from contextlib import suppress
from typing import Final

from django.conf import settings
from msgspec import structs

from ens.enrolment import cards
from ens.gate import spaces as gate
from ens.gate.facts import Visit
from ens.gate.house import database, house
from ens.gate.spaces import Opened
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import NotFound
from ens.kernel.identity import Identity
from ens.kernel.ids import NO_ITEM
from ens.policy.facts import SpaceState
from ens.registry import spaces
from ens.vault import items
from ens.vault.shred import Certificate as Certificate  # noqa: PLC0414  what callers get, named here for them
from ens.vault.shred import render, shred

_PAGE = 100
_HOUSE: Final = Visit(actor=SYSTEM)


def open_space(identity: Identity, state: SpaceState = SpaceState.ACTIVATED) -> Opened:
    """Open the space of a person."""
    return gate.open_space(identity, state)


def activate_space(space: int) -> None:
    """Open a space that was announced, created or refused, for the person who has asked for it (L.1111-13-1 CSP)."""
    gate.change_state(_HOUSE, space, Action.LIFECYCLE_SPACE_ACTIVATE, SpaceState.ACTIVATED)


def oppose_space(space: int) -> None:
    """Refuse a space before it opens, as the person or her representative has asked (R.1111-28 CSP)."""
    gate.change_state(_HOUSE, space, Action.LIFECYCLE_SPACE_OPPOSE, SpaceState.OPPOSED)


def close_space(visit: Visit, space: int) -> None:
    """Close a space: nothing comes in or goes out any more."""
    gate.change_state(visit, space, Action.LIFECYCLE_SPACE_CLOSE, SpaceState.CLOSED)


def erase_space(visit: Visit, space: int) -> Certificate:
    """Erase a space for ever: state and identity first, then its keys, then its files, which are noise by then."""
    gate.change_state(visit, space, Action.LIFECYCLE_SPACE_ERASE, SpaceState.ERASED)
    return finish_erasure(space)


def finish_erasure(space: int) -> Certificate:
    """Destroy the keys and files of a space whose state says erased; safe to ask again, `NotFound` for any other."""
    found = spaces.find_state(database(), space)
    if found is None or found[0] != SpaceState.ERASED:
        raise NotFound(reasons=("not_erased",))
    label = house().codec.encode(space, NO_ITEM)
    certificate = shred(house().keys, space, label, clock.today(), settings.ENS_KEY_BACKUP_DAYS)
    if certificate is None:  # the key store in use is a copy from before the space was made
        raise NotFound(reasons=("key_never_known",))
    house().blobs.erase_space(space, items.list_blobs(database(), space))
    return certificate


def finish_erasures() -> int:
    """Finish every erasure that a crash or an old backup of the key store left half done; returns how many."""
    done, after = 0, -1
    while numbers := spaces.list_in_state(database(), int(SpaceState.ERASED), after, _PAGE):
        for space in numbers:
            with suppress(NotFound):  # what never had a key here cannot be opened either
                finish_erasure(space)
                done += 1
        after = numbers[-1]
    return done


def certify(space: int) -> Certificate:
    """Give the certificate of an erased space again; `NotFound` for one that is not erased."""
    return finish_erasure(space)


def write_certificate(certificate: Certificate) -> str:
    """Write a certificate of erasure in French, for the person."""
    return render(certificate)


def declare_death(space: int) -> None:
    """Shut a space to everybody because its person has died; the state of its life stays, for the ten years to come."""
    cards.declare_deceased(space)
    died = clock.now_us() // 1_000_000
    gate.change_sharing(_HOUSE, space, Action.LIFECYCLE_DEATH_DECLARE, lambda old: structs.replace(old, died=died))


def take_back_death(space: int) -> None:
    """Open a space again as it was: its person lives, what was told was wrong."""
    gate.change_sharing(_HOUSE, space, Action.LIFECYCLE_DEATH_DECLARE, lambda old: structs.replace(old, died=0))
    cards.declare_alive(space)


def rotate_key(space: int) -> int:
    """Give a space a new key for what is written from now on; returns the new term."""
    return gate.rotate(space)
