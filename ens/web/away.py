"""What no view can mend: a database that is away or too slow, a disk that is full. The caller may come back."""

import logging
from collections.abc import Callable
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ens.kernel.errors import HouseError, Unavailable
from ens.web.errors import show

_AWAY: Final = (OperationalError, InterfaceError, OSError)
_log: Final = logging.getLogger(__name__)


class Away:
    """Answers 503 with Retry-After, as the door for software does; nothing was acknowledged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the view answer."""
        return self._next(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for a view that could not; anything else is an error of ours."""
        if isinstance(exception, HouseError):  # of a body that cannot be taken, or is cut
            return show(request, exception)
        if not isinstance(exception, _AWAY):
            return None
        _log.warning("not served for now", exc_info=exception)
        return show(request, Unavailable(retry_after=5))
