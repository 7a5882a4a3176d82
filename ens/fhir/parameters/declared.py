"""Which search parameters exist, kind by kind (PDSm 3, MHD 4.2, FHIR R4)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ens.fhir.parameters.dates import Interval, interval, period
from ens.fhir.parameters.values import (
    Code,
    codes,
    codings,
    extensions,
    identifiers,
    references,
    target_identifiers,
    target_names,
    texts,
    walk,
)
from ens.fhir.parse import Resource

ParameterKind = Literal["token", "string", "date", "reference", "uri"]
Extract = Callable[[Resource], Iterable[Code | Interval | str]]

ARCHIVED: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived"
MHD: Final = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/"


@dataclass(frozen=True, slots=True, eq=False)
class SearchParameter:
    """One search parameter; `extract` gives Codes (token, reference), Intervals (date) or texts (string, uri).

    `root` is the element without which a resource gives nothing; empty where that is not known.
    """

    name: str
    kind: ParameterKind
    extract: Extract
    aliases: tuple[str, ...] = ()
    root: str = ""

    @property
    def is_blind(self) -> bool:
        """Say whether blind tokens are kept for this parameter."""
        return self.kind in ("token", "reference", "uri")


def dates(*path: str) -> Extract:
    """Extract dates, date times and instants."""
    return lambda resource: (
        found for value in walk(resource, path) if isinstance(value, str) and (found := interval(value))
    )


def periods(*path: str) -> Extract:
    """Extract Periods."""
    return lambda resource: (found for value in walk(resource, path) if (found := period(value)))


def _archived(resource: Resource) -> Iterator[Code]:
    found = [value.get("valueBoolean") for value in extensions(ARCHIVED)(resource)]
    yield Code("", "true" if True in found else "false")


def _extension_codings(name: str, *urls: str) -> Extract:
    def extract(resource: Resource) -> Iterator[Code]:
        for url in urls:
            for found in extensions(url)(resource):
                yield from codings(name)(found) if name.endswith("Concept") else identifiers(name)(found)

    return extract


def _organisation(resource: Resource) -> Iterator[Code]:
    """Extract the author's organisation, on the List itself or on its source."""
    for holder in (resource, resource.get("source")):
        if isinstance(holder, dict):
            for found in extensions(MHD + "ihe-authorOrg")(holder):
                yield from references("valueReference")(found)


def _patients(resource: Resource) -> Iterator[Code]:
    return (found for found in references("subject")(resource) if found.system == "Patient")


_P = SearchParameter

COMMON: Final = (
    _P("_profile", "uri", texts("meta", "profile"), root="meta"),
    _P("_security", "token", codings("meta", "security"), root="meta"),
    _P("_tag", "token", codings("meta", "tag"), root="meta"),
)
DOCUMENT_REFERENCE: Final = (
    _P("authenticator", "reference", references("authenticator")),
    _P("author", "reference", references("author")),
    _P("author.family", "string", target_names("family", "author")),
    _P("author.given", "string", target_names("given", "author")),
    _P("author.identifier", "token", target_identifiers("author")),
    _P("category", "token", codings("category")),
    _P("contenttype", "token", codes("urn:ietf:bcp:13", "content", "attachment", "contentType"), ("content-type",)),
    _P("creation", "date", dates("content", "attachment", "creation")),
    _P("custodian", "reference", references("custodian")),
    _P("date", "date", dates("date")),
    _P("description", "string", texts("description")),
    _P("encounter", "reference", references("context", "encounter")),
    _P("event", "token", codings("context", "event")),
    _P("facility", "token", codings("context", "facilityType")),
    _P("format", "token", codings("content", "format")),
    _P("identifier", "token", lambda r: [*identifiers("masterIdentifier")(r), *identifiers("identifier")(r)]),
    _P("isArchived", "token", _archived, ("PDSm_isArchived",)),
    _P("language", "token", codes("urn:ietf:bcp:47", "content", "attachment", "language")),
    _P("location", "uri", texts("content", "attachment", "url")),
    _P("patient", "reference", _patients),
    _P("patient.identifier", "token", target_identifiers("subject"), ("subject.identifier",)),
    _P("period", "date", periods("context", "period")),
    _P("period-end", "date", dates("context", "period", "end"), ("PDSm_DocumentReference_period-end",)),
    _P("period-start", "date", dates("context", "period", "start"), ("PDSm_DocumentReference_period-start",)),
    _P("related", "reference", references("context", "related")),
    _P("relatesto", "reference", references("relatesTo", "target")),
    _P("relation", "token", codes("http://hl7.org/fhir/document-relationship-type", "relatesTo", "code")),
    _P("security-label", "token", codings("securityLabel")),
    _P("setting", "token", codings("context", "practiceSetting")),
    _P("status", "token", codes("http://hl7.org/fhir/document-reference-status", "status")),
    _P("subject", "reference", references("subject")),
    _P("type", "token", codings("type")),
)
LIST: Final = (
    _P("authorOrg", "reference", _organisation, ("PDSm_authorOrg",)),
    _P("code", "token", codings("code")),
    _P("date", "date", dates("date")),
    _P(
        "designationType",
        "token",
        _extension_codings("valueCodeableConcept", MHD + "ihe-designationType"),
        ("DesignationType",),
    ),
    _P("identifier", "token", identifiers("identifier")),
    _P("isArchived", "token", _archived, ("PDSm_isArchived",)),
    _P("item", "reference", references("entry", "item")),
    _P("patient", "reference", _patients),
    _P("patient.identifier", "token", target_identifiers("subject"), ("subject.identifier",)),
    _P(
        "source", "reference", references("source"), ("PDSm_List_PatientAsSource", "PDSm_List_PractitionerRoleAsSource")
    ),
    _P("source.family", "string", target_names("family", "source")),
    _P("source.given", "string", target_names("given", "source")),
    _P("source.identifier", "token", target_identifiers("source")),
    _P("sourceId", "token", _extension_codings("valueIdentifier", MHD + "ihe-sourceId"), ("SourceId",)),
    _P("status", "token", codes("http://hl7.org/fhir/list-status", "status")),
    _P("subject", "reference", references("subject")),
    _P("title", "string", texts("title")),
)
PARAMETERS: Final[dict[str, tuple[SearchParameter, ...]]] = {
    "Binary": COMMON,
    "DocumentReference": COMMON + DOCUMENT_REFERENCE,
    "List": COMMON + LIST,
}


@cache
def _by_name(declared: tuple[SearchParameter, ...]) -> dict[str, SearchParameter]:
    return {name: one for one in declared for name in (one.name, *one.aliases)}


def find_in(declared: tuple[SearchParameter, ...], name: str) -> SearchParameter | None:
    """Find a parameter by its name or alias among those of a kind."""
    return _by_name(declared).get(name)
