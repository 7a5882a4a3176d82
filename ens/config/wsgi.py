"""What Granian serves, in each of its processes."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse

from ens.config.leash import follow_creator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")

follow_creator()
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401  PEP 3333's callable
    """Answer one request; a whole body leaves as one list: Granian sends its length then, and streams anything else."""
    response = _django(environ, start_response)
    if not isinstance(response, HttpResponse):
        return response
    body = response.content
    response.close()
    return [body]
