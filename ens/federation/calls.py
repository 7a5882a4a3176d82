"""Calls to providers: to their own hosts alone, without following anybody elsewhere, short and bounded."""

import ipaddress
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx

from ens.federation.providers import Provider
from ens.kernel import clock
from ens.kernel.errors import Refused
from ens.postgres.seats import aside

SECONDS: Final = 5.0  # to connect, and between two pieces
WHOLE_SECONDS: Final = 10.0
LIMIT: Final = 256 * 1024  # bytes of an answer


class Rejected(Refused):
    """A sign-in that comes to nothing; its one reason has words in `ens.federation.words`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reasons=(reason,))

    @property
    def reason(self) -> str:
        """Tell the reason."""
        return self.reasons[0]


class Reply(NamedTuple):
    """What a provider answered."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> dict[str, Any]:
        """Read an object; anything else is no answer."""
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise Rejected("unreadable")
        return content


def ask(
    provider: Provider, address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """Call one address of a provider: POST with a form, GET without."""
    if not is_of(provider, address):
        raise Rejected("elsewhere")
    method = "GET" if form is None else "POST"
    begun = clock.now_us()
    body = bytearray()
    try:
        with aside(), _client().stream(method, address, data=form, headers=headers) as response:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LIMIT or clock.now_us() - begun > WHOLE_SECONDS * 1_000_000:
                    raise Rejected("unreadable")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Rejected("unreachable") from error
    if response.has_redirect_location:
        raise Rejected("elsewhere")
    return Reply(response.status_code, response.headers, bytes(body))


def is_of(provider: Provider, address: str) -> bool:
    """Say whether an address is on the issuer's host, or on one that the operator has named beside it."""
    try:
        own, asked = urlsplit(provider.issuer), urlsplit(address)
    except ValueError:
        return False
    if asked.scheme != "https" and not (asked.scheme == "http" and _is_loopback(asked.hostname or "")):
        return False
    if asked.username is not None or asked.password is not None:
        return False
    return (asked.scheme, asked.netloc) == (own.scheme, own.netloc) or asked.netloc in provider.hosts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False, headers={"User-Agent": "ens"})
