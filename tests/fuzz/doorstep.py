"""The FHIR door without a database behind: what is read and composed from a message, up to what would be sealed.

Whoever looks for a person finds one and the same; one document, lot and file can be read; whatever else would ask the
database is not found there.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.fhir import assembly, endpoint, transaction
from ens.fhir.call import Call
from ens.fhir.media import FHIR_JSON
from ens.fhir.parse import parse_stored
from ens.gate import directory, door, house, people, search, writing
from ens.gate.changes import Change, Context, Plan, Written
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.kernel.actions import Action
from ens.kernel.actors import Actor, ActorKind
from ens.kernel.errors import NotFound
from ens.kernel.ids import NO_ITEM, IdCodec
from ens.policy.facts import Header
from ens.postgres.statements import Statement
from ens.sandbox import cast
from ens.vault import boxes, keys
from ens.vault.blobref import REFERENCE_BYTES, BlobRef
from ens.vault.keyring import Keyring

SPACE: Final = 7
CODEC: Final = IdCodec(bytes(16))
IDENTITY: Final = cast.CAMILLE.identity
HOSPITAL: Final = Actor(ActorKind.STRUCTURE, 5, "990000001", scopes="system/*.cruds", name="Hôpital")
_KEYRING: Final = Keyring(SPACE, {1: bytes(32)}, 1)
_WHEN: Final = 1_770_000_000_000_000
_BLOB: Final = BlobRef.decode(bytes(REFERENCE_BYTES))


def public(kind: str) -> str:
    """Name what can be read here: `Patient`, or one item of each kind."""
    return CODEC.encode(SPACE, NO_ITEM if kind == "Patient" else kind.encode().ljust(10)[:10])


def stored(kind: str) -> dict[str, Any]:
    """Give the one resource of a kind that is there."""
    subject = {"reference": f"Patient/{public('Patient')}"}
    coding = {"system": "http://loinc.org", "code": "11488-4"}
    known: dict[str, dict[str, Any]] = {
        "DocumentReference": {
            "status": "current",
            "type": {"coding": [coding]},
            "category": [{"coding": [{"code": "11"}]}],
            "subject": subject,
            "date": "2026-03-14T09:00:00Z",
            "content": [{"attachment": {"contentType": "text/plain", "url": f"Binary/{public('Binary')}"}}],
        },
        "List": {"status": "current", "mode": "working", "subject": subject, "date": "2026-03-14T09:00:00Z"},
        "Binary": {"contentType": "text/plain", "securityContext": subject},
    }
    return {"resourceType": kind, "id": public(kind), "meta": {"versionId": "1"}, **known.get(kind, {})}


def _read(_visit: Visit, space: int, item: bytes, kind: str) -> Found:
    if (space, item) != CODEC.decode(public(kind)):
        raise NotFound
    header = Header(kind, _WHEN, _WHEN, HOSPITAL.number, type="11488-4", class_code="11", title="Compte rendu")
    return Found(space, item, 1, header, json.dumps(stored(kind)).encode(), _BLOB if kind == "Binary" else None)


def _write(_visit: Visit, place: tuple[int, bytes], _asked: tuple[str, Action], plan: Plan) -> list[Written]:
    if place[0] != SPACE:
        raise NotFound
    changes = plan(Context(SPACE, HOSPITAL, lambda: IDENTITY, None, 0))
    check(changes)
    return [Written(change.item, change.seen + 1, change.header.kind) for change in changes]


def check(changes: Sequence[Change]) -> None:
    """Hold changes against what the vault asks of them: a header, words and a resource that can be sealed and read."""
    for change in changes:
        parse_stored(change.resource)
        draft = boxes.Draft(change.item, change.seen + 1, change.header, change.resource, change.search, change.blob)
        boxes.digest(_KEYRING, draft)


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Take the gate away, and give public ids a key that is always the same, so that an input means the same again."""
    stands_in: tuple[tuple[object, str, object], ...] = (
        (settings, "ENS_BLOBS", str(folder / "blobs")),
        (settings, "ENS_KEYS", f"file:{folder / 'root.key'}"),
        (settings, "ENS_KEYSTORE", str(folder / "store.sqlite")),
        (door, "read", _read),
        (writing, "write", _write),
        (people, "resolve", lambda _oid, _matricule: SPACE),
        (search, "search", lambda *_: search.Page([], 0, None)),
        (directory, "resolve", lambda _visit, words: {word: [word.encode()[-10:].rjust(10)] for word in words}),
        (assembly, "find_own", lambda *_: None),
        (Statement, "_execute", _nothing_there),
    )
    with ExitStack() as stack:
        for owner, name, value in stands_in:
            stack.enter_context(patch.object(owner, name, value))
        stack.callback(house.house.cache_clear)
        house.house.cache_clear()
        store = house.open_keystore(create=True)
        wrapped = store._provider.wrap(bytes(16), keys._system_context("public-ids"))
        with store.file.writing() as database:
            database.execute("INSERT INTO system_key VALUES ('public-ids', ?)", (wrapped,))
        yield


def _nothing_there(_self: Statement, _connection: BaseDatabaseWrapper, _args: tuple[object, ...]) -> Any:
    raise NotFound


def send(message: bytes) -> int:
    """Send a Bundle to the door; gives the status, or raises what the door would make a refusal of."""
    call = Call(Visit(), "http://localhost/fhir", endpoint.kinds(), "POST", body=message, content_type=FHIR_JSON)
    return transaction.serve(call, endpoint._batch_entry).status
