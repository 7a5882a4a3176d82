"""Showing documents for a while, opening what is shown, ending it."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.urls import reverse

from ens.gate import doorstep, shares
from ens.gate.facts import Visit
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM, Actor, ActorKind
from ens.kernel.errors import HouseError, NotFound
from ens.policy.facts import Share
from ens.registry import people
from ens.shares import links, rules
from ens.shares.links import Link

_BY_CODE_SCOPES: Final = " ".join(("user/Binary.r", *(f"user/{kind}.rs" for kind in (shares.KIND, *rules.SECTIONS))))
BY_CODE: Final = Actor(ActorKind.STRANGER, 0, scopes=_BY_CODE_SCOPES)


class Wish(NamedTuple):
    """What a person wants to show, for how many seconds, how often, and whether the code alone is enough.

    `kinds` are the sections of which she shows all that stands there; `handed`: programs get a copy.
    """

    items: Sequence[bytes]
    seconds: int
    openings: int
    code_alone: bool
    kinds: tuple[str, ...] = ()
    handed: bool = False


class Handed(NamedTuple):
    """What the person hands over: the address in its square, and the code that she says aloud. Kept nowhere."""

    number: int
    address: str
    code: str


def give(visit: Visit, space: int, by: int, wish: Wish) -> Handed:
    """Show documents for a while; the address and the code are given once."""
    number, now = people.new_number(), clock.now_us() // 1_000_000
    share = Share(
        tuple(wish.items), by, now, now + wish.seconds, wish.openings, wish.code_alone, wish.kinds, wish.handed
    )
    shares.give(visit, space, number, share)
    address = secrets.token_urlsafe(rules.LINK_BYTES if wish.handed else rules.SECRET_BYTES)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    links.keep(address, code, Link(space, number, 0), clock.now() + timedelta(seconds=wish.seconds))
    return Handed(number, address, code)


def whole_address(address: str) -> str:
    """Write the address that the square holds."""
    return f"{settings.ENS_PUBLIC_URL}{reverse('share', kwargs={'secret': address})}"


def withdraw(visit: Visit, space: int, number: int) -> None:
    """End a share; whoever reads in it is stopped at the next click, in every process."""
    if number not in shares.list_shares(visit, space):
        raise NotFound
    shares.withdraw(visit, space, number)
    links.forget(space, number)


def knock(address: str, typed: str, signs: int = rules.SECRET_SIGNS) -> Link:
    """Try the code of a share. A wrong one is in the history; the tenth kills the share, whoever tried."""
    link = links.try_code(address, typed, signs)
    if not link.right:
        doorstep.note(Action.SHARING_SHARE_OPEN, link.space, refused="wrong_proof")
        if link.tries >= rules.TRIES:
            _kill(link)
    return link


def visit_by(link: tuple[int, int], token_hash: bytes = b"") -> Visit:
    """Tell who comes by a share: a professional by her session, anybody else by the code alone."""
    return Visit(token_hash, share=link[1]) if token_hash else Visit(actor=BY_CODE, share=link[1])


def _kill(link: Link) -> None:
    try:
        shares.withdraw(Visit(actor=SYSTEM), link.space, link.number)
    except HouseError as error:  # ended meanwhile, or the space is shut: nothing comes in by it in any case
        if not (error.noted or isinstance(error, NotFound)):
            raise
    links.forget(link.space, link.number)
