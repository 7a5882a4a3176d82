"""The stand-ins are real providers in the small, for one service, on this machine, in a demonstration alone."""

import argparse
import io
import json
import socket
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt

from ens.config import environment
from ens.config.commands import sandbox
from ens.sandbox.providers import oidc, server
from ens.sandbox.providers.ledger import Someone
from ens.sandbox.providers.provider import Client, Provider
from ens.sandbox.providers.server import serving

BACK, LEFT = "http://127.0.0.1:8000/retour", "http://127.0.0.1:8000/quitte"
CLIENT = Client("ens", "secret", BACK, LEFT, "http://127.0.0.1:8000/fin")
VERIFIER = "v" * 50
ASKED = {
    "client_id": "ens",
    "redirect_uri": BACK,
    "scope": "openid",
    "response_type": "code",
    "state": "s",
    "nonce": "n",
    "code_challenge": create_s256_code_challenge(VERIFIER),
    "code_challenge_method": "S256",
}


@pytest.fixture
def provider() -> Provider:
    camille = Someone("camille", "Camille", "", {"family_name": "ROUSSEL"})
    return Provider("franceconnect", "FranceConnect", "http://127.0.0.1:8001", CLIENT, lambda: [camille])


class Reply:
    """What a stand-in answered."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = int(status[:3])
        self.headers = dict(headers)
        self.body = body

    @property
    def back(self) -> dict[str, str]:
        """Read the parameters of the address that the browser is sent to."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.headers["Location"]).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(provider: Provider, path: str, form: dict[str, str] | bytes | None = None, **headers: str) -> Reply:
    """Call a stand-in without a socket."""
    body = form if isinstance(form, bytes) else urlencode(form or {}).encode()
    where, _, query = path.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": where, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body))}
    environ["wsgi.input"] = io.BytesIO(body)
    environ["REQUEST_METHOD"] = "GET" if form is None else "POST"
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    environ.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
    setup_testing_defaults(environ)
    told: list[Any] = []
    parts = oidc.application(provider)(environ, lambda *given: told.extend(given) or io.BytesIO().write)  # type: ignore[func-returns-value]
    return Reply(told[0], told[1], b"".join(parts))


def choose(provider: Provider, who: str = "camille", **changed: str) -> Reply:
    shown = call(provider, f"/authorize?{urlencode({**ASKED, **changed})}")
    if shown.status != 200:
        return shown
    request = provider.ledger.requests.items()[0][0]
    assert request in shown.body.decode()
    return call(provider, "/authorize", {"demande": request, "qui": who})


def exchange(provider: Provider, code: str, **changed: str) -> Reply:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return call(provider, "/token", {**form, "client_id": "ens", "client_secret": "secret", **changed})


def test_a_code_is_exchanged_for_signed_statements(provider: Provider) -> None:
    back = choose(provider).back
    assert (back["state"], back["iss"]) == ("s", provider.issuer)
    given = exchange(provider, back["code"]).json
    told = jwt.decode(given["id_token"], provider.key, algorithms=["ES256"]).claims
    assert (told["aud"], told["nonce"], told["acr"]) == ("ens", "n", "eidas2")
    info = call(provider, "/userinfo", authorization=f"Bearer {given['access_token']}")
    person = jwt.decode(info.body.decode(), provider.key, algorithms=["ES256"]).claims
    assert (person["sub"], person["family_name"]) == (told["sub"], "ROUSSEL")


@pytest.mark.parametrize(
    "changed",
    [{"redirect_uri": f"{BACK}/"}, {"redirect_uri": "https://ailleurs.exemple"}, {"client_id": "autre"}],
)
def test_nobody_is_sent_to_an_address_that_is_not_the_services(provider: Provider, changed: dict[str, str]) -> None:
    shown = choose(provider, **changed)
    assert (shown.status, "Location" in shown.headers) == (400, False)


@pytest.mark.parametrize(
    "changed",
    [
        {"scope": "profile"},
        {"state": ""},
        {"nonce": ""},
        {"response_type": "token"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
    ],
)
def test_what_the_real_ones_demand_is_demanded(provider: Provider, changed: dict[str, str]) -> None:
    assert choose(provider, **changed).back["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 50}, "invalid_grant"),
        ({"redirect_uri": LEFT}, "invalid_grant"),
        ({"client_secret": "autre"}, "invalid_client"),
        ({"client_id": "autre"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_serves_the_one_who_asked(provider: Provider, changed: dict[str, str], error: str) -> None:
    assert exchange(provider, choose(provider).back["code"], **changed).json["error"] == error


def test_a_code_serves_once(provider: Provider) -> None:
    code = choose(provider).back["code"]
    assert exchange(provider, code).status == 200
    assert exchange(provider, code).json["error"] == "invalid_grant"


def test_who_is_not_on_the_list_has_given_up(provider: Provider) -> None:
    assert choose(provider, "quelqu-un").back["error"] == "access_denied"


@pytest.mark.threat("T-21")
def test_only_the_service_itself_can_make_it_misbehave(provider: Provider) -> None:
    for header in ("", "Bearer autre", "Basic secret", "secret"):
        assert call(provider, "/misbehave", b"unsigned", authorization=header).status == 404
    assert call(provider, "/misbehave", None, authorization="Bearer secret").status == 404
    assert provider.faults == set()
    assert call(provider, "/misbehave", b"unsigned expired", authorization="Bearer secret").status == 200
    assert provider.faults == {"unsigned", "expired"}
    assert call(provider, "/misbehave", b"danser", authorization="Bearer secret").status == 400
    assert call(provider, "/misbehave", b"", authorization="Bearer secret").status == 200
    assert provider.faults == set()


def test_only_who_has_phones_rings_them(provider: Provider) -> None:
    assert call(provider, "/telephone").status == 404
    assert call(provider, "/approval", {}).status == 404


@pytest.mark.threat("T-21")
def test_outside_a_demonstration_no_stand_in_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(environment.BadSetting):
        sandbox.run(argparse.Namespace())
    monkeypatch.setattr(environment, "is_demo_folder", lambda: True)
    monkeypatch.setenv("ENS_HOST", "192.0.2.1")
    with pytest.raises(environment.BadSetting):
        sandbox.run(argparse.Namespace())


@pytest.mark.threat("T-21")
def test_stand_ins_listen_on_this_machine_alone(provider: Provider) -> None:
    assert server.HOST == "127.0.0.1"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        with pytest.raises(OSError), serving({port: oidc.application(provider)}):
            pass  # a port that is taken is not shared
    with serving({port: oidc.application(provider)}), socket.socket() as visitor:
        visitor.connect(("127.0.0.1", port))
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=1):
            pass
