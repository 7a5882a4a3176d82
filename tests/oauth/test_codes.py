"""Camille lets an app in: the code goes to whom it was made for, serves once, and gives what she gave."""

import json

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from ens.kernel.errors import Conflict
from ens.oauth import clients
from ens.oauth.server import server
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import new_structure
from tests.factories.documents import deposit
from tests.factories.people import Holder
from tests.factories.software import Software
from tests.oauth.programs import App, new_key, patient, sent_back, told

pytestmark = pytest.mark.threat("T-12", "T-50")


def reads(token: str, holder: Holder) -> int:
    return Software(token).call("GET", f"DocumentReference?patient={patient(holder)}").status_code


def test_what_she_gives_is_what_the_app_gets(app: App, browser: Browser, camille: Holder) -> None:
    deposit(new_structure(), camille.space)
    answer = app.answer(browser, "documents-lire")
    back = sent_back(answer)
    assert (back["state"], back["iss"]) == ("etat-1", "http://127.0.0.1:8000")
    got = told(app.exchange(back["code"]))
    assert (got["token_type"], got["patient"], got["expires_in"]) == ("Bearer", patient(camille), 600)
    assert "patient/DocumentReference.rs" in got["scope"]
    assert "Observation" not in got["scope"]
    page = Software(got["access_token"]).json("GET", f"DocumentReference?patient={patient(camille)}")
    assert page["total"] == 1
    assert Software(got["access_token"]).call("GET", f"Observation?patient={patient(camille)}").status_code == 403


def test_an_app_with_keys_proves_itself_at_each_call(browser: Browser, camille: Holder) -> None:
    app = App(key=new_key())
    got = app.tokens(browser)
    assert reads(got["access_token"], camille) == 200
    app.key = new_key()
    refused = app.refresh(got["refresh_token"])
    assert (refused.status_code, told(refused)["error"]) == (401, "invalid_client")


def test_without_offline_access_there_is_no_refresh_token_and_an_hour_at_most(app: App, browser: Browser) -> None:
    got = app.tokens(browser, scope="launch/patient patient/Observation.rs")
    assert "refresh_token" not in got
    assert 3_500 < got["expires_in"] <= 3_600
    assert "id_token" not in got


def test_the_answer_is_for_nobody_to_keep(app: App, browser: Browser) -> None:
    answer = app.exchange(app.code(browser))
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")


REFUSED: dict[str, dict[str, str | None]] = {
    "another address": {"redirect_uri": "https://appli.exemple.fr/retour/"},
    "no address": {"redirect_uri": None},
    "another verifier": {"code_verifier": "v" * 43},
    "no verifier": {"code_verifier": None},
    "the challenge as verifier": {"code_verifier": "CHALLENGE"},
    "a short verifier": {"code_verifier": "v" * 42},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_code_is_worth_nothing_without_all_that_it_was_made_for(app: App, browser: Browser, name: str) -> None:
    changes = dict(REFUSED[name])
    if changes.get("code_verifier") == "CHALLENGE":
        changes["code_verifier"] = app.challenge
    code = app.code(browser)
    refused = app.exchange(code, **changes)
    assert refused.status_code == 400
    assert told(refused)["error"] in {"invalid_grant", "invalid_request"}
    assert app.exchange(code).status_code == 200


def test_another_app_gets_nothing_for_a_code_that_is_not_its_own(app: App, browser: Browser) -> None:
    code, thief = app.code(browser), App()
    thief.verifier = app.verifier
    assert told(thief.exchange(code)) == {"error": "invalid_grant", "error_description": "Invalid 'code' in request."}
    assert told(app.exchange(code, client_id=thief.client_id))["error"] == "invalid_grant"


def test_a_code_that_comes_twice_ends_all_that_it_gave(app: App, browser: Browser, camille: Holder) -> None:
    code = app.code(browser)
    got = told(app.exchange(code))
    assert reads(got["access_token"], camille) == 200
    assert told(app.exchange(code))["error"] == "invalid_grant"
    assert reads(got["access_token"], camille) == 401
    assert told(app.refresh(got["refresh_token"]))["error"] == "invalid_grant"


def test_a_code_of_a_minute_ago_is_worth_nothing(app: App, browser: Browser, database: Database) -> None:
    code = app.code(browser)
    _age()
    assert told(app.exchange(code))["error"] == "invalid_grant"


def _age() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE oauth_secret SET expires = now() WHERE use = 1")


def test_a_refresh_token_serves_once_and_its_copy_ends_everything(app: App, browser: Browser, camille: Holder) -> None:
    first = app.tokens(browser)
    second = told(app.refresh(first["refresh_token"]))
    assert second["patient"] == patient(camille)
    assert second["refresh_token"] != first["refresh_token"]
    assert reads(second["access_token"], camille) == 200
    assert told(app.refresh(first["refresh_token"]))["error"] == "invalid_grant"
    assert reads(second["access_token"], camille) == 401
    assert told(app.refresh(second["refresh_token"]))["error"] == "invalid_grant"


def test_a_refresh_gives_a_part_and_never_more(app: App, browser: Browser, camille: Holder) -> None:
    first = app.tokens(browser, "documents-lire")
    wider = app.refresh(first["refresh_token"], scope="patient/DocumentReference.rs patient/Observation.rs")
    assert (wider.status_code, told(wider)["error"]) == (400, "invalid_scope")
    narrower = told(app.refresh(first["refresh_token"], scope="patient/DocumentReference.s"))
    assert narrower["scope"] == "patient/DocumentReference.s"
    assert reads(narrower["access_token"], camille) == 200
    whole = told(app.refresh(narrower["refresh_token"]))
    assert whole["scope"] == first["scope"]


def test_a_refresh_token_of_another_app_gives_nothing(app: App, browser: Browser) -> None:
    got = app.tokens(browser)
    assert told(App().refresh(got["refresh_token"]))["error"] == "invalid_grant"
    assert app.refresh(got["refresh_token"]).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_token_of_one_kind_is_none_of_another(app: App, browser: Browser, camille: Holder, kind: str) -> None:
    got = app.tokens(browser)
    assert told(app.exchange(got[kind]))["error"] == "invalid_grant"
    assert reads(got["refresh_token"], camille) == 401
    assert told(app.refresh(got["access_token"]))["error"] == "invalid_grant"


def test_an_app_gives_back_what_it_has(app: App, browser: Browser, camille: Holder) -> None:
    got = app.tokens(browser)
    assert app.post("revoke", token=got["refresh_token"]).status_code == 200
    assert reads(got["access_token"], camille) == 401
    assert app.post("revoke", token="rien-de-tel").status_code == 200
    other = app.tokens(browser)
    assert told(App().post("revoke", token=other["refresh_token"]))["error"] == "invalid_grant"
    assert reads(other["access_token"], camille) == 200


def test_a_suspended_app_is_worth_nothing_at_once(app: App, browser: Browser, camille: Holder) -> None:
    got = app.tokens(browser)
    clients.set_active(app.client_id, active=False)
    assert reads(got["access_token"], camille) == 401
    assert told(app.refresh(got["refresh_token"]))["error"] == "invalid_client"
    clients.set_active(app.client_id, active=True)
    assert reads(got["access_token"], camille) == 200


ODD = ["grant_type=authorization_code&grant_type=refresh_token", "a=%00", "grant_type=%22", "grant_type=implicit", ""]


@pytest.mark.parametrize("body", ODD)
def test_an_odd_form_is_answered_in_json(body: str, database: Database) -> None:
    answer = Client(HTTP_HOST="127.0.0.1").post("/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 400
    assert json.loads(answer.content)["error"] in {"invalid_request", "unsupported_grant_type"}


def test_where_many_come_at_once_the_answer_is_json_too(
    app: App, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = app.code(browser)

    def crowded(_request: object) -> None:
        raise Conflict(reasons=("space_changed",))

    with monkeypatch.context() as patch:
        patch.setattr(server(), "create_token_response", crowded)
        answer = app.exchange(code)
    assert (answer.status_code, told(answer)) == (503, {"error": "temporarily_unavailable"})
    assert app.exchange(code).status_code == 200


def test_each_entry_of_a_batch_is_a_call_of_its_own(app: App, browser: Browser, camille: Holder) -> None:
    token = app.tokens(browser, "documents-lire")["access_token"]
    asked = [f"DocumentReference?patient={patient(camille)}", f"Observation?patient={patient(camille)}"]
    batch = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"request": {"method": "GET", "url": url}} for url in asked],
    }
    entries = Software(token).json("POST", "", batch)["entry"]
    assert [entry["response"]["status"][:3] for entry in entries] == ["200", "403"]
