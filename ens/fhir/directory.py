"""The public directory (Practitioner, PractitionerRole, Organization, Location): created, read, found by identifier."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from ens.fhir import bundle
from ens.fhir.call import Call, Reply
from ens.fhir.interactions import public_id, version_headers
from ens.fhir.issues import InvalidResource, invalid
from ens.fhir.links import CONDITIONAL, check_links, dangling, find_slots
from ens.fhir.parameters.values import identifiers as identifiers_of
from ens.fhir.parse import Resource, write
from ens.fhir.places import place_of
from ens.fhir.stamp import stamped
from ens.fhir.writes import read_resource
from ens.gate import directory as gate
from ens.kernel import clock
from ens.kernel.errors import NotFound, PreconditionFailed
from ens.kernel.ids import HOUSE
from ens.registry.directory import Line, word

KINDS: Final = ("Location", "Organization", "Practitioner", "PractitionerRole")
INTERACTIONS: Final = ("read", "search-type", "create")
SEARCHES: Final = (("_id", "token"), ("identifier", "token"))
MAX_IDENTIFIERS: Final = 50
MAX_LENGTH: Final = 512  # of one identifier with its system
MAX_BYTES: Final = 65_536
_FOUND: Final = 50
_CONDITION: Final = "identifier="


def resolve(call: Call, references: Iterable[str]) -> dict[str, str]:
    """Resolve conditional references such as `Practitioner?identifier=system|value`; each must match exactly once."""
    words = {text: _word_of(text) for text in references}
    found = gate.resolve(call.visit, sorted(set(words.values())))
    named = {}
    for text, one in words.items():
        if len(found[one]) != 1:
            raise PreconditionFailed(reasons=("no_match" if not found[one] else "several_matches",))
        named[text] = f"{one.partition('|')[0]}/{public_id(HOUSE, found[one][0])}"
    return named


def create(call: Call, kind: str) -> Reply:
    """Add a resource to the directory; If-None-Exist (`identifier=system|value`) makes it conditional."""
    resource = read_resource(call.body, kind)
    check_links(find_slots(resource), HOUSE, call.kinds)
    words = _words(kind, resource)
    existing = "" if not call.if_none_exist else _word_of(f"{kind}?{call.if_none_exist.rpartition('?')[2]}")
    added = gate.add(call.visit, kind, words, existing, lambda item: _line(kind, item, resource))
    if len(added.lines) > 1:
        raise PreconditionFailed
    return _reply(call, added.lines[0], 201 if added.is_new else 200)


def read(call: Call, kind: str, public: str) -> Reply:
    """Read a resource of the directory."""
    space, item = place_of(public)
    if space != HOUSE:
        raise NotFound
    return _reply(call, gate.read(call.visit, kind, item), 200)


def search(call: Call, kind: str) -> Reply:
    """Find the resources that bear an identifier (`identifier=system|value`, or a value in any system)."""
    if not (identifier := call.param("identifier")):
        french = "Cherchez dans l’annuaire par identifiant : identifier=système|valeur"
        raise invalid("required", f"{kind}.identifier", french, "Search the directory by identifier.")
    system, bar, value = identifier.partition("|")
    lines = gate.find(call.visit, kind, word(kind, system if bar else "", value if bar else system), _FOUND)
    entries: list[tuple[str, bytes, bundle.Mode]] = [
        (f"{kind}/{public_id(HOUSE, line.item)}", line.resource, "match") for line in lines
    ]
    return Reply(200, bundle.searchset(call.base, f"{call.base}/{call.target}", entries, len(entries)))


def _reply(call: Call, line: Line, status: int) -> Reply:
    headers = version_headers(1, line.updated)
    if status == 201 or call.method == "POST":
        headers["Location"] = f"{call.base}/{line.kind}/{public_id(HOUSE, line.item)}/_history/1"
    return Reply(status, line.resource, headers=headers)


def _line(kind: str, item: bytes, resource: Resource) -> Line:
    now = clock.now_us()
    return Line(item, kind, now, write(stamped(resource, kind, public_id(HOUSE, item), 1, now)))


def _words(kind: str, resource: Resource) -> list[str]:
    """Write the identifiers of a resource as they are searched; refuse what does not belong into a public directory."""
    pairs = set(identifiers_of("identifier")(resource))
    words = {word(kind, system, value) for system, value in pairs} | {word(kind, "", value) for _, value in pairs}
    if "contained" in resource or len(pairs) > MAX_IDENTIFIERS or max(map(len, words), default=0) > MAX_LENGTH:
        raise _too_much(kind)
    if len(write(resource)) > MAX_BYTES - 1024:
        raise _too_much(kind)
    return sorted(words)


def _too_much(kind: str) -> InvalidResource:
    french = "L’annuaire prend des ressources simples : ni ressource contenue, ni plus de 50 identifiants ou de 64 ko."
    english = "The directory takes plain resources: none contained, at most 50 identifiers and 64 kB."
    return invalid("too-costly", kind, french, english)


def _word_of(text: str) -> str:
    """Read `Type?identifier=system|value`; any other condition is refused."""
    found = CONDITIONAL.fullmatch(text)
    if found is None or found[1] not in KINDS or not found[2].startswith(_CONDITION) or "&" in found[2]:
        raise dangling()
    system, bar, value = unquote(found[2][len(_CONDITION) :]).partition("|")
    if not bar or not system or not value or len(text) > 3 * MAX_LENGTH:
        raise dangling()
    return word(found[1], system, value)
