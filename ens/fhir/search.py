"""Search on sealed kinds inside one space (https://hl7.org/fhir/R4/search.html)."""

from collections.abc import Callable
from urllib.parse import urlencode

from ens.fhir import bundle
from ens.fhir.call import Call, Reply
from ens.fhir.issues import Issue, invalid
from ens.fhir.kinds import Kind
from ens.fhir.outcome import outcome_of
from ens.fhir.parameters import Query, matches, parse_query, split_patient, updated_matches
from ens.fhir.parameters.dates import FAR_FUTURE, DateTest, Interval
from ens.fhir.parse import parse_stored, write
from ens.fhir.places import place_of, space_of
from ens.gate import search as gate
from ens.gate.house import house
from ens.gate.search import Cursor, ListQuery, Page
from ens.kernel.errors import Malformed
from ens.policy.facts import UNDATED, Header


def search(call: Call, kind: Kind) -> Reply:
    """Answer a search: one page, newest first unless asked otherwise."""
    clue, rest = split_patient(call.params)
    if not clue:
        french = "Indiquez la personne : patient=… ou patient.identifier=…"
        raise invalid("required", kind.name, french, "A search names its patient.")
    query = parse_query(kind.name, rest, strict=call.prefer.strict, base_url=call.base, declared=kind.parameters)
    _say_no_includes(call, query)
    page = run(call, kind, space_of(clue), query)
    next_link = None if page.next is None else _next_link(call, page)
    hits = [] if query.counts_only else page.hits
    entries: list[tuple[str, bytes, bundle.Mode]] = [
        (f"{kind.name}/{house().codec.encode(hit.space, hit.item)}", _shaped(query, hit.resource), "match")
        for hit in hits
    ]
    if query.warnings:
        entries.append(("", outcome_of(query.warnings), "outcome"))
    return Reply(200, bundle.searchset(call.base, f"{call.base}/{call.target}", entries, page.total, next_link))


def _say_no_includes(call: Call, query: Query) -> None:
    """Say that nothing is included: a client must not take an answer for more complete than it is."""
    if not query.includes and not query.revincludes:
        return
    french = "Les paramètres « _include » et « _revinclude » ne sont pas servis : lisez les références une à une."
    if call.prefer.strict:
        raise Malformed(french)
    query.warnings.append(Issue("not-supported", "", french, "_include and _revinclude are not served.", "warning"))


def run(call: Call, kind: Kind, space: int, query: Query) -> Page:
    """Put a FHIR query to the gate."""
    after = None if not query.cursor else _read_cursor(space, query.cursor)
    wants_total = query.total == "accurate" or query.counts_only
    asked = ListQuery(
        kind=kind.name,
        groups=tuple(tuple((kind.name, text.decode()) for text in sorted(group)) for group in query.groups),
        wanted=_header_test(query, kind.moment),
        matches=_resource_test(query, kind.moment),
        order=_order(kind, query),
        limit=max(query.count, 1),
        after=after,
        only=None if query.ids is None else tuple(place_of(each)[1] for each in query.ids),
        total=wants_total,
    )
    page = gate.search(call.visit, space, asked)
    if page.total is None and page.next is None and after is None:
        return Page(page.hits, len(page.hits), None)
    return page


def _order(kind: Kind, query: Query) -> str:
    if not query.sort:
        return kind.order
    key = query.sort[0]
    orders = {kind.moment: "date", "_lastUpdated": "updated"}
    if key.name not in orders or len(query.sort) > 1:
        msg = f"Le tri se fait selon « {kind.moment} » ou « _lastUpdated », avec ou sans « - »."
        raise Malformed(msg)
    return ("-" if key.descending else "") + orders[key.name]


def _header_test(query: Query, moment: str) -> Callable[[Header], bool] | None:
    """Decide on the header what it can: the date of the thing and the last change."""
    dates = [clause.values for clause in query.clauses if clause.parameter.name == moment and not clause.modifier]
    if not dates and not query.updated:
        return None

    def test(header: Header) -> bool:
        if dates and header.precision == UNDATED:
            return False
        end = FAR_FUTURE if header.span < 0 else header.date + (header.span or 1)
        when = Interval(header.date, end)
        dated = all(any(isinstance(one, DateTest) and one.holds(when) for one in values) for values in dates)
        return dated and updated_matches(query, header.updated)

    return test


def _resource_test(query: Query, moment: str) -> Callable[[bytes], bool] | None:
    """Open bodies only for what neither tokens nor headers decide."""
    by_header = {id(clause) for clause in query.clauses if clause.parameter.name == moment and not clause.modifier}
    if all(clause.by_tokens or id(clause) in by_header for clause in query.clauses):
        return None
    return lambda resource: matches(query, parse_stored(resource))


def _shaped(query: Query, resource: bytes) -> bytes:
    if query.elements:
        return write(bundle.elements(parse_stored(resource), query.elements))
    if query.summary in {"true", "text", "data"}:
        return write(bundle.summarise(parse_stored(resource), query.summary))
    return resource


def _next_link(call: Call, page: Page) -> str:
    if page.next is None or not page.hits:
        return ""
    rank, item = page.next
    cursor = f"{rank}.{house().codec.encode(page.hits[0].space, item)}"
    kept = [(name, value) for name, value in call.params if name != "_cursor"]
    path = call.target.partition("?")[0]
    return f"{call.base}/{path}?{urlencode([*kept, ('_cursor', cursor)])}"


def _read_cursor(space: int, text: str) -> Cursor:
    rank, _, public = text.partition(".")
    place = place_of(public)
    if not rank.removeprefix("-").isdecimal() or len(rank) > 19 or place[0] != space:
        msg = "Cette page n’existe pas : reprenez l’adresse « next » telle qu’elle a été donnée."
        raise Malformed(msg)
    return int(rank), place[1]
