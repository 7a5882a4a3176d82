"""The FHIR door over HTTP: reads the request, routes it, and turns every refusal into an OperationOutcome."""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.module_loading import import_string

from ens import RELEASED, __version__
from ens.fhir import (
    audit_events,
    capability,
    cors,
    directory,
    everything,
    interactions,
    media,
    patients,
    search,
    transaction,
    writes,
)
from ens.fhir.call import MODE_HEADER, Call, Reply, visit_of
from ens.fhir.entries import Entry
from ens.fhir.kinds import Kind
from ens.fhir.outcome import answer, outcome
from ens.fhir.parse import write
from ens.fhir.wire import Wire
from ens.gate.facts import Visit
from ens.kernel.errors import HouseError, Malformed, NotFound, Unavailable
from ens.postgres import seats

_MAX_PARAMS: Final = 100
_READS: Final = ("GET", "HEAD")
_METHODS: Final = (*_READS, "POST", "PUT", "PATCH", "DELETE")
_log: Final = logging.getLogger(__name__)
Route = Callable[[Call, Kind, tuple[str, ...]], Reply]


@cache
def kinds() -> Mapping[str, Kind]:
    """Load the sealed kinds that the rooms declare, as `config` lists them."""
    lists: list[tuple[Kind, ...]] = [import_string(path) for path in settings.ENS_FHIR_KINDS]
    return {kind.name: kind for declared in lists for kind in declared}


def serve(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Answer one FHIR request by Django's own way."""
    reply = respond(request.META, path)
    headers = dict(headers_of(reply))
    if isinstance(reply.body, bytes):
        return HttpResponse(
            reply.body, content_type=headers.pop("Content-Type", None), status=reply.status, headers=headers
        )
    return StreamingHttpResponse(reply.body, status=reply.status, headers=headers)


def respond(environ: Mapping[str, Any], path: str) -> Reply:
    """Answer one FHIR request; bad input is always a 4xx with its reason."""
    if "HTTP_ORIGIN" not in environ:
        return _answer(environ, path)
    try:
        return cors.before(environ) or cors.after(environ, path, _answer(environ, path))
    except (OperationalError, InterfaceError, OSError) as error:
        return _away(error)


def _answer(environ: Mapping[str, Any], path: str) -> Reply:
    try:
        return _respond(Wire(environ), tuple(part for part in path.split("/") if part))
    except HouseError as error:
        return _refusal(error)
    except (OperationalError, InterfaceError, OSError) as error:
        return _away(error)


def _away(error: Exception) -> Reply:
    """Answer when the database is away or too slow, or a disk is full: nothing was acknowledged."""
    _log.warning("not served for now", exc_info=error)
    return _refusal(Unavailable(retry_after=5))


def fail() -> Reply:
    """Give the answer to a request that went wrong in a way that nobody foresaw."""
    texts = [("Une erreur est survenue de notre côté ; rien n’a été enregistré.", "Internal error.")]
    return Reply(500, outcome("exception", "fatal", texts))


def headers_of(reply: Reply) -> list[tuple[str, str]]:
    """List the headers of a reply; a content type that a header cannot carry is left out of it."""
    headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), *reply.headers.items()]
    if reply.body:
        plain = reply.content_type.isascii() and reply.content_type.isprintable()
        headers.append(("Content-Type", reply.content_type if plain else "application/octet-stream"))
    return headers


def _refusal(error: HouseError) -> Reply:
    refused = answer(error)
    return Reply(refused.status, refused.body, headers=refused.headers)


def _respond(wire: Wire, parts: tuple[str, ...]) -> Reply:
    if wire.method not in _METHODS:
        return _not_allowed(", ".join(_METHODS))
    if parts[1:] == ("_search",) and wire.method != "POST":
        return _not_allowed("POST")
    if parts == ("metadata",):
        media.negotiate(wire.header("Accept"), dict(_pairs(wire.query)).get("_format"))
        return Reply(200, _metadata()) if wire.method in _READS else _not_allowed("GET, HEAD")
    if parts == (".well-known", "smart-configuration"):
        smart = import_string(settings.ENS_SMART)
        return Reply(200, smart(), "application/json") if wire.method in _READS else _not_allowed("GET, HEAD")
    visit = visit_of(wire.header("Authorization"), wire.header(MODE_HEADER))
    with wire.room():
        call = _call(wire, parts, visit)
        if parts[:1] != ("Binary",):  # those negotiate with the file's own type
            media.negotiate(call.accept, call.param("_format"))
        with seats.sit():
            return route(call, parts)


def _metadata() -> bytes:
    server = capability.Server(
        title=settings.ENS_NAME,
        version=__version__,
        date=RELEASED,
        base_url=settings.ENS_PUBLIC_URL + "/fhir",
        oauth_url=settings.ENS_PUBLIC_URL + "/oauth",
    )
    return capability.capability_statement(server, list_served())


def list_served() -> list[capability.Served]:
    """List every kind with what can be done with it here."""
    served = [
        capability.Served(kind.name, kind.interactions, parameters=kind.parameters)
        for kind in kinds().values()
        if kind.name != "Patient"
    ]
    served += [capability.Served(kind, directory.INTERACTIONS, searches=directory.SEARCHES) for kind in directory.KINDS]
    found = ("identifier", "token"), ("_id", "token")
    return [
        *served,
        capability.Served("Patient", ("read", "search-type"), searches=found, operations=(everything.OPERATION,)),
        capability.Served("AuditEvent", ("read", "search-type"), searches=(("patient", "reference"),)),
    ]


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_PARAMS)) if query else ()
    except ValueError as error:
        raise Malformed from error


def _call(wire: Wire, parts: tuple[str, ...], visit: Visit) -> Call:
    query, body = wire.query, wire.body()
    if wire.method == "POST" and parts[-1:] == ("_search",):
        query, body = "&".join(part for part in (query, body.decode("utf-8", "replace")) if part), b""
    return Call(
        visit=visit,
        base=settings.ENS_PUBLIC_URL + "/fhir",
        kinds=kinds(),
        method=wire.method,
        params=_pairs(query),
        body=body,
        content_type=wire.header("Content-Type"),
        accept=wire.header("Accept"),
        if_match=media.parse_if_match(wire.header("If-Match") or None),
        if_none_exist=wire.header("If-None-Exist"),
        security_context=wire.header("X-Security-Context"),
        prefer=media.parse_prefer(wire.header("Prefer")),
        target="/".join(part for part in parts if part != "_search") + (f"?{query}" if query else ""),
    )


def route(call: Call, parts: tuple[str, ...]) -> Reply:
    """Find what a method and a path ask for; what is unknown is not found."""
    if not parts:
        return _only(call, "POST", lambda: transaction.serve(call, _batch_entry))
    head, rest = parts[0], parts[1:]
    if head == "Patient":
        return _patient(call, rest)
    if head == "AuditEvent":
        return _audit_event(call, rest)
    if head in directory.KINDS:
        return _directory(call, head, rest)
    kind = kinds().get(head)
    if kind is None:
        raise NotFound
    return _sealed(call, kind, rest)


def _only(call: Call, method: str, act: Callable[[], Reply]) -> Reply:
    allowed = _READS if method == "GET" else (method,)
    return act() if call.method in allowed else _not_allowed(", ".join(allowed))


def _not_allowed(methods: str) -> Reply:
    texts = [("Cette action n’est pas possible à cette adresse.", "Method not allowed at this address.")]
    return Reply(
        405, outcome("not-supported", "error", texts), headers={"Allow": methods}
    )  # RFC 9110 section 15.5.6 asks for it, empty or not


def _searches(call: Call, rest: tuple[str, ...]) -> bool:
    return (call.method in {"GET", "HEAD"} and not rest) or (call.method == "POST" and rest == ("_search",))


def _patient(call: Call, rest: tuple[str, ...]) -> Reply:
    if _searches(call, rest):
        return patients.search(call)
    if rest[1:] == ("$everything",):
        return _only(call, "GET", lambda: everything.serve(call, rest[0]))
    return _only(call, "GET", lambda: patients.read(call, *_ids(rest, 1)))


def _directory(call: Call, kind: str, rest: tuple[str, ...]) -> Reply:
    if _searches(call, rest):
        return directory.search(call, kind)
    if call.method == "POST" and not rest:
        return directory.create(call, kind)
    return _only(call, "GET", lambda: directory.read(call, kind, *_ids(rest, 1)))


def _audit_event(call: Call, rest: tuple[str, ...]) -> Reply:
    if _searches(call, rest):
        return audit_events.search(call)
    if rest[1:] == ("$proof",):
        return _only(call, "GET", lambda: audit_events.prove(call, rest[0]))
    return _only(call, "GET", lambda: audit_events.read(call, *_ids(rest, 1)))


def _ids(rest: tuple[str, ...], count: int) -> tuple[str, ...]:
    if len(rest) != count:
        raise NotFound
    return rest


def _sealed(call: Call, kind: Kind, rest: tuple[str, ...]) -> Reply:
    if not rest or rest == ("_search",):
        return _of_type(call, kind, rest)
    if call.method in {"GET", "HEAD"} and rest[1:] == ("_history",):
        return _if(kind, "history-instance", lambda: interactions.history(call, kind, rest[0]))
    if call.method in {"GET", "HEAD"} and rest[1:2] == ("_history",):
        public, _, version = _ids(rest, 3)
        return _if(kind, "vread", lambda: interactions.vread(call, kind, public, version))
    public = _ids(rest, 1)[0]
    acts: dict[str, tuple[str, Callable[[], Reply]]] = {
        "GET": ("read", lambda: interactions.read(call, kind, public)),
        "HEAD": ("read", lambda: interactions.read(call, kind, public)),
        "PUT": ("update", lambda: writes.update(call, kind, public)),
        "PATCH": ("patch", lambda: writes.patch(call, kind, public)),
        "DELETE": ("delete", lambda: writes.delete(call, kind, public)),
    }
    served = ", ".join(method for method, (name, _) in acts.items() if name in kind.interactions)
    name, act = acts.get(call.method, ("", lambda: _not_allowed(served)))
    return act() if name in kind.interactions else _not_allowed(served)


def _of_type(call: Call, kind: Kind, rest: tuple[str, ...]) -> Reply:
    """Look for resources of a kind, or create one."""
    searches, creates = "search-type" in kind.interactions, "create" in kind.interactions
    if _searches(call, rest) and searches:
        return search.search(call, kind)
    if call.method == "POST" and not rest and creates:
        return writes.create(call, kind)
    return _not_allowed(", ".join([*(_READS if searches else ()), *(("POST",) if creates else ())]))


def _if(kind: Kind, interaction: str, act: Callable[[], Reply]) -> Reply:
    return act() if interaction in kind.interactions else _not_allowed("")


def _batch_entry(entry: Entry, call: Call) -> Reply:
    """Carry out one entry of a batch as a call of its own."""
    path, _, query = entry.url.partition("?")
    body = b"" if entry.resource is None else write(entry.resource)
    single = Call(
        visit=call.visit,
        base=call.base,
        kinds=call.kinds,
        method=entry.method,
        params=tuple(parse_qsl(query, keep_blank_values=True)),
        body=body,
        content_type=media.FHIR_JSON,
        accept="application/fhir+json",
        if_match=entry.if_match,
        if_none_exist=entry.if_none_exist,
        target=entry.url,
    )
    try:
        return route(single, tuple(part for part in path.split("/") if part))
    except HouseError as error:
        return _refusal(error)
