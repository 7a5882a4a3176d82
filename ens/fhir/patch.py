"""Patches: FHIRPath Patch on plain element paths, and JSON Patch (https://hl7.org/fhir/R4/http.html#patch).

Both become the same few steps on a copy. What identifies a resource, whose it is and which bytes it describes cannot
be patched: that takes a new version of the document.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ens.fhir.issues import InvalidResource, invalid
from ens.fhir.parse import Resource

MAX_OPERATIONS: Final = 50
MAX_INDEX: Final = 1000
PROTECTED: Final = (
    ("id",),
    ("meta",),
    ("resourceType",),
    ("subject",),
    ("content", "attachment"),
)

# Elements of DocumentReference and List that are lists, so that the first `add` makes one.
LISTS: Final = frozenset(
    {
        "author",
        "category",
        "coding",
        "content",
        "contained",
        "entry",
        "event",
        "extension",
        "identifier",
        "modifierExtension",
        "note",
        "related",
        "relatesTo",
        "securityLabel",
    }
)

Steps = tuple[str | int, ...]

_PATH: Final = re.compile(r"([A-Z][A-Za-z]{1,63})((?:\.[a-z_][A-Za-z]{0,63}|\[[0-9]{1,4}\])*)")
_STEP: Final = re.compile(r"\.([a-z_][A-Za-z]{0,63})|\[([0-9]{1,4})\]")
_NAME: Final = re.compile(r"[a-z_][A-Za-z]{0,63}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One step: `add`, `replace`, `remove` or `test` a value at a place; `place` is how the caller wrote it."""

    kind: str
    steps: Steps
    place: str
    value: Any = None


def read_json_patch(operations: object) -> list[Operation]:
    """Read an RFC 6902 document: add, replace, remove and test."""
    if not isinstance(operations, list) or not 1 <= len(operations) <= MAX_OPERATIONS:
        raise _refusal("", f"Un JSON Patch est une liste de 1 à {MAX_OPERATIONS} opérations.", "A list of operations.")
    return [_read_json_operation(one, f"[{index}]") for index, one in enumerate(operations)]


def read_fhirpath_patch(parameters: Resource) -> list[Operation]:
    """Read a Parameters resource with `operation` parts: add, insert, replace and delete."""
    parts = parameters.get("parameter")
    if parameters.get("resourceType") != "Parameters" or not isinstance(parts, list):
        raise _refusal("Parameters", "Un FHIRPath Patch est une ressource Parameters.", "Parameters are expected.")
    if not 1 <= len(parts) <= MAX_OPERATIONS:
        french = f"Un patch contient de 1 à {MAX_OPERATIONS} opérations."
        raise _refusal("Parameters.parameter", french, "Too few or too many operations.")
    return [_read_part(one, f"Parameters.parameter[{index}]") for index, one in enumerate(parts)]


def apply_patch(resource: Resource, operations: Sequence[Operation]) -> Resource:
    """Apply every operation to a copy, or raise InvalidResource and change nothing; `validate` comes after."""
    result: Resource = copy.deepcopy(resource)
    for operation in operations:
        _check_protected(operation)
        _apply(operation, result)
    return {key: kept for key, value in result.items() if (kept := _prune(value)) not in ({}, [])}


def _prune(value: Any) -> Any:  # noqa: ANN401
    """Take out what removals have left empty: FHIR knows no empty list or object."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _prune(item)) not in ({}, [])}
    if isinstance(value, list):
        return [kept for item in value if (kept := _prune(item)) not in ({}, [])]
    return value


def _read_json_operation(one: object, place: str) -> Operation:
    if not isinstance(one, dict) or one.get("op") not in ("add", "replace", "remove", "test"):
        raise _refusal(place, "Seules add, replace, remove et test sont permises.", "Unknown operation.")
    path, kind = one.get("path"), one["op"]
    if not isinstance(path, str) or not path.startswith("/") or len(path) > MAX_INDEX:
        raise _refusal(place, "« path » doit être un chemin JSON, par exemple « /status ».", "Bad path.")
    if kind != "remove" and "value" not in one:
        raise _refusal(place, "« value » manque.", "Missing value.")
    steps = tuple(_json_step(step, path) for step in path[1:].split("/"))
    return Operation(kind, steps, path, one.get("value"))


def _json_step(step: str, path: str) -> str | int:
    if re.fullmatch(r"0|[1-9][0-9]{0,3}", step):
        return int(step)
    if step == "-":
        return step
    if _NAME.fullmatch(step):
        return step
    raise _refusal(path, "Ce chemin ne peut pas être lu.", "Unreadable path.")


def _read_part(part: object, place: str) -> Operation:
    named = _named_parts(part)
    if named is None:
        raise _refusal(place, "Chaque paramètre doit s’appeler « operation » et avoir des parties.", "Bad operation.")
    kind, path, name = named.get("type"), named.get("path"), named.get("name")
    steps = _fhir_steps(path, place)
    value = named.get("value")
    if kind == "add" and isinstance(name, str) and _NAME.fullmatch(name):
        return Operation("append", (*steps, name), f"{path}.{name}", value)
    if kind == "insert" and type(index := named.get("index")) is int and 0 <= index <= MAX_INDEX:
        return Operation("add", (*steps, index), f"{path}[{index}]", value)
    if kind == "replace":
        return Operation("replace", steps, str(path), value)
    if kind == "delete":
        return Operation("delete", steps, str(path))
    raise _refusal(place, "Seules add, insert, replace et delete sont permises.", "Unsupported operation.")


def _named_parts(part: object) -> dict[str, Any] | None:
    """Turn the parts of an operation into {name: value}; a value is the one `value[x]` of its part."""
    if not isinstance(part, dict) or part.get("name") != "operation" or not isinstance(part.get("part"), list):
        return None
    named: dict[str, Any] = {}
    for one in part["part"]:
        values = [value for key, value in one.items() if key.startswith("value")] if isinstance(one, dict) else []
        if len(values) != 1 or not isinstance(one.get("name"), str):
            return None
        named[one["name"]] = values[0]
    return named


def _fhir_steps(path: object, place: str) -> Steps:
    found = _PATH.fullmatch(path) if isinstance(path, str) else None
    if found is None:
        french = "Seuls les chemins simples sont acceptés, par exemple « DocumentReference.category[0] »."
        raise _refusal(f"{place}.part", french, "Only plain paths are accepted.")
    return tuple(int(step[2]) if step[2] else step[1] for step in _STEP.finditer(found[2]))


def _check_protected(operation: Operation) -> None:
    """Refuse an operation on a protected element, inside it, or on what holds it."""
    names = tuple(step.removeprefix("_") for step in operation.steps if isinstance(step, str) and step != "-")
    for protected in PROTECTED:
        width = min(len(names), len(protected))
        if operation.kind != "test" and names[:width] == protected[:width]:
            french = f"« {'.'.join(protected)} » ne peut pas être modifié ainsi : remplacez la ressource."
            raise invalid("business-rule", operation.place, french, "Protected element.")


def _apply(operation: Operation, resource: Resource) -> None:
    parent, last = _find(operation, resource)
    if operation.kind == "test":
        if _get(parent, last, operation) != operation.value:
            raise invalid("conflict", operation.place, "La valeur n’est pas celle attendue.", "Test failed.")
    elif operation.kind == "append":
        _append(parent, last, operation)
    elif operation.kind == "add":
        _add(parent, last, operation)
    elif operation.kind == "replace":
        _get(parent, last, operation)
        parent[last] = operation.value
    else:
        _remove(parent, last, operation)


def _find(operation: Operation, resource: Resource) -> tuple[Any, str | int]:
    """Walk to the parent of the place; it must exist."""
    if not operation.steps:
        raise _refusal(operation.place, "Indiquez un élément de la ressource.", "An element is expected.")
    parent: Any = resource
    for step in operation.steps[:-1]:
        parent = _get(parent, step, operation)
    return parent, operation.steps[-1]


def _get(parent: Any, step: str | int, operation: Operation) -> Any:  # noqa: ANN401
    if isinstance(parent, dict) and isinstance(step, str) and step in parent:
        return parent[step]
    if isinstance(parent, list) and isinstance(step, int) and step < len(parent):
        return parent[step]
    raise invalid("not-found", operation.place, "Cet élément n’existe pas dans la ressource.", "No such element.")


def _add(parent: Any, last: str | int, operation: Operation) -> None:  # noqa: ANN401
    if isinstance(parent, dict) and isinstance(last, str) and last != "-":
        parent[last] = operation.value
    elif isinstance(parent, list) and (last == "-" or (isinstance(last, int) and last <= len(parent))):
        parent.insert(len(parent) if isinstance(last, str) else last, operation.value)
    else:
        raise invalid("not-found", operation.place, "Cet élément n’existe pas dans la ressource.", "No such element.")


def _append(parent: Any, last: str | int, operation: Operation) -> None:  # noqa: ANN401
    """Add as FHIRPath Patch does: at the end of a list that exists, else as the element itself."""
    if not isinstance(parent, dict) or not isinstance(last, str):
        raise invalid("not-found", operation.place, "Cet élément n’existe pas dans la ressource.", "No such element.")
    if isinstance(parent.get(last), list):
        parent[last].append(operation.value)
    elif last in parent:
        raise invalid("duplicate", operation.place, "Cet élément a déjà une valeur : remplacez-la.", "Already there.")
    else:
        parent[last] = [operation.value] if last in LISTS else operation.value


def _remove(parent: Any, last: str | int, operation: Operation) -> None:  # noqa: ANN401
    try:
        _get(parent, last, operation)
    except InvalidResource:
        if operation.kind == "delete":  # FHIRPath Patch: deleting nothing is not an error
            return
        raise
    del parent[last]


def _refusal(place: str, french: str, english: str) -> InvalidResource:
    return invalid("invalid", place, french, english)
