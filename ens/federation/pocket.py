"""What a browser carries between two pages of a sign-in: sealed under the house's key, for a few minutes, in a cookie.

The browser cannot read it, change it, or use one for another purpose; over https it is bound to this very host.
"""

import base64
import binascii
import json
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.gate import secrets
from ens.gate.secrets import Sealed
from ens.kernel import clock
from ens.kernel.ids import HOUSE
from ens.kernel.sealing import Tampered
from ens.web.session import is_secure

SECONDS: Final = 600
_LONGEST: Final = 3_800  # characters: what browsers keep of one cookie
_NAME_BYTES: Final = 10
Content = dict[str, Any]


def put(response: HttpResponse, purpose: str, content: Content, seconds: int = SECONDS) -> bool:
    """Give the browser something to carry; False when it is too much for a cookie."""
    dated = {**content, "until": _now() + seconds}
    term, value = secrets.seal(HOUSE, _name(purpose), json.dumps(dated).encode())
    text = f"{term}.{base64.urlsafe_b64encode(value).decode()}"
    if len(text) > _LONGEST:
        return False
    response.set_cookie(
        _cookie(purpose), text, max_age=seconds, secure=is_secure(), httponly=True, samesite="Lax", path="/"
    )
    return True


def look(request: HttpRequest, purpose: str) -> Content | None:
    """Read what the browser carries; None when there is nothing, when it is too old, or is none of ours."""
    term, _, value = request.COOKIES.get(_cookie(purpose), "").partition(".")
    if not (term.isdecimal() and len(term) < 5 and len(value) <= _LONGEST):
        return None
    try:
        sealed = Sealed(int(term), base64.urlsafe_b64decode(value))
        plain = secrets.unseal(HOUSE, _name(purpose), sealed)
    except (Tampered, binascii.Error, ValueError):
        return None
    content: Content = json.loads(plain or b"{}")
    return content if content.get("until", 0) > _now() else None


def empty(response: HttpResponse, purpose: str) -> None:
    """Take it back."""
    response.delete_cookie(_cookie(purpose), path="/", samesite="Lax")


def _cookie(purpose: str) -> str:
    return settings.ENS_COOKIE.replace("ens", purpose)


def _name(purpose: str) -> bytes:
    return f"-{purpose}".encode().ljust(_NAME_BYTES, b"-")[:_NAME_BYTES]


def _now() -> int:
    return clock.now_us() // 1_000_000
