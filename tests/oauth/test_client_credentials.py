"""A structure's software gets a token with a signed assertion, and nothing else gives one."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import OctKey

from tests.scenarios.backend import SCOPES, Software, make_key
from tests.scenarios.live import House

pytestmark = pytest.mark.threat("T-12")

UNKNOWN = {"error": "invalid_client", "error_description": "The client is not known by what it brings."}
Forge = Callable[[Software], str]


@pytest.fixture(scope="module")
def hospital(demo: House) -> int:
    number: int = demo.ask("party", kind="STRUCTURE", identifier="1990000119", name="Clinique des Essais",
                           structure_type="SA01")  # fmt: skip
    return number


@pytest.fixture(scope="module")
def software(demo: House, hospital: int) -> Software:
    made = Software(demo, "logiciel-essais")
    made.register(hospital)
    return made


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
def test_a_signed_assertion_gives_a_short_bearer_token(demo: House, hospital: int, algorithm: str) -> None:
    program = Software(demo, f"logiciel-{algorithm.lower()}", algorithm)
    program.register(hospital)
    answer = program.ask(program.sign(program.claims()))
    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert (body["token_type"].lower(), body["scope"]) == ("bearer", SCOPES)
    assert 0 < body["expires_in"] <= 300
    found = demo.call(body["access_token"], "GET", "Patient",
                      params={"identifier": "urn:oid:1.2.250.1.213.1.4.10|288055199900116"})  # fmt: skip
    assert found.json()["total"] == 1


def test_fewer_scopes_are_given_when_fewer_are_asked(software: Software) -> None:
    answer = software.ask(software.sign(software.claims()), scope="system/Binary.crs system/Observation.rs")
    assert answer.json()["scope"] == "system/Binary.crs"


def test_scopes_that_the_client_does_not_have_give_nothing(software: Software) -> None:
    answer = software.ask(software.sign(software.claims()), scope="system/*.cruds patient/*.rs ens/manage")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def _unsigned(software: Software) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(software.claims())}."


def _symmetric(software: Software) -> str:
    """Sign with HS256 and the public key's own text as the secret: the confusion of algorithms."""
    public = json.dumps(software.key.as_dict(private=False)).encode()
    return software.sign(software.claims(), OctKey.import_key(public), "HS256")


def _altered(software: Software) -> str:
    head, _, signature = software.sign(software.claims()).split(".")
    claims = json.dumps(software.claims(sub="autre")).encode()
    return f"{head}.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.{signature}"


def _foreign(software: Software) -> str:
    return software.sign(software.claims(), make_key("ES384"))


def _claims(**changes: Any) -> Forge:
    return lambda software: software.sign(software.claims(**changes))


NOW = int(time.time())
FORGED: dict[str, Forge] = {
    "wrong audience": _claims(aud="http://127.0.0.1:1/oauth/token"),
    "audience of the FHIR door": lambda software: software.sign(software.claims(aud=f"{software.house.base}/fhir")),
    "no audience": _claims(aud=None),
    "expired": _claims(exp=NOW - 60),
    "no end": _claims(exp=None),
    "an end far away": _claims(exp=NOW + 86_400),
    "an end that is a text": _claims(exp=str(NOW + 200)),
    "issued in the future": _claims(iat=NOW + 3600),
    "not before the future": _claims(nbf=NOW + 3600),
    "not before that is a text": _claims(nbf="demain"),
    "no jti": _claims(jti=None),
    "empty jti": _claims(jti=""),
    "jti that is a number": _claims(jti=7),
    "very long jti": _claims(jti="j" * 5000),
    "wrong subject": _claims(sub="quelqu-un-d-autre"),
    "no subject": _claims(sub=None),
    "unknown client": _claims(iss="personne", sub="personne"),
    "issuer that is a list": _claims(iss=["logiciel-essais"]),
    "issuer with a zero": _claims(iss="a\x00b", sub="a\x00b"),
    "issuer with a line feed": _claims(iss="a\nb", sub="a\nb"),
    "foreign key": _foreign,
    "no signature": _unsigned,
    "symmetric": _symmetric,
    "altered": _altered,
    "another kid": lambda software: software.sign(software.claims(), kid="autre"),
    "not a token": lambda _: "pas.un.jeton",
    "nothing": lambda _: "",
    "one part": lambda _: "abc",
    "binary": lambda _: "\x00\xff" * 20,
    "very long": lambda _: "e" * 200_000,
}


@pytest.mark.parametrize("name", FORGED)
def test_a_wrong_assertion_gets_one_same_refusal(software: Software, name: str) -> None:
    answer = software.ask(FORGED[name](software))
    assert (answer.status_code, answer.json()) == (401, UNKNOWN)
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_assertion_serves_once(software: Software) -> None:
    assertion = software.sign(software.claims())
    assert software.ask(assertion).status_code == 200
    replayed = software.ask(assertion)
    assert (replayed.status_code, replayed.json()) == (401, UNKNOWN)
    again = software.sign(software.claims(jti="meme-jti"))
    assert software.ask(again).status_code == 200
    assert software.ask(software.sign(software.claims(jti="meme-jti"))).status_code == 401


def test_a_suspended_structure_gets_no_token_and_its_tokens_die_at_once(demo: House, software: Software) -> None:
    number = demo.ask("party", kind="STRUCTURE", identifier="1990000127", name="Clinique suspendue")
    program = Software(demo, "logiciel-suspendu")
    program.register(number)
    token = program.token()
    search = {"identifier": "urn:oid:1.2.250.1.213.1.4.10|288055199900116"}
    assert demo.call(token, "GET", "Patient", params=search).status_code == 200
    demo.ask("suspend", number=number)
    assert demo.call(token, "GET", "Patient", params=search).status_code == 401
    assert program.ask(program.sign(program.claims())).status_code == 401


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": "urn:autre"}, 401, "invalid_client"),
    ],
)
def test_another_demand_is_told_what_is_wrong(
    software: Software, form: dict[str, str], status: int, error: str
) -> None:
    answer = software.ask(software.sign(software.claims()), **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_the_endpoint_takes_forms_only(demo: House) -> None:
    assert demo.http.get("/oauth/token").status_code == 405
    strange = demo.http.post("/oauth/token", content=b"{}", headers={"Content-Type": "application/json"})
    assert strange.status_code == 400
    broken = demo.http.post(
        "/oauth/token", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=" + "b" * 300}
    )
    assert 400 <= broken.status_code < 500
