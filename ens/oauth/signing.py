"""The keys that sign identity tokens: kept in the key store, published before they sign and a while after.

RS256, which SMART App Launch demands of `sso-openid-connect`. A key signs for ninety days; the next one is published
from the day the one before begins, so that at any moment there are two, and nobody meets a signature by a key never
seen.
"""

import json
import time
from typing import Any, Final

from joserfc.jwk import RSAKey

from ens.gate.house import house
from ens.kernel import clock

ALGORITHM: Final = "RS256"
DAY: Final = 86_400
TERM: Final = 90 * DAY  # how long one key signs
AFTERLIFE: Final = DAY  # how long it stays published afterwards: identity tokens live five minutes
_PREFIX: Final = "identity-token/"
_BITS: Final = 2_048
_REMEMBERED: Final = 30.0  # seconds
_memory: dict[str, tuple[float, dict[int, RSAKey]]] = {}


def signing_key() -> RSAKey:
    """Give the key that signs now."""
    keys = _keys()
    now = clock.now_us() // 1_000_000
    begun = [begins for begins in keys if begins <= now]
    return keys[max(begun, default=min(keys))]  # none has begun for a clock that was set back


def published() -> list[dict[str, Any]]:
    """Write the public keys (RFC 7517): the one that signs, the next one, and one that has just stopped."""
    return [{**key.as_dict(private=False), "use": "sig", "alg": ALGORITHM, "kid": key.kid} for key in _keys().values()]


def rotate() -> None:
    """Make the keys that are missing and destroy those whose time is over; several processes may do so at once."""
    now = clock.now_us() // 1_000_000
    begins = sorted(_begins(name) for name in house().keys.kept(_PREFIX))
    if not any(each <= now for each in begins):
        _make(now)
        begins.append(now)
    last = max(begins)
    if last <= now:
        _make(last + TERM if last + TERM > now else now + DAY)
    ended = [each for each in begins if any(each < other <= now - AFTERLIFE for other in begins)]
    for each in ended:
        house().keys.forget(_name(each))
    _memory.clear()


def _make(begins: int) -> None:
    house().keys.keep(_name(begins), RSAKey.generate_key(_BITS).as_pem(private=True))


def _keys() -> dict[int, RSAKey]:
    """Give the keys by the second that each begins to sign at; opened anew twice a minute."""
    at, keys = _memory.get(_PREFIX, (0.0, {}))
    if not keys or time.monotonic() - at > _REMEMBERED:
        kept = house().keys.kept(_PREFIX)
        if len(kept) < 2:
            rotate()
            kept = house().keys.kept(_PREFIX)
        keys = {_begins(name): _open(name, pem) for name, pem in kept.items()}
        _memory[_PREFIX] = time.monotonic(), keys
    return keys


def _open(name: str, pem: bytes) -> RSAKey:
    """Open a key under a name of its own: its thumbprint (RFC 7638) would do, its first day says more in a log."""
    return RSAKey.import_key(pem, {"kid": name.removeprefix(_PREFIX)})


def _name(begins: int) -> str:
    return f"{_PREFIX}{begins:012d}"


def _begins(name: str) -> int:
    return int(name.removeprefix(_PREFIX))


def as_json() -> str:
    """Write the JSON Web Key Set."""
    return json.dumps({"keys": published()})
