"""What tests of shares do again and again: choosing documents, handing over, aiming, typing the code."""

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse

from ens.gate.house import house
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_session
from tests.factories.documents import Deposited

OPEN, READ = "/partage/lecture/ouvrir/", "/partage/lecture/"


class Handed(NamedTuple):
    """What Camille hands over: where the square leads, and the code."""

    path: str
    code: str

    @property
    def secret(self) -> str:
        return self.path.split("/")[2]


def public(document: Deposited) -> str:
    return house().codec.encode(*document.place)


def show(browser: Browser, *documents: Deposited, code_alone: bool = True, **changes: Any) -> Handed:
    """Show documents for an hour, once, with the code alone, but for what is said otherwise."""
    sent = {
        "documents": [public(each) for each in documents],
        "duree": "3600",
        "fois": "1",
        "code-seul": "oui" if code_alone else "",
    }
    page = f"{browser.notebook}partages/nouveau/"
    answer = browser.submit(page, page, **{name: value for name, value in {**sent, **changes}.items() if value})
    assert answer.status_code == 303, answer.content.decode()
    text = browser.text(answer.headers["Location"])
    path = re.search(r"/partage/[\w-]{22}/", text)
    code = re.search(r'class="code-dit">(\d{3}).(\d{3})<', text)
    assert path is not None
    assert code is not None
    return Handed(path[0], code[1] + code[2])


def telephone(who: Caller | None = None) -> Browser:
    """Take a telephone on which nobody, or a professional, is signed in."""
    phone = Browser()
    if who is not None:
        phone.client.cookies[settings.ENS_COOKIE] = new_session(who.kind, who.number, "user/*.cruds ens/manage")
    return phone


def aim(phone: Browser, handed: Handed, code: str = "") -> HttpResponse:
    """Aim at the square and type the code."""
    return phone.submit(handed.path, handed.path, code=code or handed.code)


def enter(phone: Browser, handed: Handed) -> HttpResponse:
    """Aim, type the code, and open."""
    assert aim(phone, handed).status_code == 303
    return phone.submit(OPEN, OPEN)
