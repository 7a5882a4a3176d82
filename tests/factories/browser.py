"""A browser of the tests: signed in or not, with CSRF checked as it is for real ones."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from ens.gate.house import house
from ens.kernel.ids import NO_ITEM
from tests.factories.people import Holder

HOST: Final = "127.0.0.1"
_CSRF: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """One browser on this machine; `who` is signed in when given."""

    def __init__(self, who: Holder | None = None, environ: Mapping[str, str] = MappingProxyType({})) -> None:
        options: dict[str, Any] = {"HTTP_HOST": HOST, **environ}
        self.client = Client(enforce_csrf_checks=True, **options)
        self.who = who
        if who is not None:
            self.client.cookies[settings.ENS_COOKIE] = who.caller.token

    @property
    def notebook(self) -> str:
        """Give the address of the own notebook."""
        assert self.who is not None
        return notebook_of(self.who.space)

    def get(self, path: str) -> HttpResponse:
        """Open a page."""
        return cast("HttpResponse", self.client.get(path))

    def text(self, path: str) -> str:
        """Read a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def submit(self, page: str, action: str, **data: Any) -> HttpResponse:
        """Open a page, then send one of its forms with the token that it holds."""
        found = _CSRF.search(self.text(page))
        assert found is not None, "no form on this page"
        return cast("HttpResponse", self.client.post(action, {"csrfmiddlewaretoken": found[1], **data}))


def notebook_of(space: int) -> str:
    """Give the address of a notebook."""
    return f"/carnet/{house().codec.encode(space, NO_ITEM)}/"
