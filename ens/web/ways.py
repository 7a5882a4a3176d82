"""The ways of signing in that `config` lists: rooms offer them, and no page here knows which there are."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string

from ens.web.loopback import local_path
from ens.web.session import is_secure

SUITE_SECONDS: Final = 1_800
_LONGEST: Final = 3_000  # characters of an address to come back to
_SALT: Final = "ens.web.suite"


class Way(NamedTuple):
    """One way of proving who one is; the primary one is offered first and larger."""

    url: str
    label: str
    hint: str
    icon: str
    primary: bool = False


Offer = Callable[[HttpRequest], list[Way]]


def list_ways(request: HttpRequest, offers: Sequence[str]) -> list[Way]:
    """List what each room offers, in the order of the settings; a way that is not configured offers nothing."""
    found: list[Way] = []
    for name in offers:
        offer: Offer = import_string(name)
        found += offer(request)
    return found


def wants_fresh_proof(request: HttpRequest) -> bool:
    """Say whether somebody signed in is asked again: a provider must then ask her too, and not remember her."""
    return request.path == reverse("confirm")


def remember_suite(response: HttpResponse, suite: str) -> None:
    """Keep, signed and for half an hour, a path of the house to go to after signing in."""
    if suite and len(suite) <= _LONGEST:
        response.set_signed_cookie(
            settings.ENS_SUITE_COOKIE,
            suite,
            salt=_SALT,
            max_age=SUITE_SECONDS,
            secure=is_secure(),
            httponly=True,
            samesite="Lax",
        )


def kept_suite(request: HttpRequest) -> str:
    """Tell the address to come back to; an empty text when none was kept, or somebody else wrote it."""
    kept = request.get_signed_cookie(settings.ENS_SUITE_COOKIE, "", salt=_SALT, max_age=SUITE_SECONDS)
    return local_path(kept or "")


def forget_suite(response: HttpResponse) -> None:
    """Take the kept address back."""
    response.delete_cookie(settings.ENS_SUITE_COOKIE, path="/", samesite="Lax")
