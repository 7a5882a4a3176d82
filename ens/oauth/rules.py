"""What a client assertion must say, apart from its signature (RFC 7523 section 3, SMART Backend Services)."""

from collections.abc import Mapping
from typing import Any, Final

ALGORITHMS: Final = ("ES384", "RS384")
MAX_LIFE_SECONDS: Final = 300  # SMART: an assertion lives five minutes at most
CLOCK_SKEW_SECONDS: Final = 30
TOKEN_SECONDS: Final = 300
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_JTI_MAX: Final = 256


def is_acceptable(claims: Mapping[str, Any], client_id: str, audience: str, now: int) -> bool:
    """Check issuer, subject, audience, life and jti of an assertion against the clock (seconds since 1970)."""
    expires, issued = _seconds(claims.get("exp")), _seconds(claims.get("iat", now))
    begins = _seconds(claims.get("nbf", now))
    audiences = claims.get("aud")
    jti = claims.get("jti")
    if expires is None or issued is None or begins is None:
        return False
    return (
        claims.get("iss") == claims.get("sub") == client_id
        and audience in (audiences if isinstance(audiences, list) else [audiences])
        and now - CLOCK_SKEW_SECONDS < expires <= now + MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS
        and max(issued, begins) <= now + CLOCK_SKEW_SECONDS
        and isinstance(jti, str)
        and 0 < len(jti) <= _JTI_MAX
    )


def _seconds(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def granted_scopes(asked: str, allowed: str) -> str:
    """Give the scopes asked for that the client may have, in order; all of its own when it asks for none."""
    if not asked.strip():
        return allowed
    own = set(allowed.split())
    return " ".join(scope for scope in dict.fromkeys(asked.split()) if scope in own)
