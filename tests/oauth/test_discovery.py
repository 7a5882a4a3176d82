"""What programs learn before they ask, and which pages of others may read it."""

import pytest
from django.test import Client as Http

from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.people import new_person
from tests.oauth.programs import App

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def http(database: Database) -> Http:
    return Http(HTTP_HOST="127.0.0.1")


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
        "/fhir/.well-known/smart-configuration",
    ],
)
def test_the_three_descriptions_agree_and_anybody_may_read_them(http: Http, path: str) -> None:
    answer = http.get(path, HTTP_ACCEPT="text/html", HTTP_ORIGIN="https://ailleurs.exemple.fr")
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert said["issuer"] == HERE
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["authorization_response_iss_parameter_supported"] is True
    addresses = {name: value for name, value in said.items() if name.endswith("_endpoint") or name == "jwks_uri"}
    assert all(value.startswith(f"{HERE}/") for value in addresses.values())
    assert {"authorization_endpoint", "token_endpoint", "introspection_endpoint", "revocation_endpoint"} <= set(
        addresses
    )


def test_apps_on_fhir_learn_what_the_server_can(http: Http) -> None:
    said = http.get("/fhir/.well-known/smart-configuration").json()
    wanted = {"launch-standalone", "client-public", "client-confidential-asymmetric", "context-standalone-patient"}
    wanted |= {"permission-patient", "permission-v1", "permission-v2", "sso-openid-connect", "authorize-post"}
    assert wanted <= set(said["capabilities"])
    assert "launch-ehr" not in said["capabilities"]
    assert said["grant_types_supported"] == ["authorization_code", "client_credentials", "refresh_token"]
    security = http.get("/fhir/metadata").json()["rest"][0]["security"]
    uris = {each["url"]: each["valueUri"] for each in security["extension"][0]["extension"]}
    assert uris["authorize"] == said["authorization_endpoint"]
    assert uris["token"] == said["token_endpoint"]


def test_the_page_of_a_registered_app_may_call_and_a_stranger_s_may_not(http: Http) -> None:
    App()
    for origin, allowed in (("https://appli.exemple.fr", True), ("https://voleur.exemple.fr", False)):
        for path in ("/fhir/Patient/x", "/oauth/token"):
            asked = http.options(path, HTTP_ORIGIN=origin, HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST")
            assert asked.status_code == 204
            assert (asked.headers.get("Access-Control-Allow-Origin") == origin) is allowed
            called = http.post(path, "x", content_type="text/plain", HTTP_ORIGIN=origin)
            assert (called.headers.get("Access-Control-Allow-Origin") == origin) is allowed
            assert "Access-Control-Allow-Credentials" not in called.headers
            assert "Origin" in called.headers["Vary"]


def test_the_address_for_one_s_apps_leads_to_one_s_own_notebook(database: Database) -> None:
    browser = Browser(new_person())
    answer = browser.get("/applications/")
    assert answer.headers["Location"] == f"{browser.notebook}applications/"
    assert Browser().get("/applications/").status_code == 303
