"""Browsers that knock at the door of a running house, each from an address of its own on this machine."""

import re
import time
from dataclasses import dataclass
from typing import Any, Final

import httpx

from ens.credentials.rules.totp import STEP_SECONDS, code_at
from tests.scenarios.live import House
from tests.scenarios.newcomers import identity

CSRF: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Known:
    """Somebody who can sign in by herself."""

    space: int
    number: int
    login: str
    password: str
    key: bytes
    email: str

    def code(self) -> str:
        return code_at(self.key, int(time.time()) // STEP_SECONDS)


def known(house: House, **changes: Any) -> Known:
    """Open the space of somebody new, with proofs of her own."""
    made = house.ask("person", identity=identity(**changes))
    proofs = house.ask("enrolled", space=made["space"], number=made["number"])
    key = bytes.fromhex(proofs.pop("key"))
    return Known(made["space"], made["number"], key=key, **proofs)


class Knocker:
    """One browser at one address; it keeps cookies and sends the form's token along."""

    def __init__(self, house: House, address: str = "127.0.0.1") -> None:
        transport = httpx.HTTPTransport(verify=False, local_address=address)
        self.http = httpx.Client(base_url=house.base, transport=transport, timeout=30, trust_env=False, verify=False)
        self._token = ""

    def open(self, path: str) -> httpx.Response:
        """Open a page and keep the token of its forms."""
        answer = self.http.get(path)
        found = CSRF.search(answer.text)
        self._token = found[1] if found else self._token
        return answer

    def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form, with names written with `_` for `-`."""
        if not self._token:
            self.open(path)
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.http.post(path, data={"csrfmiddlewaretoken": self._token, **named})

    def password(self, login: str, password: str) -> httpx.Response:
        """Try a login name and a password."""
        return self.send("/connexion/identifiant/", identifiant=login, mot_de_passe=password)

    def sign_in(self, who: Known) -> bool:
        """Sign in with both factors; the token of the form changes with it."""
        if self.password(who.login, who.password).status_code != 303:
            return False
        done = self.send("/connexion/second/", code=who.code())
        self._token = ""
        return done.status_code == 303

    def become(self, other: "Knocker") -> "Knocker":
        """Take over the cookies of another browser."""
        self.http.cookies = httpx.Cookies(other.http.cookies)
        self._token = other._token
        return self


class Street:
    """Browsers in front of one house, closed together."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._knockers: list[Knocker] = []

    def come(self, address: str = "127.0.0.1") -> Knocker:
        """Give a new browser at an address."""
        self._knockers.append(Knocker(self.house, address))
        return self._knockers[-1]

    def close(self) -> None:
        """Let everybody go."""
        for knocker in self._knockers:
            knocker.http.close()


def same_page(text: str, *given: str) -> str:
    """Give a page without what differs each time: tokens of forms, and what was typed."""
    bare = CSRF.sub("", text)
    for each in given:
        bare = bare.replace(each, "")
    return re.sub(r'value="[^"]{40,}"', "", bare)
