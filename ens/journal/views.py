"""The public part of the journal: signed checkpoint, tiles and verifier key. Hashes only, nobody's data."""

from typing import Final

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ens.journal.tiles import TILE_WIDTH, read_path, read_tile
from ens.postgres.statements import Statement

_NOTE: Final = Statement("SELECT note FROM journal_batch ORDER BY size DESC LIMIT 1")
_TEXT: Final = "text/plain; charset=utf-8"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_A_MINUTE: Final = "public, max-age=60"


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """Give the newest signed checkpoint; 404 before the first."""
    row = _NOTE.one(connection)
    if row is None:
        raise Http404
    return HttpResponse(row[0], content_type=_TEXT, headers={"Cache-Control": "no-cache"})


@require_safe
def tile(_request: HttpRequest, path: str) -> HttpResponse:
    """Give the hashes of one tile; 404 beyond the tree."""
    wanted = read_path(path)
    data = None if wanted is None else read_tile(connection, wanted)
    if wanted is None or data is None:
        raise Http404
    caching = _FOR_EVER if wanted.width == TILE_WIDTH else _A_MINUTE
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": caching})


@require_safe
def vkey(_request: HttpRequest) -> HttpResponse:
    """Give the key to verify checkpoints with, from the setting `ENS_JOURNAL_VKEY` (a text, or a function)."""
    value = settings.ENS_JOURNAL_VKEY
    text = value() if callable(value) else value
    return HttpResponse(f"{text}\n", content_type=_TEXT, headers={"Cache-Control": _A_MINUTE})
