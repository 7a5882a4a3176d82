"""T-12: a token is worth what was given, to its holder, until its end; everything around it is worth nothing."""

import base64
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import httpx
import pytest
from django.conf import settings
from django.db import connections
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jws import JWSRegistry

from ens.gate.house import house
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import new_party, new_professional, new_structure, new_token
from tests.factories.documents import deposit
from tests.factories.journal import last
from tests.factories.people import Holder, new_person
from tests.factories.software import Software, bytes_of
from tests.scenarios.backend import Software as Backend
from tests.scenarios.live import House, shared_demo
from tests.scenarios.newcomers import newcomer

pytestmark = pytest.mark.threat("T-12")


class Known(NamedTuple):
    """Camille, and the address of a document of hers."""

    holder: Holder
    path: str


@pytest.fixture
def camille(database: Database) -> Known:
    holder = new_person()
    document = deposit(new_structure(), holder.space)
    return Known(holder, f"DocumentReference/{house().codec.encode(document.space, document.item)}")


@pytest.fixture(scope="session")
def demo(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


def status(token: str, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Software(token).call("GET", path, headers=named).status_code


def end(token: str, when: str) -> None:
    """Move the end of a token."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE token SET expires = clock_timestamp() + %s::interval WHERE hash = %s",
            (when, hashlib.sha256(token.encode()).digest()),
        )


def test_a_token_ends_at_its_second(camille: Known) -> None:
    token = camille.holder.caller.token
    for when, expected in (("20 seconds", 200), ("-1 microsecond", 401), ("1 minute", 200), ("-1 second", 401)):
        end(token, when)
        assert status(token, camille.path) == expected, when
    assert Browser(camille.holder).get("/").status_code == 200  # welcomed like anybody


BENT: dict[str, Callable[[str], str]] = {
    "its hash, as a base holds it": lambda token: hashlib.sha256(token.encode()).hexdigest(),
    "its hash in base64": lambda token: base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode(),
    "one letter less": lambda token: token[:-1],
    "one letter more": lambda token: token + "A",
    "another case": lambda token: token.swapcase(),
    "padded as base64": lambda token: token + "=",
    "twice": lambda token: f"{token},{token}",
    "with another behind": lambda token: f"{token} x",
    "quoted": lambda token: f'"{token}"',
    "escaped": lambda token: f"%{ord(token[0]):02x}{token[1:]}",
    "with a zero behind": lambda token: f"{token}\x00",
}


@pytest.mark.parametrize("name", BENT)
def test_what_is_nearly_a_token_is_none(camille: Known, name: str) -> None:
    token = camille.holder.caller.token
    refused = [Software(bent).call("GET", camille.path) for bent in (BENT[name](token), "A" * 43)]
    assert {(answer.status_code, bytes_of(answer)) for answer in refused} == {(401, bytes_of(refused[0]))}
    assert status(token, camille.path) == 200


def test_a_token_is_taken_from_its_header_alone(camille: Known) -> None:
    """Addresses, forms, cookies and passwords end in logs and in other people's pages."""
    token = camille.holder.caller.token
    nobody = Software("")
    password = base64.b64encode(f":{token}".encode()).decode()
    assert nobody.call("GET", f"{camille.path}?access_token={token}").status_code == 401
    assert nobody.call("GET", camille.path, headers={"Authorization": f"Basic {password}"}).status_code == 401
    for scheme in ("", "Basic ", "Token ", "DPoP ", "Bearer:", "Bearer\t"):
        assert nobody.call("GET", camille.path, headers={"Authorization": scheme + token}).status_code == 401, scheme
    assert nobody.call("GET", camille.path, headers={"X-Authorization": f"Bearer {token}"}).status_code == 401
    nobody.client.cookies[settings.ENS_COOKIE] = token
    assert nobody.call("GET", camille.path).status_code == 401


def test_a_token_serves_the_kind_of_holder_that_it_was_made_for(camille: Known) -> None:
    """The same number under another kind: what a mistake in a table, or another program, could make."""
    physician = new_professional()
    for kind in ActorKind:
        if kind is not ActorKind.PROFESSIONAL:
            expected = 404 if kind is ActorKind.PERSON else 401  # a person of that number has no notebook here
            assert status(new_token(kind, physician.number, "user/*.cruds patient/*.cruds"), camille.path) == expected
        if kind is not ActorKind.PERSON:
            assert status(new_token(kind, camille.holder.number, "patient/*.cruds"), camille.path) == 401


@pytest.mark.parametrize("kind", [ActorKind.APP, ActorKind.PROFESSIONAL, ActorKind.STRUCTURE, ActorKind.INSURER])
def test_a_programs_token_is_no_session(camille: Known, kind: ActorKind) -> None:
    thief = Browser(camille.holder)
    thief.client.cookies[settings.ENS_COOKIE] = new_party(kind, scopes="patient/*.cruds ens/manage").token
    for path in ("", "documents/", "historique/"):
        assert thief.get(f"{thief.notebook}{path}").status_code in {302, 303, 403, 404}, path
    thief.client.cookies[settings.ENS_COOKIE] = camille.holder.caller.token
    assert thief.get(f"{thief.notebook}documents/").status_code == 200


@pytest.mark.parametrize("name", ["X-Access-Mode", "x-access-mode", "X_Access_Mode"])
@pytest.mark.parametrize("mode", list(Mode))
def test_a_mode_that_is_asked_for_gives_no_right(camille: Known, name: str, mode: Mode) -> None:
    for who in (new_professional(), new_structure(), new_person().caller, new_party(ActorKind.INSURER)):
        asked = Software(who.token).call("GET", camille.path, headers={name: mode})
        plain = Software(who.token).call("GET", camille.path)
        assert (asked.status_code, bytes_of(asked)) == (plain.status_code, bytes_of(plain))
        assert asked.status_code in {403, 404}
    assert last(camille.holder.space).actor_number == who.number


@pytest.mark.parametrize("mode", ["normal, bris_de_glace", "normal;bris_de_glace", "BRIS_DE_GLACE", "bris_de_glace\t"])
def test_two_modes_at_once_are_none(camille: Known, mode: str) -> None:
    assert status(camille.holder.caller.token, camille.path, X_Access_Mode=mode) == 400


# -- programs' assertions, against a running house


@pytest.fixture(scope="module")
def program(demo: House) -> Backend:
    number = demo.ask("party", kind="STRUCTURE", identifier="1990000341", name="Clinique volée", structure_type="SA01")
    made = Backend(demo, "logiciel-vole")
    made.register(number)
    return made


def signed(program: Backend, header: dict[str, Any], key: Key) -> str:
    """Sign claims of today under a header of one's own."""
    used = {"alg": "ES384", "typ": "JWT", "kid": str(program.key.kid)} | header
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (used, program.claims())]
    signature = JWSRegistry.algorithms[str(used["alg"])].sign(b".".join(parts), key)
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


OWN = ECKey.generate_key("P-384")
HEADERS: dict[str, tuple[dict[str, Any], Key | None]] = {
    "with the key to check it by": ({"jwk": OWN.as_dict(private=False)}, OWN),
    "with an address of the key": ({"jku": "http://127.0.0.1:1/jwks"}, OWN),
    "with an address of a certificate": ({"x5u": "http://127.0.0.1:1/x"}, OWN),
    "with a path for a name of the key": ({"kid": "../../dev/null"}, OWN),
    "with a query for a name of the key": ({"kid": "x' OR '1'='1"}, OWN),
    "with a smaller curve": ({"alg": "ES256"}, ECKey.generate_key("P-256")),
    "with RSA": ({"alg": "RS384"}, RSAKey.generate_key(2048)),
    "with something critical": ({"crit": ["exp"], "exp": 1}, None),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_chooses_neither_key_nor_way(program: Backend, name: str) -> None:
    header, key = HEADERS[name]
    answer = program.ask(signed(program, header, key or program.key))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert program.ask(signed(program, {}, program.key)).status_code == 200


def test_an_assertion_serves_once_however_many_bring_it_at_once(program: Backend) -> None:
    assertion = program.sign(program.claims())
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    }

    def bring(_: int) -> int:
        return httpx.post(
            f"{program.house.base}/oauth/token", data=form, trust_env=False, verify=False, timeout=30
        ).status_code

    with ThreadPoolExecutor(12) as many:
        statuses = sorted(many.map(bring, range(12)))
    assert statuses == [200] + [401] * 11


def test_a_revoked_token_is_dead_on_every_line_of_every_process(demo: House) -> None:
    person = newcomer(demo)
    headers = {"Authorization": f"Bearer {person.token}"}
    lines = [
        httpx.Client(base_url=demo.base, headers=headers, trust_env=False, verify=False, timeout=30) for _ in range(8)
    ]
    try:
        with ThreadPoolExecutor(8) as many:
            path = f"/fhir/Patient/{person.id}"
            assert [each.status_code for each in many.map(lambda line: line.get(path), lines * 3)] == [200] * 24
            assert demo.ask("revoke", text=person.token) is True
            assert [each.status_code for each in many.map(lambda line: line.get(path), lines * 3)] == [401] * 24
    finally:
        for line in lines:
            line.close()


def test_two_authorisations_are_none(demo: House) -> None:
    person, other = newcomer(demo), newcomer(demo)
    for first, second in ((person, other), (other, person)):
        pairs = [("Authorization", f"Bearer {first.token}"), ("Authorization", f"Bearer {second.token}")]
        assert demo.http.get(f"/fhir/Patient/{person.id}", headers=pairs).status_code in {400, 401}
