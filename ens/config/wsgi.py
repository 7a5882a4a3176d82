"""What Granian serves, in each of its processes."""

import os
from collections.abc import Iterable
from typing import Any

from django.core import signals
from django.core.cache import close_caches
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections, reset_queries
from django.http import HttpResponse

from ens.config.leash import follow_creator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")

follow_creator()
_django = get_wsgi_application()

# Django looks at every connection before and after each request (about a tenth of a read). Ours have no age limit and
# are not debugged: only one that has failed is worth a look, and only before it is used again.
for _signal in (signals.request_started, signals.request_finished):
    _signal.disconnect(close_old_connections)
signals.request_started.disconnect(reset_queries)
signals.request_finished.disconnect(close_caches)  # nothing is cached through Django


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  PEP 3333's callable
    """Answer one request; a whole body leaves as one list: Granian sends its length then, and streams anything else."""
    if connections["default"].errors_occurred:
        close_old_connections()
    response = _django(environ, start_response)
    if not isinstance(response, HttpResponse):
        return response
    body = response.content
    response.close()
    return [body]
