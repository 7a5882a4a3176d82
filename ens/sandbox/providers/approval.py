"""Approval on the phone (OpenID Connect CIBA, poll mode), and the phone itself."""

from http import HTTPStatus
from typing import Final

from ens.sandbox.providers import pages, wire
from ens.sandbox.providers.ledger import Call, Proof, now
from ens.sandbox.providers.provider import Provider
from ens.sandbox.providers.wire import Answer, Request

GRANT: Final = "urn:openid:params:grant-type:ciba"
LIFE: Final = 120  # seconds
INTERVAL: Final = 2


def ask(provider: Provider, request: Request) -> Answer:
    """Ring somebody's phone."""
    form, client = request.form, provider.client
    if (form.get("client_id"), form.get("client_secret")) != (client.client_id, client.secret):
        return wire.refusal("invalid_client", status=HTTPStatus.UNAUTHORIZED)
    hint = form.get("login_hint", "")
    who = next((each for each in provider.people() if each.claims.get("SubjectNameID") == hint), None)
    if who is None:
        return wire.refusal("unknown_user_id")
    name = provider.ledger.calls.put(Call(who, form.get("binding_message", ""), now() + LIFE))
    return wire.as_json({"auth_req_id": name, "expires_in": LIFE, "interval": INTERVAL})


def collect(provider: Provider, name: str) -> Proof | str:
    """Give the proof once the phone has approved, or the word for why not (CIBA section 11)."""
    call = provider.ledger.calls.find(name)
    if call is None:
        return "invalid_grant"
    early, call.asked_at = now() - call.asked_at < INTERVAL - 1, now()
    if call.refused:
        return "access_denied"
    if now() >= call.ends:
        return "expired_token"
    if call.proof is None:
        return "slow_down" if early else "authorization_pending"
    provider.ledger.calls.take(name)
    return call.proof


def phone(provider: Provider, request: Request) -> Answer:
    """Play the phone: what waits, with what the screen of the other device shows, to approve or to refuse."""
    if request.method == "POST":
        call = provider.ledger.calls.find(request.form.get("appel", ""))
        if call is not None and request.form.get("reponse") == "oui":
            call.proof = Proof(call.who, now(), provider.ledger.sessions.put(call.who), {})
        elif call is not None:
            call.refused = True
        return wire.go_to("/telephone", {})
    return pages.list_calls(provider, now())
