"""The parts that operations share: kinds of bodies, parameters, headers and refusals; pure."""

from http import HTTPStatus
from typing import Any, Final

from ens.fhir.call import MODE_HEADER
from ens.fhir.outcome import RULES
from ens.policy.question import Mode

Json = dict[str, Any]

FHIR: Final = "application/fhir+json"
FORM: Final = "application/x-www-form-urlencoded"
TEXT: Final = "text/plain"
PATCH: Final = "application/json-patch+json"
_ID: Final = r"^[A-Za-z0-9.-]{1,64}$"


def ref(group: str, name: str) -> Json:
    """Point to a shared part."""
    return {"$ref": f"#/components/{group}/{name}"}


def resource(kind: str = "") -> Json:
    """Describe a resource of a kind, or of any; what is in it is FHIR's affair."""
    known: Json = {"const": kind} if kind else {"type": "string", "pattern": "^[A-Z][A-Za-z]{1,63}$"}
    return {"type": "object", "required": ["resourceType"], "properties": {"resourceType": known}}


def answer(text: str, schema: Json | None = None, media: str = FHIR, **headers: str) -> Json:
    """Describe an answer; without a schema its body is anything, or nothing."""
    described: Json = {"description": text}
    if schema is not None:
        described["content"] = {media: {"schema": schema}}
    if headers:
        names = {name.replace("_", "-"): text for name, text in headers.items()}
        of_text = {"schema": {"type": "string"}}
        described["headers"] = {name: {"description": said, **of_text} for name, said in names.items()}
    return described


def body(schema: Json, *media: str) -> Json:
    """Describe the body of a request."""
    return {"required": True, "content": {each: {"schema": schema} for each in media or (FHIR,)}}


def query(name: str, text: str = "", *, required: bool = False) -> Json:
    """Describe a parameter of a search."""
    found: Json = {"name": name, "in": "query", "schema": {"type": "string"}}
    return found | ({"description": text} if text else {}) | ({"required": True} if required else {})


def path(name: str, pattern: str = _ID) -> Json:
    """Describe a part of an address."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}


def refusals() -> dict[str, Json]:
    """Describe every refusal of the FHIR door, by its status."""
    found = {str(rule.status): rule.french for rule in RULES.values()}
    wrong_method = {"405": "Cette action n’est pas possible à cette adresse."}
    return {status: answer(text, ref("schemas", "OperationOutcome")) for status, text in (found | wrong_method).items()}


def components() -> Json:
    """Write the shared parts."""
    headers = {
        MODE_HEADER: {"type": "string", "enum": [mode.value for mode in Mode]},
        "If-Match": {"type": "string", "pattern": r'^W/"[1-9][0-9]{0,8}"$'},
        "If-None-Exist": {"type": "string"},
        "Prefer": {"type": "string", "enum": ["return=minimal", "return=representation", "return=OperationOutcome"]},
    }
    return {
        "schemas": {
            "Resource": resource(),
            "Bundle": resource("Bundle"),
            "OperationOutcome": resource("OperationOutcome"),
            "Parameters": resource("Parameters"),
        },
        "parameters": {name: {"name": name, "in": "header", "schema": schema} for name, schema in headers.items()},
        "responses": {HTTPStatus(int(status)).phrase.replace(" ", ""): each for status, each in refusals().items()},
        "securitySchemes": {"jeton": {"type": "http", "scheme": "bearer"}},
    }


def refused() -> Json:
    """Point to every refusal of the FHIR door."""
    return {status: ref("responses", HTTPStatus(int(status)).phrase.replace(" ", "")) for status in refusals()}
