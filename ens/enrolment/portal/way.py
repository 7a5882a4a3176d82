"""What the pages on the way in share: the steps made so far, faults beside fields, and the page that says why not."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ens.credentials import passkeys
from ens.enrolment import steps
from ens.enrolment.steps import Expired
from ens.kernel.errors import Conflict, Invalid, TooMany
from ens.web.page import OpenView, open_page
from ens.web.render import render

LONGEST: Final = 300  # characters of one field that are read
_MINUTE: Final = 60


def way_page(*methods: str) -> Callable[[OpenView], OpenView]:
    """Guard a page on the way in: an open page that also says when there is nothing to go on from."""

    def guard(view: OpenView) -> OpenView:
        @wraps(view)
        def seen(request: HttpRequest, /, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401  the address's parts
            try:
                return view(request, **arguments)
            except Expired:
                return render(request, "enrolment/arret.html", status=410, why="expire")  # another errand may go on

        return open_page(*methods)(seen)

    return guard


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """Read what was typed; nothing is longer than a field may be."""
    return {name: request.POST.get(name, "")[:LONGEST] for name in names}


def show(request: HttpRequest, template: str, faults: Mapping[str, str] | None = None, **context: Any) -> HttpResponse:  # noqa: ANN401  what a template needs
    """Show a page of the way; with faults, each beside its field and all of them above."""
    found = {name: text for name, text in (faults or {}).items() if text}
    places = context.pop("places", {})
    errors = [(places.get(name, name), text) for name, text in found.items()]
    return render(
        request, f"enrolment/{template}.html", status=422 if found else 200, faults=found, errors=errors, **context
    )


def stop(request: HttpRequest, why: str, status: int = 422) -> HttpResponse:
    """Say why one cannot go on, and what to do; the way ends here."""
    response = render(request, "enrolment/arret.html", status=status, why=why)
    steps.forget(response)
    return response


def named_elsewhere(request: HttpRequest) -> str:
    """Tell under which name this page takes passkeys, when the address says a number: a demonstration, most often."""
    host, named = request.get_host().rpartition(":")[0] or request.get_host(), passkeys.page_address()
    return f"{named}{request.path}" if host == "127.0.0.1" and "//127.0.0.1" not in named else ""


def fault_of(error: Invalid | Conflict | TooMany) -> str:
    """Say beside a field what went wrong; the wait in whole minutes, never how many tries are left."""
    if isinstance(error, TooMany):
        if error.detail:
            return error.detail
        minutes = max(1, -(-error.retry_after // _MINUTE))
        return f"Trop d’essais. Réessayez dans {minutes} minute{'s' if minutes > 1 else ''}."
    return error.detail or "Cela n’a pas marché. Recommencez."
