"""Style sheet, fonts, icons and script: read once, served by ourselves under an address that changes with them."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ens.web.headers import protect

FOLDER: Final = Path(__file__).parent / "static"
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_PACKED: Final = {TYPES[".css"], TYPES[".js"], TYPES[".svg"]}  # the same for everybody: nothing to guess from a size
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is served, and the digest that its addresses carry."""

    digest: str
    files: dict[str, tuple[bytes, str]]
    packed: dict[str, bytes]


@cache
def shelf() -> Shelf:
    """Read every file once, and the operator's own logo and style sheet."""
    own = [Path(path) for path in (settings.ENS_LOGO, settings.ENS_STYLE) if path]
    paths = [path for path in (*sorted(FOLDER.iterdir()), *own) if path.suffix in TYPES]
    files = {path.name: (path.read_bytes(), TYPES[path.suffix]) for path in paths}
    digest = hashlib.sha256(b"".join(name.encode() + content for name, (content, _) in files.items()))
    packed = {name: gzip.compress(content, mtime=0) for name, (content, kind) in files.items() if kind in _PACKED}
    return Shelf(digest.hexdigest()[:12], files, packed)


def address(name: str) -> str:
    """Give the address of a file, which must exist."""
    if name not in shelf().files:
        raise KeyError(name)
    return f"/statique/{shelf().digest}/{name}"


@require_safe
def serve(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Give a file; browsers keep it for good when its digest is the present one."""
    found = shelf().files.get(name)
    if found is None:
        raise Http404
    caching = _FOR_EVER if digest == shelf().digest else "no-store"
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
    packed = shelf().packed.get(name) if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else None
    if packed is not None:
        headers["Content-Encoding"] = "gzip"
    response = HttpResponse(packed or found[0], content_type=found[1], headers=headers)
    protect(response)
    return response
