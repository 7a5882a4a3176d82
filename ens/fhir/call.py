"""One call at the FHIR door, freed from HTTP's details, and its reply."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from ens.fhir.kinds import Kind
from ens.fhir.media import FHIR_JSON, Preference
from ens.gate.facts import Visit, visit_by
from ens.kernel.errors import Malformed, Unauthenticated
from ens.policy.question import Mode

MODE_HEADER: Final = "X-Access-Mode"
BODY_LIMIT: Final = 35_000_000


class Call(msgspec.Struct, frozen=True):
    """Who calls, for what, and with which wishes; `base` is the address of the FHIR door without a final slash."""

    visit: Visit
    base: str
    kinds: Mapping[str, Kind]
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = ""
    accept: str = ""
    if_match: int | None = None
    if_none_exist: str = ""
    security_context: str = ""
    prefer: Preference = msgspec.field(default_factory=Preference)
    target: str = ""  # path and query, for the self link

    def param(self, name: str) -> str | None:
        """Give the first value of a query parameter."""
        return next((value for key, value in self.params if key == name), None)


class Reply(msgspec.Struct, frozen=True):
    """Status, body (or pieces of it) and headers."""

    status: int
    body: bytes | Iterable[bytes] = b""
    content_type: str = FHIR_JSON
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)


def visit_of(authorization: str, mode: str) -> Visit:
    """Read who comes in from the Authorization header (RFC 6750) and the access mode asked for."""
    scheme, _, rest = authorization.partition(" ")
    token = rest.strip()
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    try:
        asked = Mode(mode or "normal")
    except ValueError as error:
        msg = f"L’en-tête {MODE_HEADER} vaut « normal », « bris_de_glace » ou « centre_15 »."
        raise Malformed(msg) from error
    return visit_by(token, asked)
