"""Somebody at a browser who signs in through a stand-in, over HTTP on its side, through the real views on ours."""

import random
import re
import string
from dataclasses import dataclass, field, replace
from typing import Final, cast
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from ens.gate.house import database
from ens.journal.entry import Entry
from ens.kernel.identity import Identity
from ens.kernel.ids import HOUSE
from ens.lifecycle import services as lifecycle
from ens.policy.facts import SpaceState
from ens.registry import sessions, tokens
from ens.registry.sessions import Session
from ens.sandbox.providers.provider import Provider
from tests.factories.journal import last
from tests.factories.people import new_identity

BASE: Final = "http://127.0.0.1:8999"
_CSRF: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def somebody(**changed: object) -> Identity:
    """Draw somebody whose name nobody else bears."""
    name = "".join(random.choices(string.ascii_uppercase, k=14))
    return replace(new_identity(), **{"birth_name": name, **changed})  # type: ignore[arg-type]


def settle(identity: Identity, state: SpaceState = SpaceState.ACTIVATED) -> int:
    """Open a notebook; gives its space."""
    return lifecycle.open_space(identity, state).space


def pivot(identity: Identity, **changed: object) -> dict[str, object]:
    """Write an identity as FranceConnect does; `None` takes a claim away."""
    told = {
        "given_name": " ".join(identity.given_names),
        "given_name_array": list(identity.given_names),
        "family_name": identity.birth_name,
        "birthdate": identity.birth_date,
        "gender": identity.sex,
        "birthplace": identity.birth_place,
        "birthcountry": "99100",
        "email": "quelqu.un@exemple.fr",
        **changed,
    }
    return {name: value for name, value in told.items() if value is not None}


@dataclass
class Visitor:
    """One browser."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8999"))

    def get(self, address: str) -> HttpResponse:
        """Open an address of ours."""
        return cast("HttpResponse", self.client.get(address.removeprefix(BASE)))

    def post(self, page: str, **data: str) -> HttpResponse:
        """Send the form of a page to that page."""
        return self.submit(page, page, **data)

    def submit(self, page: str, action: str, **data: str) -> HttpResponse:
        """Open a page, then send a form of it."""
        found = _CSRF.search(self.get(page).content.decode())
        assert found is not None, "no form on this page"
        return cast("HttpResponse", self.client.post(action, {"csrfmiddlewaretoken": found[1], **data}))

    def go_to(self, provider: Provider, fresh: str = "") -> str:
        """Leave for the provider; gives the address that our page led to."""
        answer = self.get(f"/connexion/par/{provider.slug}/{fresh}")
        assert answer.status_code == 303, answer.content.decode()
        return str(answer.headers["Location"])

    def choose(self, address: str, who: str) -> str:
        """Choose somebody at the provider; gives the address that it sends the browser back to."""
        with httpx.Client(trust_env=False, verify=False) as there:
            request = re.search(r'name="demande" value="([^"]+)"', there.get(address).text)
            assert request is not None, "the stand-in asks for nobody"
            form = {"demande": request[1], "qui": who}
            parts = urlsplit(address)
            answer = there.post(f"{parts.scheme}://{parts.netloc}/authorize", data=form)
        assert answer.status_code == 303
        return str(answer.headers["Location"])

    def sign_in(self, provider: Provider, who: str) -> HttpResponse:
        """Go there, choose somebody, come back."""
        return self.get(self.choose(self.go_to(provider), who))

    @property
    def session(self) -> Session | None:
        """Give the live session of this browser."""
        cookie = self.client.cookies.get(settings.ENS_COOKIE)
        return None if cookie is None else sessions.find(database(), tokens.hashed(cookie.value))

    @property
    def is_inside(self) -> bool:
        """Say whether somebody is signed in here."""
        return self.session is not None


def title(answer: HttpResponse) -> str:
    """Read the title of a page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode())
    return "" if found is None else found[1].replace("\u00a0", " ")


def last_entry(space: int = HOUSE) -> Entry:
    """Read the newest entry of a space's journal, as the house itself can."""
    return last(space)
