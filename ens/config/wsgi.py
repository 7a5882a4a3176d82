"""What Granian serves, in each of its processes: two lanes on one Django.

Whatever is under `/fhir` goes straight to its view: no resolver, no middleware, no signals. All the rest takes
Django's own way.
"""

import gc
import logging
import os
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from django.core import signals
from django.core.cache import close_caches
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries
from django.http import HttpResponse

from ens.config import bodies, environment, stalled
from ens.config.leash import follow_creator
from ens.postgres import seats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")

follow_creator()
_django = get_wsgi_application()

from ens.fhir import endpoint  # noqa: E402  its floor reads Django's settings, which are ready now

_API: Final = "/fhir"
_log: Final = logging.getLogger(__name__)

# Django looks at every connection before and after each request (about a tenth of a read). Ours have no age limit and
# are not debugged: only one that has failed is worth a look, by whoever takes its seat next.
for _signal in (signals.request_started, signals.request_finished):
    _signal.disconnect(close_old_connections)
signals.request_started.disconnect(reset_queries)
signals.request_finished.disconnect(close_caches)  # nothing is cached through Django
seats.arrange(environment.number("ENS_THREADS", 1, 64))
stalled.watch(environment.port())
gc.freeze()  # what is loaded by now stays: no collection needs to walk it again
gc.set_threshold(50_000, 20, 20)  # a large Bundle is a million objects and no cycle: look less often


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  PEP 3333's callable
    """Answer one request; a whole body leaves as one list: Granian sends its length then, and streams anything else."""
    path: str = environ["PATH_INFO"]
    sent = bodies.receive(environ)
    try:
        if path == _API or path.startswith(_API + "/"):
            return _answer_software(environ, path[len(_API) + 1 :], start_response)
        with seats.sit():
            return _answer_people(environ, start_response)
    finally:
        if sent is not None:
            sent.close()


def _answer_people(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
    response = _django(environ, start_response)
    if not isinstance(response, HttpResponse):
        return seats.in_pieces(response)
    body = response.content
    response.close()
    return [body]


def _answer_software(environ: dict[str, Any], path: str, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
    try:
        reply = endpoint.respond(environ, path)
    except Exception:  # noqa: BLE001  what nobody foresaw is logged, and answered all the same
        _log.exception("request failed")
        reply = endpoint.fail()
    start_response(_status(reply.status), endpoint.headers_of(reply))
    return [reply.body] if isinstance(reply.body, bytes) else seats.in_pieces(reply.body)


@cache
def _status(number: int) -> str:
    return f"{number} {HTTPStatus(number).phrase}"
