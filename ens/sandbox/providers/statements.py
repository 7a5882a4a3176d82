"""What a stand-in signs, and how it signs wrongly when it is told to."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

Claims = dict[str, Any]
LIFE: Final = 60  # seconds of an id_token, as FranceConnect gives them
ELSEWHERE: Final = "https://ailleurs.exemple"
# Each word is one way to be wrong; `Provider.faults` holds those of the moment.
FAULTS: Final = frozenset(
    {
        "answer_of_another_issuer",
        "discovery_leads_elsewhere",
        "discovery_of_another_issuer",
        "endless_answer",
        "expired",
        "hidden_algorithm",
        "no_answer_issuer",
        "no_nonce",
        "old_proof",
        "other_hash",
        "other_party",
        "other_person",
        "redirected",
        "unsigned",
        "unsigned_userinfo",
        "wrong_audience",
        "wrong_issuer",
        "wrong_key",
        "wrong_level",
        "wrong_nonce",
    }
)


def new_key() -> ECKey:
    """Draw a signing key."""
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def distort(claims: Claims, faults: frozenset[str] | set[str]) -> Claims:
    """Change what a statement says as the faults of the moment want it."""
    changed: dict[str, Claims] = {
        "expired": {"iat": claims["iat"] - 900, "exp": claims["iat"] - 600},
        "old_proof": {"auth_time": claims["iat"] - 100 * 3600},
        "other_hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        "other_party": {"azp": "un-autre-service"},
        "wrong_audience": {"aud": "un-autre-service"},
        "wrong_issuer": {"iss": ELSEWHERE},
        "wrong_level": {"acr": "eidas0"},
        "wrong_nonce": {"nonce": "un-autre-essai"},
        "no_nonce": {"nonce": None},
    }
    told = dict(claims)
    for fault in faults & changed.keys():
        told |= changed[fault]
    return {name: value for name, value in told.items() if value is not None}


def sign(claims: Mapping[str, Any], key: ECKey, faults: frozenset[str] | set[str], kind: str = "JWT") -> str:
    """Sign a statement (ES256), or otherwise when told to."""
    header = {"alg": "ES256", "kid": key.kid or "", "typ": kind}
    if "unsigned" in faults:
        return f"{_part({**header, 'alg': 'none'})}.{_part(claims)}."
    if "hidden_algorithm" in faults:  # our own public key taken for a shared secret
        shared = OctKey.import_key(json.dumps(key.as_dict(private=False)))
        return jwt.encode({**header, "alg": "HS256"}, dict(claims), shared, algorithms=["HS256"])
    if "wrong_key" in faults:
        return jwt.encode(header, dict(claims), new_key())
    return jwt.encode(header, dict(claims), key)


def half_hash(token: str) -> str:
    """Make `at_hash` (OpenID Connect Core section 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()


def _part(content: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
