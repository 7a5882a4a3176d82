"""T-50 to T-52 on a house of two processes: of many at once one gets through, and what is taken back is taken back."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from ens.sandbox.cast import CAMILLE
from tests.scenarios.consents import answer, read_back
from tests.scenarios.live import House, shared_demo

BACK = "http://127.0.0.1:9/retour"
SCOPES = "launch/patient offline_access patient/DocumentReference.rs"
VERIFIER = "v" * 64
CHALLENGE = "w1TpKUdYE9hUAcNSeeSRFioHDxfUxuHho_JHAfZ_vDM"


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


@pytest.fixture(scope="module")
def app(demo: House) -> str:
    name = f"appli-{secrets.token_hex(4)}"
    demo.ask("app", client_id=name, audience="person", scopes=SCOPES, redirect_uri=BACK, keys=[])
    return name


def code(house: House, app: str) -> str:
    query = {"response_type": "code", "client_id": app, "redirect_uri": BACK, "scope": SCOPES, "state": "s",
             "aud": f"{house.base}/fhir", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}  # fmt: skip
    address = str(house.http.build_request("GET", "/oauth/authorize", params=query).url)
    return read_back(answer(house, "camille", address))["code"]


def post(house: House, endpoint: str, app: str, **form: str) -> httpx.Response:
    return httpx.post(
        f"{house.base}/oauth/{endpoint}", data={"client_id": app, **form}, timeout=30, trust_env=False, verify=False
    )


def exchange(house: House, app: str, text: str) -> httpx.Response:
    return post(house, "token", app, grant_type="authorization_code", code=text, redirect_uri=BACK,
                code_verifier=VERIFIER)  # fmt: skip


def reads(house: House, token: str, times: int = 12) -> set[int]:
    """Read so often, on new connections, that both processes answer."""
    patient, head = house.patient(CAMILLE.identity.matricule), {"Authorization": f"Bearer {token}"}
    address = f"{house.base}/fhir/DocumentReference?patient={patient}&_count=1"
    return {
        httpx.get(address, headers=head, timeout=30, trust_env=False, verify=False).status_code for _ in range(times)
    }


def together(count: int, act: Any) -> list[httpx.Response]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: act(), range(count)))


@pytest.mark.threat("T-50")
def test_of_many_who_bring_one_code_at_once_at_most_one_gets_tokens_and_nobody_keeps_them(
    demo: House, app: str
) -> None:
    text = code(demo, app)
    answers = together(8, lambda: exchange(demo, app, text))
    got = [found.json()["access_token"] for found in answers if found.status_code == 200]
    assert len(got) == 1
    said = {found.json()["error"] for found in answers if found.status_code != 200}
    assert {"invalid_grant"} <= said <= {"invalid_grant", "temporarily_unavailable"}
    assert reads(demo, got[0]) == {401}


@pytest.mark.threat("T-50")
def test_of_many_who_bring_one_refresh_token_at_once_at_most_one_gets_through(demo: House, app: str) -> None:
    got = exchange(demo, app, code(demo, app)).json()
    answers = together(
        8, lambda: post(demo, "token", app, grant_type="refresh_token", refresh_token=got["refresh_token"])
    )
    fresh = [found.json() for found in answers if found.status_code == 200]
    assert len(fresh) == 1
    assert reads(demo, fresh[0]["access_token"]) == reads(demo, got["access_token"]) == {401}


@pytest.mark.threat("T-51")
def test_what_is_given_back_is_worth_nothing_in_either_process(demo: House, app: str) -> None:
    got = exchange(demo, app, code(demo, app)).json()
    assert reads(demo, got["access_token"]) == {200}
    assert post(demo, "revoke", app, token=got["access_token"]).status_code == 200
    assert reads(demo, got["access_token"]) == {401}
    fresh = post(demo, "token", app, grant_type="refresh_token", refresh_token=got["refresh_token"]).json()
    assert reads(demo, fresh["access_token"]) == {200}
    assert post(demo, "revoke", app, token=fresh["refresh_token"]).status_code == 200
    assert reads(demo, fresh["access_token"]) == {401}
