"""What schemathesis does not know: ids that exist, and messages that mean something. Half of the cases get some.

Loaded by schemathesis itself (`SCHEMATHESIS_HOOKS`); the ids of the running house come in the file `FUZZ_PLACES`.
"""

import atexit
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any, Final

import django
import schemathesis  # type: ignore[import-not-found]

from tests.isolation import isolate

isolate()
django.setup()

from tests.fuzz import seeds, shapes  # noqa: E402 - after the settings

PLACES: Final[dict[str, list[str]]] = json.loads(Path(os.environ["FUZZ_PLACES"]).read_text("utf-8"))


def _bodies() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for bundle in (*seeds._our_bundles(), *seeds._examples()):
        found.setdefault("", []).append(bundle)
        for entry in bundle.get("entry", []):
            if resource := entry.get("resource"):
                found.setdefault(resource["resourceType"], []).append(resource)
    return found


BODIES: Final = _bodies()


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: Any, case: Any, _arguments: Any) -> None:
    """Put what exists into the address, what means something into the body, or something near to it."""
    chance = random.Random(repr((case.operation.label, case.path_parameters, case.query)))
    kind = next((part for part in case.operation.path.split("/")[2:3]), "")
    if case.path_parameters and "id" in case.path_parameters and (known := PLACES.get(kind)) and chance.random() < 0.5:
        case.path_parameters["id"] = chance.choice(known)
    if isinstance(case.query, dict) and "patient" in case.query and chance.random() < 0.5:
        case.query["patient"] = chance.choice(PLACES["Patient"])
    if isinstance(case.body, dict) and (known_bodies := BODIES.get(kind)) and chance.random() < 0.7:
        raw = json.dumps(chance.choice(known_bodies)).encode()
        changed = shapes.change_json(raw, chance) if chance.random() < 0.6 else raw
        case.body = json.loads(changed or raw)
        if "id" in (case.path_parameters or {}) and isinstance(case.body, dict):
            case.body["id"] = case.path_parameters["id"]


@schemathesis.hook  # type: ignore[untyped-decorator]
def after_call(_context: Any, _case: Any, response: Any) -> None:
    """Count the answers by status."""
    STATUSES[response.status_code] += 1


STATUSES: Final = Counter[int]()
atexit.register(lambda: print("answers:", ", ".join(f"{status} × {STATUSES[status]}" for status in sorted(STATUSES))))
