"""Pages from templates: one Jinja2 environment for all rooms, everything escaped, nothing undefined."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from markupsafe import Markup

from ens.web import dates, statics
from ens.web.caller import Caller
from ens.web.icons import with_icons
from ens.web.typography import bind_signs, grouped, of, tied

_CSRF: Final = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
ROOMS: Final = Path(__file__).resolve().parent.parent


@cache
def environment() -> jinja2.Environment:
    """Give the environment; `config` lists the rooms that have templates."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([ROOMS / room / "templates" for room in settings.ENS_TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(dates.FILTERS, of=of, grouped=grouped, tied=tied)
    made.globals.update(
        asset=statics.address,
        url=_url,
        notebook=_in_notebook,
        site_name=settings.ENS_NAME,
        contents=settings.ENS_NAVIGATION,
        demonstration=settings.ENS_DEMO_NAMES,
        logo=Path(settings.ENS_LOGO).name,
        own_style=Path(settings.ENS_STYLE).name,
    )
    return made


def render(who: Caller | HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401  what a template needs
    """Make a page for a caller in her notebook, or for a request of nobody in particular."""
    request = who.request if isinstance(who, Caller) else who
    given: Mapping[str, Any] = {
        "who": who if isinstance(who, Caller) else None,
        "here": request.path,
        "csrf": lambda: _CSRF.format(get_token(request)),
        **context,
    }
    html = environment().get_template(template).render(given)
    return HttpResponse(with_icons(bind_signs(html)), status=status)


def _url(name: str, **arguments: object) -> str:
    return reverse(name, kwargs=arguments or None)


@jinja2.pass_context
def _in_notebook(context: jinja2.runtime.Context, name: str, **arguments: object) -> str:
    """Give an address inside the notebook that the page is about."""
    return reverse(name, kwargs={"patient": context["who"].profile.patient, **arguments})
