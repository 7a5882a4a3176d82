"""`Patient/[id]/$everything` (https://hl7.org/fhir/R4/patient-operation-everything.html): in one flow, or by pages.

Files (Binary) are not repeated: documents say where they are. The public directory belongs to nobody's record.
"""

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlencode

from ens.fhir import bundle, patients
from ens.fhir.call import Call, Reply
from ens.fhir.interactions import public_id
from ens.fhir.parameters.dates import FAR_FUTURE, read_test
from ens.fhir.parse import write
from ens.fhir.places import place_of
from ens.gate import everything as gate
from ens.gate.door import Found
from ens.gate.people import Person
from ens.kernel.errors import Malformed
from ens.kernel.ids import NO_ITEM, NOWHERE
from ens.policy.facts import Header

OPERATION: Final = ("everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything")
MAX_COUNT: Final = 500
_LEFT_OUT: Final = frozenset({"Binary", "Patient"})
_LINE: Final = b'{"fullUrl":"%b","resource":%b,"search":{"mode":"match"}}'
_PIECES: Final = 50  # resources that leave together


def serve(call: Call, public: str) -> Reply:
    """Answer with the person and all that the caller may see of her: page by page when `_count` is given."""
    space, item = place_of(public)
    space = space if item == NO_ITEM else NOWHERE
    wanted = _filter(call)
    after = _after(call, space)
    count = _count(call)
    if count is None:
        flow = gate.open_flow(call.visit, space, wanted)
        return Reply(200, _stream(call, _person(call, flow.person), flow))
    page = gate.read_page(call.visit, space, wanted, after, count)
    lines = [*_person(call, page.person), *(_line(call, found) for found in page.found)]
    next_link = None if page.after is None else _next(call, public_id(space, page.after))
    return Reply(200, bundle.assembled(f"{call.base}/{call.target}", lines, next_link))


def _person(call: Call, person: Person | None) -> list[bytes]:
    kinds = call.param("_type")
    if person is None or (kinds and "Patient" not in kinds.split(",")):
        return []
    address = f"{call.base}/Patient/{public_id(person.space, NO_ITEM)}"
    return [_LINE % (address.encode(), write(patients.resource_of(person)))]


def _stream(call: Call, person: list[bytes], flow: gate.Flow) -> Iterator[bytes]:
    yield bundle.opening(f"{call.base}/{call.target}", flow.total + len(person))
    lines = person
    first = True
    for found in flow.found:
        lines.append(_line(call, found))
        if len(lines) >= _PIECES:
            yield (b"" if first else b",") + b",".join(lines)
            lines, first = [], False
    if lines:
        yield (b"" if first else b",") + b",".join(lines)
    yield b"]}"


def _line(call: Call, found: Found) -> bytes:
    name = f"{call.base}/{found.header.kind}/{public_id(found.space, found.item)}"
    return _LINE % (name.encode(), found.resource)


def _filter(call: Call) -> Callable[[Header], bool]:
    """Read `_type`, `_since`, `start` and `end` as a test of headers."""
    kinds = frozenset((call.param("_type") or "").split(",")) - {""}
    since, start, end = _bound(call, "_since", "ge"), _bound(call, "start", "ge"), _bound(call, "end", "le")

    def wanted(header: Header) -> bool:
        if header.kind in _LEFT_OUT or (kinds and header.kind not in kinds):
            return False
        ends = FAR_FUTURE if header.span < 0 else header.date + header.span
        return header.updated >= since and ends >= start and header.date <= end

    return wanted


def _bound(call: Call, name: str, prefix: str) -> int:
    text = call.param(name)
    test = read_test(prefix + (text or "1900"))
    if text is None:
        return -FAR_FUTURE if prefix == "ge" else FAR_FUTURE
    if test is None:
        msg = f"Le paramètre « {name} » attend une date, par exemple 2026-05-31."
        raise Malformed(msg)
    return test.interval.start if prefix == "ge" else test.interval.end - 1


def _count(call: Call) -> int | None:
    text = call.param("_count")
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9 or not int(text):
        msg = f"Le paramètre « _count » attend un nombre de 1 à {MAX_COUNT}."
        raise Malformed(msg)
    return min(int(text), MAX_COUNT)


def _after(call: Call, space: int) -> bytes:
    text = call.param("_cursor")
    if text is None:
        return b""
    place = place_of(text)
    if place[0] != space:
        msg = "Cette page n’existe pas : reprenez l’adresse « next » telle qu’elle a été donnée."
        raise Malformed(msg)
    return place[1]


def _next(call: Call, cursor: str) -> str:
    kept = [(name, value) for name, value in call.params if name != "_cursor"]
    return f"{call.base}/{call.target.partition('?')[0]}?{urlencode([*kept, ('_cursor', cursor)])}"
