"""The pages that belong to no room: welcome, the demonstration's sign-in, the help."""

import pytest
from django.conf import settings

from tests.databases import Database
from tests.factories.browser import Browser, notebook_of
from tests.factories.people import Holder

SIGN_IN = "/connexion/"


@pytest.mark.threat("T-21")
def test_outside_a_demonstration_nobody_signs_in_by_choosing_a_name(database: Database) -> None:
    assert Browser().get(SIGN_IN).status_code == 404
    assert Browser().client.post(SIGN_IN, {"qui": "anna"}).status_code in {403, 404}


@pytest.mark.threat("T-21")
def test_outside_a_demonstration_the_living_page_is_not_there(database: Database) -> None:
    assert Browser().get("/composants/").status_code == 404


def test_one_chooses_a_person_and_reads_her_notebook(demo: Holder) -> None:
    browser = Browser()
    answer = browser.submit(SIGN_IN, SIGN_IN, qui="anna")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.get("/").headers["Location"] == notebook_of(demo.space)
    assert "Bonjour Anna" in browser.text(notebook_of(demo.space))


def test_the_page_says_that_it_is_a_demonstration(demo: Holder) -> None:
    assert "Ceci est une démonstration." in Browser().text(SIGN_IN)


def test_one_comes_back_to_the_page_that_one_wanted(demo: Holder) -> None:
    browser, wanted = Browser(), notebook_of(demo.space) + "?mois=2026-11"
    assert f'value="{wanted}"' in browser.text(f"{SIGN_IN}?suite={wanted}")
    assert browser.submit(SIGN_IN, SIGN_IN, qui="anna", suite=wanted).headers["Location"] == wanted


@pytest.mark.threat("T-19")
@pytest.mark.parametrize(
    "suite", ["https://ailleurs.exemple/", "//ailleurs.exemple", "/\\ailleurs.exemple", "javascript:alert(1)", "\t//x"]
)
def test_nobody_is_sent_elsewhere(demo: Holder, suite: str) -> None:
    browser = Browser()
    assert "ailleurs" not in browser.text(f"{SIGN_IN}?suite={suite}")
    assert browser.submit(SIGN_IN, SIGN_IN, qui="anna", suite=suite).headers["Location"] == "/"


@pytest.mark.threat("T-21")
@pytest.mark.parametrize("name", ["", "dr-martin", "assureur", "' OR 1=1"])
def test_only_those_of_the_list_may_be_chosen(demo: Holder, name: str) -> None:
    answer = Browser().submit(SIGN_IN, SIGN_IN, qui=name)
    assert answer.status_code == 422
    assert settings.ENS_COOKIE not in answer.cookies


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
    browser = Browser(environ=environ)
    assert browser.get(SIGN_IN).status_code == 404
    assert browser.get("/composants/").status_code == 404


@pytest.mark.parametrize(
    "environ", [{"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, {"HTTP_HOST": "localhost:8000"}]
)
def test_this_machine_has_several_names(demo: Holder, environ: dict[str, str]) -> None:
    assert Browser(environ=environ).get(SIGN_IN).status_code == 200


def test_signing_in_as_another_ends_the_session_before(demo: Holder, person: Holder) -> None:
    browser = Browser(demo)
    browser.submit(SIGN_IN, SIGN_IN, qui="anna")
    assert Browser(demo).get(notebook_of(demo.space)).status_code == 303


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
