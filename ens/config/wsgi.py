"""What Granian serves, in each of its processes: two lanes on one Django.

Whatever is under `/fhir` goes straight to its view: no resolver, no middleware, no signals. All the rest takes
Django's own way.
"""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from django.core import signals
from django.core.cache import close_caches
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections, reset_queries
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ens.config.leash import follow_creator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")

follow_creator()
_django = get_wsgi_application()

from ens.fhir import endpoint  # noqa: E402  its floor reads Django's settings, which are ready now

_API: Final = "/fhir"

# Django looks at every connection before and after each request (about a tenth of a read). Ours have no age limit and
# are not debugged: only one that has failed is worth a look, and only before it is used again.
for _signal in (signals.request_started, signals.request_finished):
    _signal.disconnect(close_old_connections)
signals.request_started.disconnect(reset_queries)
signals.request_finished.disconnect(close_caches)  # nothing is cached through Django
gc.freeze()  # what is loaded by now stays: no collection needs to walk it again


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  PEP 3333's callable
    """Answer one request; a whole body leaves as one list: Granian sends its length then, and streams anything else."""
    if connections["default"].errors_occurred:
        close_old_connections()
    path: str = environ["PATH_INFO"]
    if path == _API or path.startswith(_API + "/"):
        return _answer_software(WSGIRequest(environ), start_response)
    response = _django(environ, start_response)
    if not isinstance(response, HttpResponse):
        return response
    body = response.content
    response.close()
    return [body]


def _answer_software(request: WSGIRequest, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
    response: HttpResponseBase = _foreseen(request)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content] if isinstance(response, HttpResponse) else response  # nothing to close: no file, no form


def _serve(request: HttpRequest) -> HttpResponseBase:
    return endpoint.serve(request, request.path_info[len(_API) + 1 :])


# What was not foreseen is logged and becomes a 500.
_foreseen: Final[Callable[[HttpRequest], HttpResponseBase]] = cast(
    "Callable[[HttpRequest], HttpResponseBase]", convert_exception_to_response(_serve)
)
