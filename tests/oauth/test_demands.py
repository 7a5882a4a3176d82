"""What a program asks for at the authorization endpoint, and what it is told when it asks wrongly."""

import pytest

from tests.factories.browser import Browser
from tests.oauth.programs import BACK, READ, App, sent_back

pytestmark = pytest.mark.threat("T-12", "T-52")


WRONG: dict[str, tuple[dict[str, str | None], str]] = {
    "plain": ({"code_challenge_method": "plain"}, "invalid_request"),
    "no method, which would be plain": ({"code_challenge_method": None}, "invalid_request"),
    "no challenge": ({"code_challenge": None}, "invalid_request"),
    "neither": ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    "a short challenge": ({"code_challenge": "abc"}, "invalid_request"),
    "no state": ({"state": None}, "invalid_request"),
    "no audience": ({"aud": None}, "invalid_request"),
    "another audience": ({"aud": "https://autre.exemple.fr/fhir"}, "invalid_request"),
    "another answer": ({"response_type": "token"}, "unsupported_response_type"),
    "two answers": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "a fragment": ({"response_mode": "fragment"}, "invalid_request"),
    "a form": ({"response_mode": "form_post"}, "invalid_request"),
    "a request object": ({"request": "e30.e30."}, "request_not_supported"),
    "nothing it may have": ({"scope": "system/*.cruds user/*.rs ens/manage"}, "invalid_scope"),
    "no scope": ({"scope": None}, "invalid_scope"),
    "a category that nobody enforces": ({"scope": "patient/Observation.rs?category=a|b"}, "invalid_scope"),
    "prompts that contradict": ({"prompt": "none login"}, "invalid_request"),
    "silence": ({"prompt": "none"}, "consent_required"),
    "an age that is none": ({"max_age": "hier"}, "invalid_request"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_known_program_is_told_what_is_wrong_and_by_whom(app: App, browser: Browser, name: str) -> None:
    changes, error = WRONG[name]
    back = sent_back(app.ask(browser, **changes))
    assert (back["error"], back["iss"]) == (error, "http://127.0.0.1:8000")
    assert back.get("state") == (None if "state" in changes else "etat-1")
    assert "code" not in back


NOWHERE: dict[str, dict[str, str | None]] = {
    "unknown": {"client_id": "personne"},
    "nobody": {"client_id": None},
    "elsewhere": {"redirect_uri": "https://voleur.exemple.fr/retour"},
    "one sign more": {"redirect_uri": f"{BACK}/"},
    "another case": {"redirect_uri": BACK.replace("appli", "Appli")},
    "a query more": {"redirect_uri": f"{BACK}?a=b"},
    "no address": {"redirect_uri": None},
    "a script": {"redirect_uri": "javascript:alert(1)"},
    "odd signs": {"redirect_uri": f'{BACK}"\\'},
    "a zero": {"state": "a\x00b"},
}


@pytest.mark.parametrize("name", NOWHERE)
def test_nobody_is_sent_to_an_address_that_was_not_registered(app: App, browser: Browser, name: str) -> None:
    answer = app.ask(browser, **NOWHERE[name])
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "Rien ne lui a été donné" in answer.content.decode()


def test_a_parameter_that_comes_twice_is_refused(app: App, browser: Browser) -> None:
    answer = browser.get(f"/oauth/authorize?{app.query()}&scope=patient/*.cruds")
    assert answer.status_code == 400


def test_who_is_not_signed_in_signs_in_first_and_comes_back(app: App) -> None:
    answer = app.ask(Browser())
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/connexion/?suite=%2Foauth%2Fauthorize%3Fresponse_type%3Dcode")
    assert sent_back(app.ask(Browser(), prompt="none"))["error"] == "login_required"


def test_a_form_from_elsewhere_only_shows_the_page(app: App, browser: Browser) -> None:
    answer = browser.client.post(
        "/oauth/authorize", app.query(), content_type="application/x-www-form-urlencoded", HTTP_ORIGIN="https://x.fr"
    )
    assert answer.status_code == 303
    shown = browser.get(answer.headers["Location"])
    assert shown.status_code == 200
    assert "Autoriser" in shown.content.decode()


def test_an_answer_needs_the_page_that_was_shown(app: App, browser: Browser) -> None:
    answer = browser.client.post(
        "/oauth/reponse", {"demande": app.query(), "reponse": "oui", "donner": "documents-lire"}
    )
    assert answer.status_code == 403


def test_what_the_answer_demands_is_checked_again(app: App, browser: Browser) -> None:
    page = f"/oauth/authorize?{app.query()}"
    changed = app.query(redirect_uri="https://voleur.exemple.fr/retour")
    answer = browser.submit(page, "/oauth/reponse", demande=changed, reponse="oui", donner="documents-lire", duree="30")
    assert answer.status_code == 400


def test_scopes_beyond_registration_and_consent_are_not_granted(browser: Browser) -> None:
    app = App(scopes="openid launch/patient patient/DocumentReference.rs")
    got = app.tokens(browser, scope=f"{READ} patient/*.cruds system/*.cruds ens/manage")
    assert set(got["scope"].split()) == {"openid", "launch/patient", "patient/DocumentReference.rs"}


def test_scopes_of_version_one_are_given_back_as_such(browser: Browser) -> None:
    got = App().tokens(browser, scope="launch/patient patient/Observation.read patient/Condition.*")
    assert got["scope"].split() == ["launch/patient", "patient/Observation.read", "patient/Condition.*"]


def test_a_professional_program_is_not_for_persons_nor_the_other_way_round(browser: Browser) -> None:
    app = App("professional", "openid user/*.rs online_access")
    answer = app.ask(browser, scope="openid user/*.rs")
    assert answer.status_code == 403
    assert "aux professionnels de santé" in answer.content.decode()
    assert App("professional", "user/*.rs").ask(Browser(), scope="user/*.rs").headers["Location"].startswith("/pro/")
