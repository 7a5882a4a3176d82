"""What the statements of a provider must say, apart from their signature; each function answers with a named reason.

Sources: OpenID Connect Core 1.0 sections 3.1.3.7 and 5.3.2, Back-Channel Logout 1.0 section 2.6, RFC 9207, RFC 9700;
référentiel FranceConnect+ (eIDAS « substantiel »), référentiel Pro Santé Connect.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ens.kernel.identity import Identity

Claims = Mapping[str, Any]
SKEW: Final = 60  # seconds by which clocks may differ
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_SECONDS: Final = 600
FRANCE: Final = "99100"
_LEVELS: Final = ("eidas1", "eidas2", "eidas3")
_SEXES: Final = frozenset({"male", "female"})
_LONGEST: Final = 200


class Expected(NamedTuple):
    """What was asked for: the answer must fit. `since` is the earliest proof of identity that will do, 0 for any."""

    issuer: str
    client_id: str
    nonce: str
    level: str
    now: int
    since: int = 0


def fault_of_answer(answer: Mapping[str, str], issuer: str, state: str, *, names_itself: bool) -> str:
    """Find what is wrong with the browser's return from the provider (RFC 6749 section 4.1.2, RFC 9207)."""
    named = answer.get("iss", "")
    if not same(answer.get("state", ""), state):
        return "other_state"
    if (named and named != issuer) or (names_itself and not named):
        return "other_issuer"
    if answer.get("error"):
        return "declined" if answer["error"] == "access_denied" else "provider_refused"
    return "" if answer.get("code") else "provider_refused"


def fault_of_identity(claims: Claims, expected: Expected) -> str:
    """Find what is wrong with an id_token; the first of its faults."""
    issued, expires = _second(claims, "iat"), _second(claims, "exp")
    is_live = bool(issued and expires) and issued - SKEW <= expected.now < expires + SKEW
    proven = _second(claims, "auth_time")
    checks = {
        "other_issuer": claims.get("iss") == expected.issuer,
        "other_audience": _is_for(claims, expected.client_id),
        "expired": is_live,
        "other_nonce": not expected.nonce or same(str(claims.get("nonce", "")), expected.nonce),
        "low_level": is_level(claims.get("acr"), expected.level),
        "old_proof": not expected.since or expected.since - SKEW <= proven <= expected.now + SKEW,
        "no_subject": bool(_text(claims, "sub")),
    }
    return next((fault for fault, holds in checks.items() if not holds), "")


def fault_of_hash(claims: Claims, algorithm: str, access_token: str) -> str:
    """Find whether an id_token was issued with another access token (`at_hash`, where it is given)."""
    digest = hashlib.new(f"sha{algorithm[2:]}", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    return "" if claims.get("at_hash") is None or same(str(claims["at_hash"]), half) else "other_hash"


def fault_of_person(claims: Claims, expected: Expected, sub: str) -> str:
    """Find what is wrong with what userinfo says; above all, it must speak of the same subject."""
    if claims.get("sub") != sub:
        return "other_subject"
    if claims.get("iss", expected.issuer) != expected.issuer:
        return "other_issuer"
    if "aud" in claims and not _is_for(claims, expected.client_id):
        return "other_audience"
    return "" if "exp" not in claims or expected.now < _second(claims, "exp") + SKEW else "expired"


def is_logout(claims: Claims, expected: Expected) -> bool:
    """Say whether a logout token may be obeyed."""
    events, issued = claims.get("events"), _second(claims, "iat")
    return (
        claims.get("iss") == expected.issuer
        and _is_for(claims, expected.client_id)
        and abs(expected.now - issued) <= LOGOUT_SECONDS
        and expected.now < (_second(claims, "exp") or expected.now + 1) + SKEW
        and isinstance(events, dict)
        and isinstance(events.get(LOGOUT_EVENT), dict)
        and "nonce" not in claims
        and bool(_text(claims, "jti"))
        and bool(_text(claims, "sub") or _text(claims, "sid"))
    )


def is_level(found: object, wanted: str) -> bool:
    """Say whether a level of assurance is the one wanted or higher; one that we do not know is lower than any."""
    return found in _LEVELS and _LEVELS.index(str(found)) >= _LEVELS.index(wanted)


def read_pivot(claims: Claims) -> Identity | None:
    """Read a pivot identity as strict traits; None when one of them is missing or is none.

    Abroad, the place of birth is the country's code (RNIV): FranceConnect leaves `birthplace` empty there.
    """
    names = claims.get("given_name_array") or _text(claims, "given_name").split()
    name, born, sex, country = (_text(claims, each) for each in ("family_name", "birthdate", "gender", "birthcountry"))
    place = _text(claims, "birthplace") if country == FRANCE else country
    if not isinstance(names, list) or not names or not all(isinstance(each, str) and each for each in names):
        return None
    if not (name and place and sex in _SEXES and _is_day(born) and sum(map(len, names)) <= _LONGEST):
        return None
    return Identity("", "", name, tuple(names), born, sex, place)


def read_place(claims: Claims) -> tuple[str, ...]:
    """List the structures that a Pro Santé Connect identity names, as FINESS numbers of Struct_IdNat (`1…`)."""
    reference = claims.get("SubjectRefPro")
    exercises = reference.get("exercices") if isinstance(reference, dict) else None
    activities = [
        activity
        for exercise in (exercises if isinstance(exercises, list) else [])
        if isinstance(exercise, dict) and isinstance(exercise.get("activities"), list)
        for activity in exercise["activities"]
        if isinstance(activity, dict)
    ]
    found = (str(activity.get("numeroFinessSite") or "") for activity in activities[:100])
    return tuple(dict.fromkeys(f"1{number}" for number in found if number))


def choose_by_number(numbers: Sequence[str], typed: str) -> int | None:
    """Choose among people with the same traits the one whose national number was typed; every one is compared."""
    bare = "".join(typed.split()).upper()
    matching = [place for place, number in enumerate(numbers) if same(number, bare)]
    return matching[0] if len(matching) == 1 else None


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time; nothing equals an empty one."""
    return bool(right) and hmac.compare_digest(left.encode(), right.encode())


def _is_for(claims: Claims, client_id: str) -> bool:
    audience = claims.get("aud")
    several = isinstance(audience, list) and len(audience) > 1
    party = claims.get("azp")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        return False
    return party == client_id if several or party is not None else True


def _second(claims: Claims, name: str) -> int:
    value = claims.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value < 1 << 40 else 0


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
