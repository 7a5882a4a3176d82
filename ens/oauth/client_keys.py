"""The public keys of a program: those it was registered with, or those that it publishes at an address of its own.

SMART App Launch 2.2, "Signature verification": a published list is kept no longer than its own headers allow, and is
asked for again when an assertion names a key that it does not hold; at most once a minute.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ens.oauth.clients import Client
from ens.postgres.seats import aside

_TIMEOUT: Final = 5.0
_LARGEST: Final = 65_536
_LONGEST_AGE: Final = 3_600
_PATIENCE: Final = 60.0
_KEPT: Final = 500
_AGE: Final = re.compile(r"max-age=(\d{1,9})")


class _Kept(NamedTuple):
    keys: KeySet
    fetched: float
    until: float


_lock: Final = threading.Lock()
_published: Final[dict[str, _Kept]] = {}


def list_sets(client: Client, kid: str) -> Iterator[KeySet]:
    """List the sets of keys to try, the one at hand first."""
    if not client.jwks_uri:
        yield _registered(client.jwks)
        return
    kept, now = _published.get(client.jwks_uri), time.monotonic()
    fresh = kept is not None and now < kept.until
    if kept is not None and fresh:
        yield kept.keys
    known = kept is not None and any(key.kid == kid for key in kept.keys.keys)
    if not fresh or (not known and kept is not None and now - kept.fetched > _PATIENCE):
        fetched = _fetch(client.jwks_uri)
        if fetched is not None:
            yield fetched


@lru_cache(maxsize=256)
def _registered(jwks: str) -> KeySet:
    """Read the keys that a program was registered with; other keys are another text."""
    return KeySet.import_key_set(json.loads(jwks))


def _fetch(address: str) -> KeySet | None:
    """Fetch a list of keys; None when it is away, too large, or no list of public keys."""
    try:
        with (
            aside(),
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as caller,
            caller.stream("GET", address, headers={"Accept": "application/json"}) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                return None
            keys = KeySet.import_key_set(json.loads(_read(answer)))
            age = _age(answer.headers.get("Cache-Control", ""))
    except (httpx.HTTPError, JoseError, ValueError, TypeError, KeyError):
        return None
    now = time.monotonic()
    with _lock:
        if len(_published) >= _KEPT:
            _published.clear()
        _published[address] = _Kept(keys, now, now + age)
    return keys


def _read(answer: httpx.Response) -> Any:  # noqa: ANN401  bytes of JSON
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _LARGEST:
            msg = "the list of keys is too large"
            raise ValueError(msg)
    return body


def _age(control: str) -> float:
    """Tell how long a list may be kept: what its header says, never more than an hour, not at all without a header."""
    found = _AGE.search(control)
    if found is None or "no-store" in control or "no-cache" in control:
        return 0.0
    return float(min(int(found[1]), _LONGEST_AGE))
