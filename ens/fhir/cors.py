"""Calls from pages of others in browsers: what such a page may read, as the list given by `config` says.

SMART App Launch 2.2, "Considerations for Cross-Origin Resource Sharing (CORS) support": anybody's page reads what the
server says of itself, and registered ones call it. A call without `Origin`, from a program, costs nothing here.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string
from msgspec import structs

from ens.fhir.call import Reply

PUBLIC: Final = frozenset({"metadata", ".well-known/smart-configuration"})
_ANYBODY: Final = {"Access-Control-Allow-Origin": "*"}
_ASKS: Final = "HTTP_ACCESS_CONTROL_REQUEST_METHOD"
Allow = Callable[..., Mapping[str, str]]


def before(environ: Mapping[str, Any]) -> Reply | None:
    """Answer a browser that asks whether it may call; None for any other request."""
    if environ["REQUEST_METHOD"] != "OPTIONS" or not environ.get("HTTP_ORIGIN") or not environ.get(_ASKS):
        return None
    return Reply(204, headers=_allow()(str(environ["HTTP_ORIGIN"]), asks=True))


def after(environ: Mapping[str, Any], path: str, reply: Reply) -> Reply:
    """Let the page that called read the answer, when it may."""
    allowed = _ANYBODY if path.strip("/") in PUBLIC else _allow()(str(environ["HTTP_ORIGIN"]), asks=False)
    return structs.replace(reply, headers={**reply.headers, **allowed})


@cache
def _allow() -> Allow:
    allow: Allow = import_string(settings.ENS_ORIGINS)
    return allow
