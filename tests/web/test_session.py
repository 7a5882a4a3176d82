"""The session: a cookie that says nothing, a row that ends it everywhere."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.gate.house import database as connection
from ens.kernel.errors import Unauthenticated
from ens.registry import tokens
from ens.web import session
from tests.factories.browser import Browser
from tests.factories.people import Holder

pytestmark = pytest.mark.threat("T-20")


def with_cookie(token: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[settings.ENS_COOKIE] = token
    return request


def test_who_brings_no_session_is_nobody() -> None:
    with pytest.raises(Unauthenticated):
        session.visit_of(HttpRequest())


def test_a_cookie_longer_than_any_token_is_nobody() -> None:
    with pytest.raises(Unauthenticated):
        session.visit_of(with_cookie("x" * 129))


def test_only_the_hash_goes_to_the_gate() -> None:
    assert session.visit_of(with_cookie("secret")).token_hash == tokens.hashed("secret")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    response = HttpResponse()
    session.open_session(response, "secret")
    cookie = response.cookies[settings.ENS_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == cookie["domain"] == ""


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_PUBLIC_URL", "https://carnet.exemple.fr")
    response = HttpResponse()
    session.open_session(response, "secret")
    assert response.cookies[settings.ENS_COOKIE]["secure"] is True


def test_signing_out_ends_the_session_for_whoever_copied_it(person: Holder) -> None:
    browser, thief = Browser(person), Browser(person)
    assert thief.get(browser.notebook).status_code == 200
    answer = browser.submit(browser.notebook, "/deconnexion/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert answer.cookies[settings.ENS_COOKIE].value == ""
    assert thief.get(thief.notebook).headers["Location"].startswith("/connexion/")


def test_a_revoked_session_holds_no_longer_than_the_next_page(person: Holder) -> None:
    browser = Browser(person)
    assert browser.get(browser.notebook).status_code == 200
    tokens.revoke(connection(), person.caller.token)
    assert browser.get(browser.notebook).status_code == 303
