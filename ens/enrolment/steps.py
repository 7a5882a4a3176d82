"""What is known so far of somebody on the way in, from page to page: in a cookie sealed under the key of the house.

Nothing of it can be read or changed by the browser that carries it, no address holds any of it, and it ends by itself.
"""

import base64
import binascii
import secrets as chance
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from msgspec.structs import replace as replace  # noqa: PLC0414  the pages change copies

from ens.gate import secrets
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.errors import Gone
from ens.kernel.ids import HOUSE
from ens.kernel.sealing import Tampered
from ens.web.session import is_secure

SECONDS: Final = 1_800
_PLACE: Final = b"on-the-way"  # ten bytes, as every place
_LONGEST: Final = 3_900  # bytes of a cookie
_TERM: Final = 1


class Expired(Gone):
    """There is nothing to go on from: too late, another browser, or cookies refused."""


class Steps(msgspec.Struct, frozen=True, array_like=True):
    """Where somebody is on the way; `errand` is what it leads to, and no other errand goes on from it.

    `flow` is random and binds codes to this browser. Contacts in `verified` have proven themselves by a code here.
    """

    errand: str
    flow: str
    until: int
    space: int = 0
    number: int = 0
    candidates: tuple[int, ...] = ()
    card: str = ""
    acting: str = ""
    proven: bool = False
    login: str = ""
    hash: str = ""
    email: str = ""
    mobile: str = ""
    verified: tuple[str, ...] = ()
    key: bytes = b""
    codes: tuple[str, ...] = ()
    terms: str = ""


def begin(errand: str) -> Steps:
    """Begin an errand."""
    return Steps(errand, chance.token_urlsafe(12), clock.now_us() // 1_000_000 + SECONDS)


def load(request: HttpRequest, errand: str) -> Steps:
    """Give where somebody is on an errand; raises `Expired`."""
    cookie = request.COOKIES.get(_name(), "")
    try:
        sealed = base64.urlsafe_b64decode(cookie[:_LONGEST])
        plain = secrets.unseal(HOUSE, _PLACE, Sealed(_TERM, sealed))
        steps = msgspec.msgpack.decode(plain or b"", type=Steps)
    except (binascii.Error, ValueError, Tampered, msgspec.DecodeError) as error:
        raise Expired from error
    if steps.errand != errand or steps.until < clock.now_us() // 1_000_000:
        raise Expired
    return steps


def save(response: HttpResponse, steps: Steps, **changes: object) -> None:
    """Let the browser carry where somebody is."""
    new = replace(steps, **changes)
    sealed = secrets.seal(HOUSE, _PLACE, msgspec.msgpack.encode(new)).value
    response.set_cookie(
        _name(),
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=SECONDS,
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(_name(), path="/", samesite="Lax")


def _name() -> str:
    return str(settings.ENS_STEPS_COOKIE)
