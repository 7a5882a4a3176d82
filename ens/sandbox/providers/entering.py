"""The way in: the page with the cast, the code, the exchange against statements, userinfo."""

import hmac
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from ens.sandbox.providers import approval, pages, wire
from ens.sandbox.providers.ledger import Proof, now
from ens.sandbox.providers.provider import Provider
from ens.sandbox.providers.statements import ELSEWHERE, LIFE, distort, half_hash, sign
from ens.sandbox.providers.wire import Answer, Request

COOKIE: Final = "standin-session"
_NEEDED: Final = ("state", "nonce", "code_challenge")


def authorize(provider: Provider, request: Request) -> Answer:
    """Show whom one may be, then send the browser back with a code (OpenID Connect Core section 3.1.2)."""
    if request.method == "POST":
        return _chosen(provider, request)
    asked = request.query
    if asked.get("client_id") != provider.client.client_id or asked.get("redirect_uri") != provider.client.redirect_uri:
        return pages.say(provider, "Ce service n’est pas connu ici.", HTTPStatus.BAD_REQUEST)
    if "openid" not in asked.get("scope", "").split() or not all(asked.get(name) for name in _NEEDED):
        return _back(provider, asked, {"error": "invalid_request"})
    if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        return _back(provider, asked, {"error": "invalid_request"})
    return pages.choose(provider, provider.ledger.requests.put(asked))


def _chosen(provider: Provider, request: Request) -> Answer:
    asked = provider.ledger.requests.take(request.form.get("demande", ""))
    if asked is None:
        return pages.say(provider, "Cette page est restée ouverte trop longtemps.", HTTPStatus.BAD_REQUEST)
    who = provider.find(request.form.get("qui", ""))
    if who is None:
        return _back(provider, asked, {"error": "access_denied"})
    sid = provider.ledger.sessions.put(who)
    code = provider.ledger.codes.put(Proof(who, now(), sid, asked))
    cookie = ("Set-Cookie", f"{COOKIE}-{provider.slug}={sid}; HttpOnly; SameSite=Lax; Path=/")
    return _back(provider, asked, {"code": code}, cookie)


def _back(provider: Provider, asked: Mapping[str, str], told: dict[str, str], *headers: tuple[str, str]) -> Answer:
    issuer = ELSEWHERE if "answer_of_another_issuer" in provider.faults else provider.issuer
    named = {} if "no_answer_issuer" in provider.faults else {"iss": issuer}
    return wire.go_to(provider.client.redirect_uri, {**told, "state": asked.get("state", ""), **named}, *headers)


def token(provider: Provider, request: Request) -> Answer:
    """Give statements for a code or for an approval, to the service that proves itself (RFC 6749 section 4.1.3)."""
    if not is_client(provider, request):
        return wire.refusal("invalid_client", status=HTTPStatus.UNAUTHORIZED)
    if "redirected" in provider.faults:
        return wire.go_to(f"{provider.issuer}/jwks", {})
    grant = request.form.get("grant_type", "")
    if grant == approval.GRANT and provider.by_phone:
        return _approved(provider, request)
    return _exchanged(provider, request) if grant == "authorization_code" else wire.refusal("unsupported_grant_type")


def _exchanged(provider: Provider, request: Request) -> Answer:
    proof = provider.ledger.codes.take(request.form.get("code", ""))
    if proof is None or request.form.get("redirect_uri") != provider.client.redirect_uri:
        return wire.refusal("invalid_grant")
    if create_s256_code_challenge(request.form.get("code_verifier", "")) != proof.asked["code_challenge"]:
        return wire.refusal("invalid_grant", "code_verifier")
    return _statements(provider, proof)


def _approved(provider: Provider, request: Request) -> Answer:
    found = approval.collect(provider, request.form.get("auth_req_id", ""))
    return _statements(provider, found) if isinstance(found, Proof) else wire.refusal(found)


def _statements(provider: Provider, proof: Proof) -> Answer:
    access, faults = provider.ledger.tokens.put(proof), set(provider.faults)
    claims = {
        "iss": provider.issuer,
        "sub": proof.who.sub,
        "aud": provider.client.client_id,
        "iat": now(),
        "exp": now() + LIFE,
        "auth_time": proof.at,
        "acr": provider.level,
        "amr": ["standin"],
        "sid": proof.sid,
        "nonce": proof.asked.get("nonce"),
        "at_hash": half_hash(access),
    }
    signed = sign(distort(claims, faults), provider.key, faults)
    return wire.as_json({"access_token": access, "token_type": "Bearer", "expires_in": LIFE, "id_token": signed})


def userinfo(provider: Provider, request: Request) -> Answer:
    """Say who it is, as a signed statement (OpenID Connect Core section 5.3.2)."""
    kind, _, access = request.headers.get("authorization", "").partition(" ")
    proof = provider.ledger.tokens.find(access) if kind == "Bearer" else None
    if proof is None:
        return wire.refusal("invalid_token", status=HTTPStatus.UNAUTHORIZED)
    sub = "quelqu-un-d-autre" if "other_person" in provider.faults else proof.who.sub
    claims = {"iss": provider.issuer, "aud": provider.client.client_id, "iat": now(), "exp": now() + LIFE, "sub": sub}
    faults = {"unsigned"} if "unsigned_userinfo" in provider.faults else set[str]()
    signed = sign({**proof.who.claims, **claims}, provider.key, faults)
    return Answer(signed.encode(), kind="application/jwt", headers=(("Cache-Control", "no-store"),))


def is_client(provider: Provider, request: Request) -> bool:
    """Say whether the service proves itself: client_secret_post or client_secret_basic."""
    given = request.form.get("client_id", ""), request.form.get("client_secret", "")
    kind, _, basic = request.headers.get("authorization", "").partition(" ")
    if kind == "Basic":
        try:
            name, _, secret = b64decode(basic).decode().partition(":")
        except (Error, UnicodeDecodeError):
            return False
        given = unquote(name), unquote(secret)
    known = provider.client.client_id, provider.client.secret
    return hmac.compare_digest("\n".join(given).encode(), "\n".join(known).encode())


def style(_provider: Provider, _request: Request) -> Answer:
    """Give the style sheet of the pages."""
    return pages.style()
