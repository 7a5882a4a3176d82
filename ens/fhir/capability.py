"""What this server can do, for machines: its CapabilityStatement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ens.fhir.parameters import PARAMETERS, SearchParameter
from ens.fhir.parse import Resource, write

MHD: Final = "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder"
PDSM: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/CapabilityStatement/PDSm-GestionnaireDePartageDeDocuments"
SMART: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
SECURITY_SERVICE: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"


@dataclass(frozen=True, slots=True)
class Served:
    """One kind as it is served: `interactions` are FHIR codes (`read`, `search-type`…), `operations` (name, url).

    `parameters` are those that its room declares, `searches` further ones as (name, type).
    """

    kind: str
    interactions: tuple[str, ...]
    profiles: tuple[str, ...] = ()
    operations: tuple[tuple[str, str], ...] = ()
    includes: tuple[str, ...] = ()
    revincludes: tuple[str, ...] = ()
    searches: tuple[tuple[str, str], ...] = ()
    parameters: tuple[SearchParameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """The server that speaks: name, version, day of publication, and public addresses without a final slash."""

    title: str
    version: str
    date: str
    base_url: str
    oauth_url: str


def capability_statement(server: Server, kinds: Sequence[Served], operations: Sequence[tuple[str, str]] = ()) -> bytes:
    """Write the CapabilityStatement of `/fhir/metadata`; `operations` are those of the whole server."""
    rest: dict[str, Any] = {
        "mode": "server",
        "security": _security(server.oauth_url),
        "resource": [_resource(kind) for kind in sorted(kinds, key=lambda kind: kind.kind)],
        "interaction": [{"code": "transaction"}, {"code": "batch"}],
        "searchParam": _search_parameters((("_id", "token"), ("_lastUpdated", "date"))),
    }
    if operations:
        rest["operation"] = [{"name": name, "definition": url} for name, url in operations]
    return write(
        {
            "resourceType": "CapabilityStatement",
            "url": f"{server.base_url}/metadata",
            "version": server.version,
            "name": "EspaceNumeriqueDeSante",
            "title": server.title,
            "language": "fr",
            "status": "active",
            "date": server.date,
            "kind": "instance",
            "instantiates": [MHD, PDSM],
            "software": {"name": "ens", "version": server.version},
            "implementation": {"description": server.title, "url": server.base_url},
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json", "json"],
            "patchFormat": ["application/json-patch+json", "application/fhir+json"],
            "rest": [rest],
        }
    )


def searches_of(served: Served) -> list[tuple[str, str]]:
    """List the search parameters of a kind, as (name, type)."""
    if "search-type" not in served.interactions:
        return []
    known = served.parameters or PARAMETERS.get(served.kind, ())
    return sorted({*((parameter.name, parameter.kind) for parameter in known), *served.searches})


def _resource(served: Served) -> Resource:
    content: Resource = {
        "type": served.kind,
        "supportedProfile": list(served.profiles),
        "interaction": [{"code": code} for code in served.interactions],
        "versioning": "versioned-update" if "update" in served.interactions else "versioned",
        "readHistory": "vread" in served.interactions,
        "updateCreate": False,
        "conditionalCreate": "create" in served.interactions,
        "conditionalUpdate": "update" in served.interactions,
        "searchInclude": list(served.includes),
        "searchRevInclude": list(served.revincludes),
        "searchParam": _search_parameters(searches_of(served)),
        "operation": [{"name": name, "definition": url} for name, url in served.operations],
    }
    return {name: value for name, value in content.items() if value != []}


def _search_parameters(pairs: Sequence[tuple[str, str]]) -> list[Resource]:
    return [{"name": name, "type": kind} for name, kind in pairs]


def _security(oauth_url: str) -> Resource:
    addresses = [("authorize", "authorize"), ("token", "token"), ("revoke", "revoke"), ("introspect", "introspect")]
    extension = {
        "url": SMART,
        "extension": [{"url": name, "valueUri": f"{oauth_url}/{path}"} for name, path in addresses],
    }
    service = {"coding": [{"system": SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}
    return {"extension": [extension], "cors": True, "service": [service]}
