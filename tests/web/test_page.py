"""The door of the portal: who may come in, what every answer carries, and what a refusal looks like."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from ens.gate import history
from ens.journal.entry import Outcome
from ens.kernel import errors
from ens.policy.facts import SpaceState
from ens.web import headers
from ens.web.page import BODY_LIMIT, FORM_LIMIT, open_page
from tests.factories.browser import HOST, Browser, notebook_of
from tests.factories.callers import new_professional, new_session, new_token
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-19")

FORM = "application/x-www-form-urlencoded"


def asked(method: str = "GET", **environ: Any) -> HttpRequest:
    return RequestFactory(HTTP_HOST=HOST).generic(method, "/", **environ)


def page_of(error: Exception, request: HttpRequest | None = None) -> HttpResponseBase:
    @open_page("GET", "POST")
    def view(_request: HttpRequest) -> HttpResponseBase:
        raise error

    return view(request or asked())


def test_without_session_one_is_led_to_sign_in_and_back(person: Holder) -> None:
    address = notebook_of(person.space)
    answer = Browser().get(address + "?mois=2026-11")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/connexion/?suite={address.replace('/', '%2F')}%3Fmois%3D2026-11"


def test_a_person_opens_her_own_notebook(person: Holder) -> None:
    browser = Browser(person)
    assert "Bonjour Anna" in browser.text(browser.notebook)


def test_somebody_elses_notebook_is_not_there_and_its_history_says_who_tried(person: Holder) -> None:
    other = new_person()
    answer = Browser(person).get(notebook_of(other.space))
    assert answer.status_code == 404
    entries = [line.entry for line in history.list_entries(other.visit, other.space, None, 5) if line.entry]
    assert (person.number, Outcome.REFUSED) in [(entry.actor_number, entry.outcome) for entry in entries]


def test_a_notebook_that_never_existed_answers_like_somebody_elses(person: Holder) -> None:
    browser, other = Browser(person), new_person()
    unknown = browser.get("/carnet/" + "a" * 26 + "/")
    foreign = browser.get(notebook_of(other.space))
    assert (unknown.status_code, unknown.content) == (foreign.status_code, foreign.content)


@pytest.mark.parametrize("patient", ["x", "%00", "é" * 26, "a" * 500, "..", "a" * 25 + "%0A"])
def test_an_address_that_is_no_notebook_is_not_found(person: Holder, patient: str) -> None:
    assert Browser(person).get(f"/carnet/{patient}/").status_code == 404


def test_a_professionals_token_opens_no_notebook(person: Holder) -> None:
    browser = Browser(person)
    physician = new_professional()
    browser.client.cookies[settings.ENS_COOKIE] = physician.token
    assert browser.get(browser.notebook).status_code == 303, "no session at all"
    session = new_session(physician.kind, physician.number, "user/*.cruds")
    browser.client.cookies[settings.ENS_COOKIE] = session
    assert browser.get(browser.notebook).status_code == 404


def test_an_expired_session_leads_to_sign_in(person: Holder) -> None:
    browser = Browser(person)
    browser.client.cookies[settings.ENS_COOKIE] = new_token(
        person.caller.kind, person.number, "patient/*.rs", seconds=-1
    )
    assert browser.get(browser.notebook).status_code == 303


@pytest.mark.parametrize("path", ["/", "/aide/", "/nulle/part", "/connexion/"])
def test_every_answer_carries_the_headers(database: object, path: str) -> None:
    answer = Browser().get(path)
    assert {name: answer.headers.get(name) for name in headers.HEADERS} == headers.HEADERS


def test_a_refusals_page_carries_them_too() -> None:
    answer = page_of(errors.Refused())
    assert {name: answer.headers.get(name) for name in headers.HEADERS} == headers.HEADERS


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (errors.Malformed(), 400, "incomplète"),
        (errors.Refused(reasons=("space_closed",)), 403, "Ce carnet est fermé."),
        (errors.NotFound(), 404, "n’est pas pour vous"),
        (errors.Conflict(), 409, "changé entre-temps"),
        (errors.Gone(), 410, "supprimé"),
        (errors.TooLarge(), 413, "trop lourd"),
        (errors.WrongType(), 415, "lire ce fichier"),
        (errors.Invalid("Le titre est vide."), 422, "Le titre est vide."),
        (errors.TooMany(retry_after=7), 429, "Trop de demandes"),
        (errors.Unavailable(), 503, "momentanément indisponible"),
    ],
)
def test_a_refusal_is_a_french_page(error: Exception, status: int, words: str) -> None:
    answer = page_of(error)
    assert isinstance(answer, HttpResponse)
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert "secret" not in text


def test_what_is_not_found_gives_no_reason() -> None:
    plain, reasoned = page_of(errors.NotFound()), page_of(errors.NotFound(reasons=("masked",)))
    assert isinstance(plain, HttpResponse)
    assert isinstance(reasoned, HttpResponse)
    assert plain.content == reasoned.content


def test_who_comes_too_often_is_told_when_to_come_back() -> None:
    assert page_of(errors.TooMany(retry_after=7)).headers["Retry-After"] == "7"


def test_a_method_that_an_address_does_not_serve(database: object) -> None:
    answer = Browser().get("/deconnexion/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("kind", "length", "status"),
    [
        (FORM, str(FORM_LIMIT + 1), 413),
        ("multipart/form-data; boundary=x", str(BODY_LIMIT + 1), 413),
        (FORM, "-1", 400),
        (FORM, "many", 400),
    ],
)
def test_a_body_is_measured_before_it_is_read(kind: str, length: str, status: int) -> None:
    answer = page_of(errors.Conflict(), asked("POST", CONTENT_TYPE=kind, CONTENT_LENGTH=length))
    assert answer.status_code == status


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300])
def test_a_form_that_cannot_be_read_is_a_4xx(database: object, kind: str) -> None:
    answer = Browser().client.generic("POST", "/deconnexion/", b"--x\r\n", content_type=kind)
    assert 400 <= answer.status_code < 500
    assert "Revenez à la page précédente" in answer.content.decode()


def test_a_form_of_another_site_changes_nothing(person: Holder) -> None:
    browser = Browser(person)
    answer = browser.client.post("/deconnexion/", {}, HTTP_ORIGIN="https://ailleurs.exemple")
    assert answer.status_code == 403
    assert "Ce formulaire n’est plus valable" in answer.content.decode()
    assert browser.get(browser.notebook).status_code == 200


@pytest.mark.parametrize("state", [SpaceState.SUSPENDED, SpaceState.CLOSED])
def test_a_notebook_that_is_not_open_never_breaks_a_page(database: object, state: SpaceState) -> None:
    answer = Browser(holder := new_person(state)).get(notebook_of(holder.space))
    assert answer.status_code in {200, 403, 404}
