"""What a client assertion must say, apart from its signature (RFC 7523 section 3, SMART Backend Services); lives."""

from collections.abc import Mapping
from typing import Any, Final

ALGORITHMS: Final = ("ES384", "RS384")
MAX_LIFE_SECONDS: Final = 300  # SMART: an assertion lives five minutes at most
CLOCK_SKEW_SECONDS: Final = 30
TOKEN_SECONDS: Final = 300  # of a structure's program: SMART, no more than five minutes
ACCESS_SECONDS: Final = 600  # where the program can refresh it
ACCESS_ALONE_SECONDS: Final = 3_600  # where it cannot: SMART, no more than an hour
CODE_SECONDS: Final = 60  # OAuth 2.1 section 4.1.2: a code is for the program that waits for it
REFRESH_SECONDS: Final = 90 * 86_400  # a refresh token that is not used for so long is worth nothing
ONLINE_SECONDS: Final = 12 * 3_600  # a working day
ID_TOKEN_SECONDS: Final = 300
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_JTI_MAX: Final = 256


def is_acceptable(claims: Mapping[str, Any], client_id: str, expected: frozenset[str], now: int) -> bool:
    """Check issuer, subject, audience, life and jti of an assertion against the clock (seconds since 1970)."""
    expires, issued = _seconds(claims.get("exp")), _seconds(claims.get("iat", now))
    begins = _seconds(claims.get("nbf", now))
    jti = claims.get("jti")
    if expires is None or issued is None or begins is None:
        return False
    return (
        claims.get("iss") == claims.get("sub") == client_id
        and _is_for(claims.get("aud"), expected)
        and now - CLOCK_SKEW_SECONDS < expires <= now + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS
        and max(issued, begins) <= now + CLOCK_SKEW_SECONDS
        and isinstance(jti, str)
        and 0 < len(jti) <= _JTI_MAX
    )


def _is_for(audience: object, expected: frozenset[str]) -> bool:
    """Say whether an assertion is for us alone: one that is also for others could be replayed to them, or by them."""
    named = audience if isinstance(audience, list) else [audience]
    return len(named) == 1 and isinstance(named[0], str) and named[0] in expected


def _seconds(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
