"""One sign-in with a provider, from our side: where to send the browser, and what to believe of what comes back.

OpenID Connect Core 1.0 section 3.1, RFC 7636 with S256, RFC 9207, RFC 9700. Nothing is believed that the provider's
keys did not sign for this very request.
"""

import base64
import secrets
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from ens.federation import calls, discovery, rules
from ens.federation.calls import Rejected
from ens.federation.discovery import Metadata
from ens.federation.providers import PSC, Provider, address_of
from ens.federation.rules import Claims, Expected
from ens.kernel import clock

ALGORITHMS: Final = ("ES256", "RS256")
FRESH_SECONDS: Final = 4 * 3600  # how old a professional's proof may be when she comes in
_OK: Final = 200
_JWT: Final = "application/jwt"


class Flow(NamedTuple):
    """What we must remember of a sign-in until the browser comes back; `since` as in `rules.Expected`."""

    provider: str
    state: str
    nonce: str
    verifier: str
    since: int


class Proven(NamedTuple):
    """Whom a provider has named: the statement itself, what it says, and what userinfo says of the same subject."""

    statement: str
    claims: Claims
    person: Claims


def begin(provider: Provider, *, fresh: bool) -> tuple[str, Flow]:
    """Draw what makes a sign-in unique and give the address to send the browser to."""
    metadata = discovery.find_metadata(provider)
    state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
    oldest = 0 if fresh else FRESH_SECONDS if provider.slug == PSC else None
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": address_of(provider, "retour"),
        "scope": provider.role.scope,
        "state": state,
        "nonce": nonce,
        "acr_values": provider.level,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    if provider.slug != PSC or fresh:
        asked["prompt"] = "login consent" if provider.slug != PSC else "login"
    if oldest is not None:
        asked["max_age"] = str(oldest)
    mark = "&" if "?" in metadata.authorization else "?"
    since = 0 if oldest is None else now() - oldest
    return f"{metadata.authorization}{mark}{urlencode(asked)}", Flow(provider.slug, state, nonce, verifier, since)


def finish(provider: Provider, flow: Flow, answer: Mapping[str, str]) -> Proven:
    """Turn the browser's return into a proof of identity; `Rejected` with the first thing that is wrong."""
    metadata = discovery.find_metadata(provider)
    fault = rules.fault_of_answer(answer, provider.issuer, flow.state, names_itself=metadata.names_itself)
    if fault:
        raise Rejected(fault)
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": address_of(provider, "retour"),
        "code_verifier": flow.verifier,
    }
    reply = post(provider, metadata, metadata.token, form)
    if reply.status != _OK:
        raise Rejected("code_refused")
    expected = Expected(provider.issuer, provider.client_id, flow.nonce, provider.level, now(), flow.since)
    return believe(provider, metadata, reply.json(), expected)


def believe(provider: Provider, metadata: Metadata, tokens: Mapping[str, Any], expected: Expected) -> Proven:
    """Check the statements that a token endpoint gave, and ask userinfo about the same subject."""
    statement, access = str(tokens.get("id_token", "")), str(tokens.get("access_token", ""))
    header, claims = read(provider, statement)
    fault = rules.fault_of_identity(claims, expected) or rules.fault_of_hash(claims, str(header["alg"]), access)
    if fault:
        raise Rejected(fault)
    reply = calls.ask(provider, metadata.userinfo, headers={"Authorization": f"Bearer {access}"})
    if reply.status != _OK or not reply.headers.get("Content-Type", "").startswith(_JWT):
        raise Rejected("unsigned")
    _, person = read(provider, reply.body.decode("ascii", "replace"))
    fault = rules.fault_of_person(person, expected, str(claims["sub"]))
    if fault:
        raise Rejected(fault)
    return Proven(statement, claims, person)


def read(provider: Provider, statement: str) -> tuple[Mapping[str, Any], Claims]:
    """Read a signed statement: with a key that the provider publishes, and an algorithm that we chose."""
    try:
        header = jws.extract_compact(statement.encode()).headers()
    except (JoseError, ValueError) as error:
        raise Rejected("unreadable") from error
    if header.get("alg") not in ALGORITHMS:
        raise Rejected("unsigned")
    try:
        return header, _decode(statement, discovery.find_keys(provider))
    except (InvalidKeyIdError, JoseError, ValueError):
        try:  # the provider may have changed its keys since
            return header, _decode(statement, discovery.find_keys(provider, newer=True))
        except (JoseError, ValueError) as error:
            raise Rejected("other_key") from error


def post(provider: Provider, metadata: Metadata, address: str, form: Mapping[str, str]) -> calls.Reply:
    """Call an address where we must prove who we are (client_secret_post, or client_secret_basic)."""
    if metadata.basic:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.secret, safe='')}"
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        return calls.ask(provider, address, form=form, headers=headers)
    proof = {"client_id": provider.client_id, "client_secret": provider.secret}
    return calls.ask(provider, address, form={**form, **proof})


def leaving_address(provider: Provider, statement: str, state: str) -> str:
    """Give the address that ends the provider's session too (RP-Initiated Logout); empty when it has none."""
    end = discovery.find_metadata(provider).end_session
    asked = {"id_token_hint": statement, "state": state, "post_logout_redirect_uri": address_of(provider, "quitte")}
    return f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}" if end else ""


def now() -> int:
    """Tell the second."""
    return clock.now_us() // 1_000_000


def _decode(statement: str, keys: KeySet) -> Claims:
    return jwt.decode(statement, keys, algorithms=list(ALGORITHMS)).claims
