"""T-19: every address that takes a form refuses one that comes from another site, however it dresses up."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from ens.gate.house import house
from ens.kernel.actors import ActorKind
from ens.kernel.ids import NO_ITEM
from tests.architecture.test_portal_doors import patterns
from tests.databases import Database
from tests.factories.browser import HOST, Browser
from tests.factories.callers import new_professional, new_session
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-19")

# No browser's cookie counts at these: software proves itself by a key, a provider by its signature.
BY_PROOF: Final = {
    "fhir",
    "oauth-token",
    "oauth-revoke",
    "oauth-introspect",
    "oauth-authorize",  # makes an address of the form, and nothing else: what is answered there has a token
    "federation-end-here",
    "share-manifest",  # of a SMART Health Link, for programs: the address is the secret, no cookie is looked at
    "share-file",
}
READ_ONLY: Final = {405}
SAMPLES: Final[dict[str, Any]] = {
    "digest": "x",
    "name": "x",
    "provider": "franceconnect",
    "document": "a" * 26,
    "entry": "a" * 26,
    "number": 1,
    "path": "x",
}


def addresses() -> Iterator[tuple[str, str]]:
    """List every address of the house with sample parts, but for `{patient}`."""
    for _, each in patterns(get_resolver()):
        if each.name in BY_PROOF or each.name is None:
            continue
        possible = get_resolver().reverse_dict.getlist(each.name)[0][0][0]
        given = {name: SAMPLES.get(name, "{patient}") for name in possible[1]}
        yield each.name, "/" + possible[0] % given


ADDRESSES: Final = dict(addresses())


@pytest.fixture(scope="module")
def camille(worker_database: Database, django_db_blocker: Any) -> Holder:
    with django_db_blocker.unblock():
        return new_person()


def answer_of(who: Holder, name: str, path: str, data: dict[str, str], **headers: str) -> int:
    client = Client(enforce_csrf_checks=True, HTTP_HOST=HOST)
    client.cookies[settings.ENS_COOKIE] = who.caller.token
    if name.startswith("pro"):
        token = new_session(ActorKind.PROFESSIONAL, new_professional().number, "user/*.cruds")
        client.cookies[settings.ENS_COOKIE] = token
    client.cookies[settings.CSRF_COOKIE_NAME] = data.pop("cookie", "")
    address = path.replace("{patient}", house().codec.encode(who.space, NO_ITEM))
    return client.post(address, data, headers=headers).status_code


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_a_form_without_our_token_is_refused_everywhere(camille: Holder, database: Database, name: str) -> None:
    assert answer_of(camille, name, ADDRESSES[name], {}) in {403} | READ_ONLY


def test_most_of_these_addresses_do_take_forms(camille: Holder, database: Database) -> None:
    """Else the test above would say little."""
    taking = [name for name, path in ADDRESSES.items() if answer_of(camille, name, path, {}) == 403]
    assert len(taking) >= 25


FORGED: Final = {
    "a token made up": {"csrfmiddlewaretoken": "a" * 64, "cookie": "b" * 32},
    "cookie and field alike, from elsewhere": {"csrfmiddlewaretoken": "a" * 32, "cookie": "a" * 32, "origin": "x"},
    "an empty token": {"csrfmiddlewaretoken": "", "cookie": ""},
}


@pytest.mark.parametrize("how", FORGED)
@pytest.mark.parametrize(
    "name", ["devices-end", "codes-new", "proof-remove", "terms", "contacts", "sign-out", "choices"]
)
def test_nor_does_a_forged_token_help(camille: Holder, database: Database, name: str, how: str) -> None:
    data = dict(FORGED[how])
    headers = {"Origin": "https://ailleurs.exemple"} if data.pop("origin", "") else {}
    assert answer_of(camille, name, ADDRESSES[name], data, **headers) == 403


def test_the_right_token_from_another_origin_is_refused(camille: Holder, database: Database) -> None:
    """A subdomain that can plant cookies still has another origin."""
    browser = Browser(camille)
    page = browser.text("/mon-compte/appareils/")
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    path, data = "/mon-compte/appareils/deconnecter-les-autres/", {"csrfmiddlewaretoken": token}
    for origin in ("https://ailleurs.exemple", "null", "http://127.0.0.1.ailleurs.exemple"):
        assert browser.client.post(path, data, headers={"Origin": origin}).status_code == 403, origin
    assert browser.client.post(path, data, headers={"Origin": f"http://{HOST}"}).status_code == 303
