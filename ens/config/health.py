"""`/healthz`: the process answers. `/readyz`: everything that an answer needs is there, and safe."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ens.gate.house import house
from ens.kernel.errors import HouseError
from ens.kernel.sealing import Tampered
from ens.postgres import heartbeat
from ens.postgres.statements import Statement
from ens.vault.opening import KeysShut

HEARTBEAT_SECONDS: Final = 10.0
DURABLE: Final = ("fsync", "synchronous_commit", "full_page_writes")
_NO_STORE: Final = {"Cache-Control": "no-store"}
_SETTINGS: Final = Statement(
    "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"
)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers, whatever the rest does."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_NO_STORE)


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Say of each need `ok` or what is wrong, in words that reveal nothing; 503 when one is missing."""
    checks = {name: _ask(check) for name, check in CHECKS.items()}
    ready = all(answer == "ok" for answer in checks.values())
    body = {"status": "ok" if ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503, headers=_NO_STORE)


def check_database() -> str:
    """Ask the database whether it answers, and whether what it acknowledges survives a crash."""
    values = _SETTINGS.one(connections["default"]) or ()
    off = [name for name, value in zip(DURABLE, values, strict=True) if value == "off"]
    return f"not durable: {', '.join(off)} off" if off else "ok"


def check_blobs() -> str:
    """Ask whether the folder of the sealed files can be written."""
    root = Path(settings.ENS_BLOBS)
    return "ok" if os.access(root, os.R_OK | os.W_OK | os.X_OK) else "folder not writable"


def check_keys() -> str:
    """Ask whether the key store and the root key are there, and fit each other."""
    store = Path(settings.ENS_KEYSTORE)
    if not os.access(store, os.R_OK | os.W_OK):
        return "key store not writable"
    kind, _, rest = settings.ENS_KEYS.partition(":")
    if kind == "file" and not os.access(rest, os.R_OK):
        return "root key not readable"
    try:
        house().keys.check()
    except KeysShut as shut:
        return shut.why
    return "ok"


def check_worker() -> str:
    """Ask when the worker was last alive."""
    age = heartbeat.find_age(connections["default"], heartbeat.WORKER)
    if age is None:
        return "never seen"
    return "ok" if age <= HEARTBEAT_SECONDS else "silent"


CHECKS: Final[dict[str, Callable[[], str]]] = {
    "database": check_database,
    "blobs": check_blobs,
    "keys": check_keys,
    "worker": check_worker,
}


def _ask(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, HouseError, OSError, Tampered):
        return "no answer"
