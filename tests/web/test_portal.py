"""The pages that belong to no room: welcome, signing in, the help."""

from urllib.parse import urlencode

import pytest
from django.conf import settings

from ens.web.render import environment
from tests.databases import Database
from tests.factories.browser import Browser, notebook_of
from tests.factories.people import Holder

SIGN_IN = "/connexion/"


@pytest.mark.threat("T-21")
@pytest.mark.parametrize("is_demo", [True, False])
def test_nobody_signs_in_by_choosing_a_name(person: Holder, monkeypatch: pytest.MonkeyPatch, is_demo: bool) -> None:
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", is_demo)
    answer = Browser().client.post(SIGN_IN, {"qui": "camille"})
    assert answer.status_code == 405
    assert settings.ENS_COOKIE not in answer.cookies


@pytest.mark.threat("T-21")
def test_outside_a_demonstration_the_living_page_is_not_there(database: Database) -> None:
    assert Browser().get("/composants/").status_code == 404


def test_the_pages_say_that_it_is_a_demonstration(demo: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(environment().globals, "demonstration", ("noe",))
    assert "Ceci est une démonstration" in Browser().text(SIGN_IN)
    assert "Ceci est une démonstration" in Browser().text("/")


@pytest.mark.threat("T-19")
@pytest.mark.parametrize(
    "suite", ["https://ailleurs.exemple/", "//ailleurs.exemple", "/\\ailleurs.exemple", "javascript:alert(1)", "\t//x"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(person: Holder, suite: str) -> None:
    browser = Browser(person)
    browser.get(f"{SIGN_IN}?{urlencode({'suite': suite})}")
    answer = browser.get(f"{SIGN_IN}suite/?{urlencode({'suite': suite})}")
    assert answer.headers["Location"] == "/"


def test_one_comes_back_to_the_page_that_one_wanted(person: Holder) -> None:
    browser, wanted = Browser(person), notebook_of(person.space) + "?mois=2026-11"
    browser.get(f"{SIGN_IN}?{urlencode({'suite': wanted})}")
    assert browser.get(f"{SIGN_IN}suite/").headers["Location"] == wanted


@pytest.mark.threat("T-21")
@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_HOST": "carnet.exemple.fr"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_the_demonstration_opens_to_this_machine_alone(
    demo: Holder, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    assert Browser(environ=environ).get("/composants/").status_code == 404


@pytest.mark.parametrize(
    "environ", [{"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, {"HTTP_HOST": "localhost:8000"}]
)
def test_this_machine_has_several_names(demo: Holder, environ: dict[str, str]) -> None:
    assert Browser(environ=environ).get("/composants/").status_code == 200


def test_who_is_not_signed_in_is_welcomed_and_told_how_to_call(database: Database) -> None:
    text = Browser().text("/")
    assert all(address in text for address in ("/fhir/metadata", "/oauth/token", "/journal/checkpoint", "/readyz"))


def test_a_dead_session_is_welcomed_like_nobody(person: Holder) -> None:
    browser = Browser(person)
    browser.submit(browser.notebook, "/deconnexion/")
    browser.client.cookies[settings.ENS_COOKIE] = person.caller.token
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/aide/", "/vie-privee/", "/accessibilite/"])
def test_the_pages_of_the_foot_are_there(database: Database, path: str) -> None:
    assert f'href="{path}"' in Browser().text(path)


def test_who_is_signed_in_keeps_her_notebook_at_hand_in_the_help(person: Holder) -> None:
    assert f'href="{notebook_of(person.space)}"' in Browser(person).text("/aide/")


def test_the_name_of_the_service_is_a_setting(database: Database) -> None:
    assert f"<h1>{settings.ENS_NAME}</h1>" in Browser().text("/")
