"""What programs ask of a SMART Health Link: its manifest, its files. No page, no cookie, open to pages of others.

The address and the code are all the proof that there is, so any page may call (the specification demands it, CORS).
"""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from ens.kernel.errors import HouseError, Malformed, NotFound, Refused
from ens.shares import handing, rules
from ens.web.errors import WORDS

_LIMIT: Final = 10_000  # bytes of a question
_PART: Final = re.compile("[0-9]{1,2}")
_EVERYBODY: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_ASKED: Final = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}
View = Callable[..., HttpResponse]


def _for_programs(method: str) -> Callable[[View], View]:
    """Guard an address: one method, faults as answers, and the same 404 for whatever is not, or no longer, there."""

    def guard(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:  # noqa: ANN401  the address's parts
            if request.method == "OPTIONS":
                answer = HttpResponse(status=204, headers=_ASKED)
            elif request.method != method:
                answer = HttpResponse(status=405, headers={"Allow": method})
            else:
                answer = _answer(view, request, arguments)
            for name, value in _EVERYBODY.items():
                answer.headers[name] = value
            return answer

        return guarded

    return guard


def _answer(view: View, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **arguments)
    except (NotFound, Refused):
        return JsonResponse({"error": "not_found"}, status=404)
    except (SuspiciousOperation, UnreadablePostError):
        return JsonResponse({"error": "malformed"}, status=400)
    except HouseError as error:
        return JsonResponse({"error": type(error).__name__.lower()}, status=WORDS[type(error)].status)


@_for_programs("POST")
def manifest(request: HttpRequest, secret: str) -> HttpResponse:
    """Say where the files of a link are, to who says the code; a wrong one tells how many tries are left."""
    asked = _read(request)
    recipient, code = rules.read_recipient(asked.get("recipient")), asked.get("passcode")
    if not recipient or not isinstance(code, str):
        raise Malformed
    link, files = handing.open_link(secret, code, recipient)
    if not link.right:
        return JsonResponse({"remainingAttempts": rules.TRIES - link.tries}, status=401)
    return JsonResponse({"status": "can-change", "files": files})


@_for_programs("GET")
def file(_request: HttpRequest, secret: str, part: str, ticket: str) -> HttpResponse:
    """Give one file, encrypted under the key that stands in the link."""
    if not _PART.fullmatch(part):
        raise NotFound
    return HttpResponse(handing.read_file(secret, int(part), ticket), content_type="application/jose")


def _read(request: HttpRequest) -> dict[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != "application/json" or not length.isdecimal() or int(length) > _LIMIT:
        raise Malformed
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(asked, dict):
        raise Malformed
    return asked
