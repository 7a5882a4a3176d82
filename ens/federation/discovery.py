"""What a provider says of itself and its keys, kept as long as it says they may be, then asked for with their ETag.

OpenID Connect Discovery 1.0; RFC 8414; RFC 9111.
"""

import re
import threading
from typing import Any, Final, NamedTuple

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ens.federation import calls
from ens.federation.calls import Rejected
from ens.federation.providers import Provider
from ens.kernel import clock

_SHORTEST: Final = 60
_LONGEST: Final = 3600
_MAX_AGE: Final = re.compile(r"\bmax-age=(\d{1,9})\b")
_PATH: Final = "/.well-known/openid-configuration"
_OK: Final = 200
_UNCHANGED: Final = 304


class Metadata(NamedTuple):
    """The addresses of a provider; those that it need not have may be empty."""

    authorization: str
    token: str
    userinfo: str
    keys: str
    end_session: str
    approval: str
    names_itself: bool
    basic: bool


class _Kept(NamedTuple):
    content: dict[str, Any]
    etag: str
    until: int
    since: int


_kept: Final[dict[str, _Kept]] = {}
_lock: Final = threading.Lock()


def find_metadata(provider: Provider) -> Metadata:
    """Give the addresses of a provider; each must be its own, and the issuer the very one that was configured."""
    said = _fetch(provider, provider.issuer.rstrip("/") + _PATH)
    if said.get("issuer") != provider.issuer:
        raise Rejected("other_issuer")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Metadata(
        _own(provider, said, "authorization_endpoint"),
        _own(provider, said, "token_endpoint"),
        _own(provider, said, "userinfo_endpoint"),
        _own(provider, said, "jwks_uri"),
        _own(provider, said, "end_session_endpoint", needed=False),
        _own(provider, said, "backchannel_authentication_endpoint", needed=False),
        said.get("authorization_response_iss_parameter_supported") is True,
        "client_secret_post" not in methods,
    )


def find_keys(provider: Provider, *, newer: bool = False) -> KeySet:
    """Give the signing keys of a provider; `newer` asks again, once a minute, for a key that is not among them."""
    said = _fetch(provider, find_metadata(provider).keys, newer=newer)
    keys = said.get("keys")
    try:
        fitting = [key for key in keys if key.get("kty") in {"EC", "RSA"} and key.get("use", "sig") == "sig"]  # type: ignore[union-attr]
        return KeySet.import_key_set({"keys": fitting})
    except (JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise Rejected("unreadable") from error


def forget() -> None:
    """Forget everything that was kept."""
    _kept.clear()


def _fetch(provider: Provider, address: str, *, newer: bool = False) -> dict[str, Any]:
    now = clock.now_us() // 1_000_000
    name = f"{provider.issuer} {address}"
    kept = _kept.get(name)
    if kept is not None and now < kept.until and not (newer and now - kept.since >= _SHORTEST):
        return kept.content
    reply = calls.ask(provider, address, headers={"If-None-Match": kept.etag} if kept is not None and kept.etag else {})
    if reply.status == _UNCHANGED and kept is not None:
        content = kept.content
    elif reply.status == _OK:
        content = reply.json()
    else:
        raise Rejected("unreachable")
    with _lock:
        _kept[name] = _Kept(content, reply.headers.get("ETag", ""), now + _life(reply.headers), now)
    return content


def _life(headers: httpx.Headers) -> int:
    said = _MAX_AGE.search(headers.get("Cache-Control", ""))
    return min(_LONGEST, max(_SHORTEST, int(said[1]) if said else 0))


def _own(provider: Provider, said: dict[str, Any], name: str, *, needed: bool = True) -> str:
    address = said.get(name, "")
    if not isinstance(address, str) or (needed and not address):
        raise Rejected("unreadable")
    if address and not calls.is_of(provider, address):
        raise Rejected("elsewhere")
    return address
