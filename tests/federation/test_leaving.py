"""Leaving here ends the provider's session; a provider that ends its own ends ours."""

from urllib.parse import urlencode

import httpx
import pytest
from django.test import Client

from ens.federation import discovery
from ens.gate.house import database as connection
from ens.kernel.actions import Action
from ens.sandbox.providers.ledger import now
from ens.sandbox.providers.provider import Provider
from ens.sandbox.providers.statements import sign
from tests.federation.entering import BASE, Visitor, last_entry, title

EVENT = "http://schemas.openid.net/event/backchannel-logout"
FORM = "application/x-www-form-urlencoded"
HERE = "/connexion/par/franceconnect/fin/"


@pytest.fixture
def inside(franceconnect: Provider, camille: int) -> Visitor:
    visitor = Visitor()
    visitor.sign_in(franceconnect, "camille")
    assert visitor.session is not None
    return visitor


def sign_out(visitor: Visitor) -> str:
    """Leave by the button of a page; gives where that leads."""
    return str(visitor.submit("/mon-compte/conditions/", "/deconnexion/").headers["Location"])


def test_who_leaves_here_leaves_the_provider_too(franceconnect: Provider, inside: Visitor) -> None:
    assert len(franceconnect.ledger.sessions.items()) == 1
    page = sign_out(inside)
    assert inside.session is None
    answer = inside.get(page)
    address = answer.headers["Refresh"].partition("url=")[2]
    assert address.startswith(f"{franceconnect.issuer}/end-session?id_token_hint=")
    with httpx.Client(trust_env=False, verify=False) as there:
        back = there.get(address).headers["Location"]
    assert back.startswith(f"{BASE}/connexion/par/franceconnect/quitte/?state=")
    assert franceconnect.ledger.sessions.items() == []
    assert title(inside.get(back)) == "À bientôt"
    assert inside.get(back).headers["Location"] == "/"


def test_a_return_from_elsewhere_says_nothing(franceconnect: Provider, inside: Visitor) -> None:
    sign_out(inside)
    assert inside.get("/connexion/par/franceconnect/quitte/?state=x").headers["Location"] == "/"
    assert Visitor().get("/connexion/par/franceconnect/quitter/").headers["Location"] == "/"


def test_a_provider_that_is_away_does_not_keep_anybody_inside(franceconnect: Provider, inside: Visitor) -> None:
    page = sign_out(inside)
    franceconnect.faults.add("discovery_leads_elsewhere")
    discovery.forget()
    answer = inside.get(page)
    assert "Refresh" not in answer.headers
    assert (title(answer), inside.session) == ("Votre session est fermée ici", None)


@pytest.mark.threat("T-35")
def test_what_ties_the_sessions_is_not_in_clear(franceconnect: Provider, inside: Visitor) -> None:
    assert inside.session is not None
    with connection().cursor() as cursor:
        cursor.execute("SELECT sid, sub, sealed FROM federated_session WHERE hash = %s", [inside.session.hash])
        row = b"".join(bytes(each) for each in cursor.fetchone() or ())
    sid, who = franceconnect.ledger.sessions.items()[0]
    assert row
    assert not any(each.encode() in row for each in (sid, who.sub, "eyJ"))


# -- the provider ends it


def test_a_session_closed_at_the_provider_is_over_here(franceconnect: Provider, inside: Visitor, camille: int) -> None:
    other = Visitor()
    other.sign_in(franceconnect, "camille")
    sid = franceconnect.ledger.sessions.items()[-1][0]  # the first one
    assert logout(franceconnect, {"sid": sid}) == 200
    assert inside.session is None
    assert other.session is not None
    assert (last_entry(camille).action, last_entry(camille).detail) == (Action.ACCOUNTS_SESSION_END, "fc")


def test_a_subject_signed_out_everywhere_is_so_here(franceconnect: Provider, inside: Visitor) -> None:
    other = Visitor()
    other.sign_in(franceconnect, "camille")
    assert logout(franceconnect, {"sid": None}) == 200
    assert (inside.session, other.session) == (None, None)


WRONG: dict[str, dict[str, object]] = {
    "for another service": {"aud": "un-autre"},
    "from another provider": {"iss": "https://ailleurs.exemple"},
    "old": {"iat": 1_700_000_000, "exp": 1_700_000_100},
    "a sign-in": {"events": None},
    "another event": {"events": {"https://ailleurs.exemple": {}}},
    "with a nonce": {"nonce": "x"},
    "without a number": {"jti": None},
    "about nobody": {"sub": None, "sid": None},
}


@pytest.mark.threat("T-35")
@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_statement_that_is_no_logout_ends_nothing(
    franceconnect: Provider, inside: Visitor, changed: dict[str, object]
) -> None:
    assert logout(franceconnect, changed) == 400
    assert inside.session is not None


@pytest.mark.threat("T-35")
@pytest.mark.parametrize("fault", ["unsigned", "wrong_key", "hidden_algorithm"])
def test_a_logout_that_the_provider_did_not_sign_ends_nothing(
    franceconnect: Provider, inside: Visitor, fault: str
) -> None:
    assert logout(franceconnect, {}, {fault}) == 400
    assert inside.session is not None


def test_only_a_small_form_is_read(franceconnect: Provider, inside: Visitor) -> None:
    client = Client(HTTP_HOST="127.0.0.1:8999")
    assert client.post(HERE, "{}", content_type="application/json").status_code == 400
    assert client.post(HERE, f"logout_token={'x' * 70_000}", content_type=FORM).status_code == 400
    assert client.post(HERE, "logout_token=x", content_type=FORM).status_code == 400
    assert client.get(HERE).status_code == 405
    assert client.post("/connexion/par/personne/fin/", "logout_token=x", content_type=FORM).status_code == 400


def logout(provider: Provider, changed: dict[str, object], faults: set[str] | None = None) -> int:
    """Send a logout statement about the newest session, changed as told; `None` takes a claim away."""
    sid, who = provider.ledger.sessions.items()[0]
    claims = {
        "iss": provider.issuer,
        "aud": provider.client.client_id,
        "iat": now(),
        "exp": now() + 60,
        "jti": "1",
        "sub": who.sub,
        "sid": sid,
        "events": {EVENT: {}},
        **changed,
    }
    told = {name: value for name, value in claims.items() if value is not None}
    statement = sign(told, provider.key, faults or set(), "logout+jwt")
    form = urlencode({"logout_token": statement})
    return Client(HTTP_HOST="127.0.0.1:8999").post(HERE, form, content_type=FORM).status_code
