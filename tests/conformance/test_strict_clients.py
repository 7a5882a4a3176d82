"""Clients that others wrote get their tokens here without a concession: oauth4webapi, fhirclient, fhirpy."""

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from fhirclient import client as fhirclient
from fhirclient.models.documentreference import DocumentReference
from fhirpy import AsyncFHIRClient
from joserfc.jwk import ECKey

from ens.sandbox.cast import CAMILLE
from tests.factories.node import Program, running
from tests.scenarios.consents import answer, read_back
from tests.scenarios.live import House, shared_demo

BACK = "http://127.0.0.1:9/retour"
SCOPES = "openid fhirUser launch/patient offline_access patient/DocumentReference.rs patient/Patient.rs"


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


@pytest.fixture
def node(demo: House) -> Iterator[Program]:
    with running("client.mjs", {}) as program:
        yield program


def register(house: House, audience: str, scopes: str, *, key: ECKey | None = None, introspects: bool = False) -> str:
    name = f"programme-{uuid.uuid4().hex[:8]}"
    keys = [] if key is None else [key.as_dict(private=False)]
    house.ask("app", client_id=name, audience=audience, scopes=scopes, keys=keys, introspects=introspects,
              redirect_uri="" if audience == "structure" else BACK)  # fmt: skip
    return name


def done(said: Any) -> Any:
    assert "done" in said, said
    return said["done"]


@pytest.mark.parametrize("confidential", [False, True], ids=["public", "with keys"])
def test_oauth4webapi_lets_an_app_in_refreshes_asks_and_gives_back(
    demo: House, node: Program, confidential: bool
) -> None:
    key = ECKey.generate_key("P-384", {"kid": "une"}) if confidential else None
    app = register(demo, "person", SCOPES, key=key)
    jwk = None if key is None else key.as_dict(private=True)
    done(node.ask(act="discover", issuer=demo.base, algorithm="oidc", client_id=app, jwk=jwk))
    asked = done(node.ask(act="begin", redirect_uri=BACK, scope=SCOPES, aud=f"{demo.base}/fhir"))
    got = done(node.ask(act="finish", url=answer(demo, "camille", asked["url"])))
    patient = demo.patient(CAMILLE.identity.matricule)
    assert (got["patient"], got["claims"]["fhirUser"]) == (patient, f"{demo.base}/fhir/Patient/{patient}")
    found = demo.call(got["access_token"], "GET", "DocumentReference", params={"patient": patient})
    assert found.json()["total"] > 0
    fresh = done(node.ask(act="refresh", token=got["refresh_token"]))
    assert fresh["patient"] == patient
    if confidential:
        assert done(node.ask(act="introspect", token=fresh["access_token"]))["active"] is True
    done(node.ask(act="revoke", token=fresh["refresh_token"]))
    for token in (got["access_token"], fresh["access_token"]):
        assert demo.call(token, "GET", "DocumentReference", params={"patient": patient}).status_code == 401


def test_oauth4webapi_refuses_an_answer_that_does_not_say_whom_it_comes_from(demo: House, node: Program) -> None:
    app = register(demo, "person", SCOPES)
    done(node.ask(act="discover", issuer=demo.base, algorithm="oauth2", client_id=app))
    asked = done(node.ask(act="begin", redirect_uri=BACK, scope=SCOPES, aud=f"{demo.base}/fhir"))
    back = answer(demo, "camille", asked["url"])
    for changed in (back.partition("&iss=")[0], back.replace("127.0.0.1%3A", "127.0.0.2%3A")):
        assert "error" in node.ask(act="finish", url=changed)
    assert done(node.ask(act="finish", url=back))["token_type"] == "bearer"
    assert node.ask(act="finish", url=back)["code"] == "invalid_grant"


def test_oauth4webapi_gets_a_structure_its_token(demo: House, node: Program) -> None:
    key = ECKey.generate_key("P-384", {"kid": "deux"})
    program = register(demo, "structure", "system/DocumentReference.cruds system/Patient.rs", key=key)
    done(
        node.ask(act="discover", issuer=demo.base, algorithm="oauth2", client_id=program, jwk=key.as_dict(private=True))
    )
    got = done(node.ask(act="credentials", scope="system/Patient.rs"))
    assert (got["scope"], got["expires_in"]) == ("system/Patient.rs", 300)
    assert done(node.ask(act="introspect", token=got["access_token"]))["client_id"] == program
    assert node.ask(act="credentials", scope="patient/*.rs")["code"] == "invalid_scope"


def test_fhirclient_launches_by_itself_and_reads_camille_s_documents(demo: House) -> None:
    app = register(demo, "person", SCOPES)
    settings = {"app_id": app, "api_base": f"{demo.base}/fhir", "redirect_uri": BACK, "scope": SCOPES}
    smart = fhirclient.FHIRClient(settings=settings)
    assert smart.prepare() is False
    smart.handle_callback(answer(demo, "camille", smart.authorize_url))
    assert smart.patient_id == demo.patient(CAMILLE.identity.matricule)
    assert smart.patient.name[0].family == "ROUSSEL"
    first = DocumentReference.where({"patient": smart.patient_id}).perform_resources_iter(smart.server)
    assert next(first).subject.reference == f"Patient/{smart.patient_id}"
    assert smart.reauthorize()


def test_fhirpy_reads_with_the_token_of_an_app(demo: House) -> None:
    token, patient = demo.token("applicoeur"), demo.patient(CAMILLE.identity.matricule)

    async def read() -> list[Any]:
        client = AsyncFHIRClient(f"{demo.base}/fhir", authorization=f"Bearer {token}")
        found: list[Any] = await client.resources("DocumentReference").search(patient=patient).fetch()
        return found

    assert asyncio.run(read())


def test_a_refusal_goes_back_to_the_app(demo: House) -> None:
    app = register(demo, "person", SCOPES)
    query = {"response_type": "code", "client_id": app, "redirect_uri": BACK, "scope": SCOPES, "state": "s",
             "aud": f"{demo.base}/fhir", "code_challenge": "c" * 43, "code_challenge_method": "S256"}  # fmt: skip
    address = str(demo.http.build_request("GET", "/oauth/authorize", params=query).url)
    told = read_back(answer(demo, "camille", address, say="non"))
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "s", demo.base)
