"""Which representation is asked for and sent (https://hl7.org/fhir/R4/http.html#mime-type), versions, preferences."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from ens.kernel.errors import Malformed, WrongType

FHIR_JSON: Final = "application/fhir+json; charset=utf-8"
JSON_PATCH: Final = "application/json-patch+json"
MAX_HEADER: Final = 4096
_KEPT: Final = 256  # programs send the same few headers again and again

_JSON: Final = frozenset({"application/fhir+json", "application/json", "text/json", "json"})
_ETAG: Final = re.compile(r'\s*(?:W/)?"([0-9]{1,9})"\s*')
_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
_QUALITY: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class NotAcceptable(WrongType):
    """The caller accepts no representation that the house can give (406)."""


class Sent(StrEnum):
    """What a request body is."""

    RESOURCE = "resource"
    JSON_PATCH = "json-patch"
    RAW = "raw"


class Return(StrEnum):
    """How much the answer to a write says."""

    REPRESENTATION = "representation"
    MINIMAL = "minimal"
    OPERATION_OUTCOME = "OperationOutcome"


@dataclass(frozen=True, slots=True)
class Preference:
    """What the `Prefer` header asks; unknown wishes are ignored (RFC 7240)."""

    returns: Return = Return.REPRESENTATION
    strict: bool = False
    asynchronous: bool = False


def negotiate(accept: str, form: str | None = None) -> None:
    """Check that FHIR JSON suits the caller; `_format` wins over the Accept header."""
    if form is not None:
        name = form.replace(" ", "+").split(";")[0].strip().lower()  # an unescaped + of a query string reads as a space
        if name in _JSON or name == "application/fhir+json":
            return
        raise NotAcceptable(_only_json(form))
    wished = _ranges(accept)
    if wished and not any(name in _JSON or name in ("*/*", "application/*") for name, _ in wished):
        raise NotAcceptable(_only_json(accept))


def wants_raw(accept: str, content_type: str, form: str | None = None) -> bool:
    """Say whether a Binary goes out as its own bytes: the default, unless FHIR JSON is asked for by name."""
    if form is not None:
        negotiate(accept, form)
        return False
    wished = _ranges(accept)
    if not wished:
        return True
    own = content_type.split(";", maxsplit=1)[0].strip().lower()
    raw = max((quality for name, quality in wished if name in (own, "*/*", own.split("/")[0] + "/*")), default=0.0)
    resource = max((quality for name, quality in wished if name in _JSON), default=0.0)
    if not raw and not resource:
        raise NotAcceptable(_only_json(accept))
    return raw > resource or own in (name for name, _ in wished)


def sent_type(content_type: str, *, raw_allowed: bool = False) -> Sent:
    """Read a Content-Type; anything but JSON in UTF-8 is refused, unless raw bytes are accepted here (Binary)."""
    name, _, rest = content_type[:MAX_HEADER].partition(";")
    name = name.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest, re.IGNORECASE)
    if name in _JSON or name == JSON_PATCH:
        if charset and charset.group(1).lower() not in ("utf-8", "utf8"):
            msg = "Le message doit être écrit en UTF-8."
            raise WrongType(msg)
        return Sent.JSON_PATCH if name == JSON_PATCH else Sent.RESOURCE
    if raw_allowed and _TYPE.fullmatch(name) and not name.endswith(("fhir+xml", "multipart/form-data")):
        return Sent.RAW
    msg = "Ce type de contenu n’est pas accepté ici : envoyez « application/fhir+json »."
    raise WrongType(msg)


def etag(version: int) -> str:
    """Write a version as a weak ETag."""
    return f'W/"{version}"'


def parse_if_match(header: str | None) -> int | None:
    """Read the version that If-Match demands; None when the header is absent."""
    if header is None:
        return None
    found = _ETAG.fullmatch(header[:MAX_HEADER])
    if found is None:
        msg = 'L’en-tête If-Match doit contenir une seule version, par exemple W/"3".'
        raise Malformed(msg)
    return int(found.group(1))


@lru_cache(_KEPT)
def parse_prefer(header: str | None) -> Preference:
    """Read the Prefer header."""
    returns, strict, asynchronous = Return.REPRESENTATION, False, False
    for wish in (header or "")[:MAX_HEADER].replace(";", ",").split(","):
        name, _, value = wish.strip().partition("=")
        value = value.strip().strip('"')
        if name.strip() == "return" and value in list(Return):
            returns = Return(value)
        elif name.strip() == "handling":
            strict = value == "strict"
        elif name.strip() == "respond-async":
            asynchronous = True
    return Preference(returns, strict, asynchronous)


@lru_cache(_KEPT)
def _ranges(accept: str) -> tuple[tuple[str, float], ...]:
    """Split an Accept header into (media range, quality), without those of quality 0."""
    found = []
    for part in accept[:MAX_HEADER].split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        weight = float(quality) if _QUALITY.fullmatch(quality) else 1.0
        if name and weight:
            found.append((name, weight))
    return tuple(found)


def _only_json(asked: str) -> str:
    return f"Ce format n’est pas disponible ({asked[:60]}) : demandez « application/fhir+json »."
