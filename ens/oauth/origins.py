"""Programs that run as pages in a browser may call from the origins they are registered with, and from no other.

SMART App Launch 2.2, "Considerations for Cross-Origin Resource Sharing (CORS) support"; Fetch standard, section 3.2.
Cookies are never sent along: what a page may do depends on the token that it brings.
"""

from collections.abc import Mapping
from typing import Final

from ens.oauth import clients

_LONGEST: Final = 300
_METHODS: Final = "GET, HEAD, POST, PUT, PATCH, DELETE"
_ASKED: Final = (
    "Accept, Authorization, Content-Type, If-Match, If-None-Exist, Prefer, X-Access-Mode, X-Security-Context"
)
_TOLD: Final = "Content-Location, ETag, Last-Modified, Location, Retry-After"
PUBLIC: Final = {"Access-Control-Allow-Origin": "*"}


def allow(origin: str, *, asks: bool = False) -> Mapping[str, str]:
    """Write the headers for a page of this origin, `asks` when the browser asks before it calls; none for a stranger's.

    The answer differs by origin, which caches must know.
    """
    vary = {"Vary": "Origin"}
    if len(origin) > _LONGEST or not clients.has_origin(origin):
        return vary
    allowed = {**vary, "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _TOLD}
    if not asks:
        return allowed
    return {
        **allowed,
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _ASKED,
        "Access-Control-Max-Age": "600",
    }
