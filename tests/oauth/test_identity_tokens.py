"""Who signed in, told to the app in a signed token; and what resource servers learn of tokens."""

import time

import pytest
from django.test import Client as Http
from joserfc import jwt
from joserfc.jwk import KeySet

from ens.gate.house import house
from ens.kernel import clock
from ens.kernel.ids import NO_ITEM
from ens.oauth import signing
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.people import Holder
from tests.oauth.programs import App, new_key, told


def published() -> KeySet:
    return KeySet.import_key_set(Http(HTTP_HOST="127.0.0.1").get("/oauth/jwks").json())


def test_the_token_says_who_to_one_app_for_five_minutes(browser: Browser, camille: Holder) -> None:
    app = App()
    got = app.tokens(browser)
    read = jwt.decode(got["id_token"], published(), algorithms=["RS256"])
    claims, now = read.claims, time.time()
    assert (claims["iss"], claims["aud"], claims["nonce"]) == ("http://127.0.0.1:8000", app.client_id, "nonce-1")
    assert now < claims["exp"] <= now + 300
    assert claims["auth_time"] <= now
    assert claims["amr"] == ["demo"]
    assert claims["fhirUser"] == f"http://127.0.0.1:8000/fhir/Patient/{house().codec.encode(camille.space, NO_ITEM)}"
    assert str(camille.number) not in str(claims)
    again = jwt.decode(app.tokens(browser)["id_token"], published(), algorithms=["RS256"])
    assert again.claims["sub"] == claims["sub"]


def test_without_openid_nothing_is_said(browser: Browser) -> None:
    assert "id_token" not in App().tokens(browser, scope="launch/patient patient/Observation.rs")


def test_two_keys_are_published_and_their_private_parts_are_not(database: Database) -> None:
    keys = Http(HTTP_HOST="127.0.0.1").get("/oauth/jwks").json()["keys"]
    assert len(keys) == 2
    assert all({"kty", "n", "e", "kid", "alg", "use"} == set(key) for key in keys)


def test_keys_follow_each_other_and_what_one_signed_stays_readable(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = App().tokens(browser)["id_token"]
    first = signing.signing_key().kid
    now = clock.now_us()
    monkeypatch.setattr(clock, "now_us", lambda: now + (signing.TERM + 60) * 1_000_000)
    signing.rotate()
    assert signing.signing_key().kid != first
    jwt.decode(before, KeySet.import_key_set({"keys": signing.published()}), algorithms=["RS256"])
    monkeypatch.setattr(clock, "now_us", lambda: now + (signing.TERM + 2 * signing.DAY) * 1_000_000)
    signing.rotate()
    assert first not in {key["kid"] for key in signing.published()}
    assert len(signing.published()) == 2


def test_a_resource_server_learns_what_a_token_is(browser: Browser, camille: Holder) -> None:
    app, server = App(), App("structure", "system/*.rs", key=new_key(), introspects=True)
    got = app.tokens(browser, "documents-lire")
    said = told(server.post("introspect", token=got["access_token"]))
    assert (said["active"], said["client_id"], said["scope"]) == (True, app.client_id, got["scope"])
    assert said["patient"] == got["patient"]
    assert abs(said["exp"] - time.time() - got["expires_in"]) < 5
    assert said["sub"] == jwt.decode(got["id_token"], published(), algorithms=["RS256"]).claims["sub"]
    app.post("revoke", token=got["refresh_token"])
    assert told(server.post("introspect", token=got["access_token"])) == {"active": False}
    assert str(camille.number) not in str(said)


@pytest.mark.threat("T-12")
def test_nobody_else_asks_about_a_token(browser: Browser) -> None:
    app, other = App(), App("structure", "system/*.rs", key=new_key())
    got = app.tokens(browser)
    assert told(other.post("introspect", token=got["access_token"])) == {"active": False}
    assert told(other.post("introspect", token="rien")) == {"active": False}
    refused = app.post("introspect", token=got["access_token"])
    assert told(refused)["error"] == "invalid_client"
    own = told(other.post("token", grant_type="client_credentials", scope="system/List.rs"))
    said = told(other.post("introspect", token=own["access_token"]))
    assert (said["active"], said["client_id"], said["scope"]) == (True, other.client_id, "system/List.rs")
    assert other.post("revoke", token=own["access_token"]).status_code == 200
    assert told(other.post("introspect", token=own["access_token"])) == {"active": False}
