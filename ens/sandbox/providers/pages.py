"""The pages of the stand-ins: they say on top that nothing here is real, and look like nobody in particular."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2

from ens.sandbox.providers.provider import Provider
from ens.sandbox.providers.wire import Answer

_FOLDER: Final = Path(__file__).parent / "templates"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def choose(provider: Provider, request: str) -> Answer:
    """List whom one may be."""
    return _page(provider, "choisir.html", people=provider.people(), request=request)


def say(provider: Provider, sentence: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Say one sentence."""
    return _page(provider, "phrase.html", status, sentence=sentence)


def list_sessions(provider: Provider) -> Answer:
    """List the sessions, each with a button that closes it."""
    return _page(provider, "sessions.html", sessions=provider.ledger.sessions.items())


def list_calls(provider: Provider, now: int) -> Answer:
    """List what waits on the phone."""
    waiting = [
        (name, call)
        for name, call in provider.ledger.calls.items()
        if call.proof is None and not call.refused and call.ends > now
    ]
    return _page(provider, "telephone.html", calls=waiting)


def style() -> Answer:
    """Give the style sheet."""
    return Answer((_FOLDER / "standin.css").read_bytes(), kind="text/css; charset=utf-8")


def _page(provider: Provider, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Answer:  # noqa: ANN401
    html = _environment().get_template(template).render(provider=provider, **context)
    back = urlsplit(provider.client.redirect_uri)
    policy = (
        f"default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {back.scheme}://{back.netloc};"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    headers = (("Content-Security-Policy", policy), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"))
    return Answer(html.encode(), status, "text/html; charset=utf-8", headers)
