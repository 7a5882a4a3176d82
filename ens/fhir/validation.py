"""Whether a resource is sound FHIR R4: two engines behind one port.

fhirkit (Rust) checks structure, types and choice elements; the official JSON schema adds what it does not look at: the
codes of required bindings. Both are linear in the size of the resource, which `parse` has bounded; what they say is
put in both languages here, so that a change of engine shows nowhere else.
"""

import datetime
import functools
import itertools
import json
import re
from importlib.resources import files
from typing import Any, Final

import fhirkit
import jsonschema_rs

from ens.fhir.base64_data import decode
from ens.fhir.issues import Issue
from ens.fhir.narrative import check_narratives
from ens.fhir.parse import MAX_ISSUES, Resource, write

TYPES: Final = (
    "AllergyIntolerance",
    "AuditEvent",
    "Binary",
    "Bundle",
    "CarePlan",
    "CareTeam",
    "Claim",
    "Condition",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "ExplanationOfBenefit",
    "ImagingStudy",
    "Immunization",
    "List",
    "Location",
    "Medication",
    "MedicationAdministration",
    "MedicationRequest",
    "Observation",
    "OperationOutcome",
    "Organization",
    "Parameters",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "RelatedPerson",
    "ServiceRequest",
    "SupplyDelivery",
)
LARGE: Final = 65_536  # base64 longer than this is checked apart, without two engines reading megabytes
DETAILED: Final = 131_072  # beyond this size the schema says yes or no: its list of errors could take seconds
LARGEST: Final = 1_048_576  # of one resource, without its base64

# February 29 to 31 and the 31st of short months: the only impossible days that the patterns of FHIR let through.
_DOUBTFUL_DAY: Final = re.compile(rb'"\d{4}-(?:02-(?:29|3\d)|(?:04|06|09|11)-31)')
_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d))?")

_FHIRKIT: Final = (
    (re.compile("required element missing"), "required", "Cet élément est obligatoire et il manque."),
    (re.compile("unknown element"), "structure", "Cet élément n’existe pas ici en FHIR R4."),
    (re.compile("is not a valid"), "value", "Cette valeur n’a pas la bonne forme."),
    (re.compile("is not a FHIR R4 resource type"), "not-supported", "Ce type de ressource n’existe pas en FHIR R4."),
    (re.compile("only one type may be given"), "structure", "Un seul type de valeur peut être donné ici."),
    (re.compile("expected an array"), "structure", "Une liste est attendue ici."),
    (re.compile("expected an object"), "structure", "Un objet est attendu ici."),
    (re.compile("expected a string"), "structure", "Un texte est attendu ici."),
    (re.compile("expected a (whole )?number"), "structure", "Un nombre est attendu ici."),
    (re.compile("expected true or false"), "structure", "« true » ou « false » est attendu ici."),
    (re.compile("null|empty"), "structure", "Cet élément est vide : s’il n’a pas de valeur, ne l’envoyez pas."),
)


def validate(resource: Resource) -> list[Issue]:
    """Find the faults of one resource and of those it contains, at most twenty, each with its place."""
    kind = resource.get("resourceType")
    if kind not in TYPES:
        return [_unsupported(str(kind)[:64], str(kind)[:64])]
    issues: list[Issue] = []
    light, raw = resource, write(resource)
    if len(raw) > LARGE:
        light = _lighten(resource, str(kind), issues)
        raw = write(light)
    if len(raw) > LARGEST:
        return [Issue("too-long", str(kind), "Cette ressource est trop longue (1 Mo au plus).", "Too long.")]
    issues += _structure(raw)
    seen = {issue.expression for issue in issues}
    if len(issues) < MAX_ISSUES:
        issues += [one for one in _codes(light, str(kind), len(raw)) if one.expression not in seen]
    if b'"div":' in raw:
        issues += check_narratives(light, str(kind))
    if _DOUBTFUL_DAY.search(raw):
        _collect_impossible_days(light, str(kind), issues)
    return issues[:MAX_ISSUES]


def _structure(raw: bytes) -> list[Issue]:
    try:
        return [_from_fhirkit(found) for found in fhirkit.validate(raw)[:MAX_ISSUES] if found.severity == "error"]
    except fhirkit.ParseError:  # it reads less deep than we do
        return [Issue("structure", "", "Ce message est trop complexe pour être vérifié.", "Too complex to check.")]


def _from_fhirkit(found: fhirkit.Issue) -> Issue:
    for pattern, code, french in _FHIRKIT:
        if pattern.search(found.message):
            return Issue(code, found.path, french, f"{found.message[:300]}.")
    return Issue("invalid", found.path, "Cet élément n’est pas valide.", f"{found.message[:300]}.")


def _codes(resource: Resource, path: str, size: int) -> list[Issue]:
    """Check one resource against the schema of its type, then each contained resource against its own."""
    issues: list[Issue] = []
    schema = _schema(resource["resourceType"])
    if not schema.is_valid(resource):
        if size > DETAILED:
            return [Issue("invalid", path, "Un élément au moins n’est pas valide.", "Some element is not valid.")]
        issues += [_from_schema(error, path) for error in itertools.islice(schema.iter_errors(resource), MAX_ISSUES)]
    contained = resource.get("contained")
    for index, inner in enumerate(contained if isinstance(contained, list) else []):
        if len(issues) < MAX_ISSUES and isinstance(inner, dict):
            place = f"{path}.contained[{index}]"
            kind = inner.get("resourceType")
            issues += _codes(inner, place, size) if kind in TYPES else [_unsupported(str(kind)[:64], place)]
    return issues


def _from_schema(error: jsonschema_rs.ValidationError, path: str) -> Issue:
    place = path + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
    details: dict[str, Any] = error.kind.as_dict()
    if error.kind.name == "required":
        french = "Cet élément est obligatoire et il manque."
        return Issue("required", f"{place}.{details['property']}", french, "Required element missing.")
    if error.kind.name == "additionalProperties":
        names = [str(name)[:64] for name in details["unexpected"]]
        return Issue("structure", f"{place}.{names[0]}", "Cet élément n’existe pas ici en FHIR R4.", "Unknown element.")
    if error.kind.name == "enum":
        options = ", ".join(str(option) for option in details["options"][:30])
        return Issue(
            "code-invalid", place, f"Ce code n’est pas permis ici. Codes permis : {options}.", f"Not one of: {options}."
        )
    return Issue("value", place, "Cette valeur n’a pas la bonne forme.", "Wrong form of value.")


def _unsupported(kind: str, place: str) -> Issue:
    return Issue("not-supported", place, f"Le type de ressource « {kind} » n’est pas accepté ici.", "Unsupported type.")


@functools.cache
def _definitions() -> Resource:
    schema: Resource = json.loads(files("ens.fhir").joinpath("r4.schema.json").read_bytes())
    return schema


@functools.cache
def _schema(kind: str) -> jsonschema_rs.Draft6Validator:
    # The plain regex engine never backtracks: no text makes it slow.
    schema = {"$ref": f"#/definitions/{kind}", "definitions": _definitions()["definitions"]}
    return jsonschema_rs.Draft6Validator(schema, pattern_options=jsonschema_rs.RegexOptions())


def _lighten(value: Resource, path: str, issues: list[Issue]) -> Resource:
    """Copy a resource with each large `data` checked as base64 and replaced by a short one; itself if there is none."""
    changed: Resource = {}
    for key, item in value.items():
        place = f"{path}.{key}"
        if isinstance(item, str) and len(item) > LARGE and key == "data":
            changed[key] = "AAAA"
            if decode(item) is None:
                issues.append(Issue("value", place, "Le contenu n’est pas du base64 valide.", "Not valid base64."))
        elif isinstance(item, dict):
            if (light := _lighten(item, place, issues)) is not item:
                changed[key] = light
        elif isinstance(item, list):
            parts = [_lighten(x, f"{place}[{n}]", issues) if isinstance(x, dict) else x for n, x in enumerate(item)]
            if any(new is not old for new, old in zip(parts, item, strict=True)):
                changed[key] = parts
    return {**value, **changed} if changed else value


@functools.cache
def _date_names() -> frozenset[str]:
    dates = {f"#/definitions/{name}" for name in ("date", "dateTime", "instant")}
    names = {"valueDate", "valueDateTime", "valueInstant"}
    for definition in _definitions()["definitions"].values():
        names |= {name for name, rule in definition.get("properties", {}).items() if rule.get("$ref") in dates}
    return frozenset(names)


def _collect_impossible_days(value: Resource, path: str, issues: list[Issue]) -> None:
    for key, item in value.items():
        for index, one in enumerate(item if isinstance(item, list) else [item]):
            place = f"{path}.{key}[{index}]" if isinstance(item, list) else f"{path}.{key}"
            if isinstance(one, dict):
                _collect_impossible_days(one, place, issues)
            elif isinstance(one, str) and key in _date_names() and not _is_possible(one):
                issues.append(Issue("value", place, "Ce jour n’existe pas dans le calendrier.", "No such day."))


def _is_possible(text: str) -> bool:
    found = _DAY.fullmatch(text)
    if found is None:
        return True  # partial dates, and forms that the engines have refused already
    try:
        datetime.date.fromisoformat(found.group(1))
    except ValueError:
        return False
    return True
