"""Documents, deposited through the gate: a sheet and its file, as small as can be."""

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ens.fhir import endpoint, writes
from ens.fhir.call import Call
from ens.fhir.media import FHIR_JSON
from ens.fhir.parse import parse_stored, write
from ens.fhir.places import place_of
from ens.gate import door, writing
from ens.gate.changes import Change, Context, Written
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.identity import Identity
from ens.policy.facts import Flag, Header
from tests.factories.callers import Caller

DOCUMENT, BINARY = "DocumentReference", "Binary"
REPORT, REPORT_CLASS = "11488-4", "11"  # a consultation note, of the class of reports
TEXT = b"Tout va bien.\n"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n166\n%%EOF\n"
)


def microseconds(text: str) -> int:
    """Read an ISO date as microseconds since 1970."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a test chooses of a document; everything has a harmless default."""

    title: str = "Compte rendu"
    date: str = "2026-03-14"
    flags: int = 0
    type: str = REPORT
    class_code: str = REPORT_CLASS
    category: str = ""
    words: tuple[tuple[str, ...], ...] = ()
    content: bytes | None = None
    file: bytes | None = None  # stored as a blob of its own when given


@dataclass(frozen=True, slots=True)
class Deposited:
    """One document where it lies; `file` is the item of its Binary when it has one."""

    space: int
    item: bytes
    version: int = 1
    file: bytes | None = None

    @property
    def place(self) -> tuple[int, bytes]:
        """Name it as the gate does."""
        return self.space, self.item


def header_of(sheet: Sheet, author: int, kind: str = DOCUMENT) -> Header:
    """Write the header of a sheet."""
    date = microseconds(sheet.date)
    kinds = (sheet.flags, sheet.type, sheet.class_code, sheet.category)
    return Header(kind, date, date, author, *kinds, title=sheet.title)


def resource_of(sheet: Sheet, kind: str = DOCUMENT) -> bytes:
    """Write the bytes that come back when it is read."""
    if sheet.content is not None and kind == DOCUMENT:
        return sheet.content
    return json.dumps({"resourceType": kind, "description": sheet.title}, ensure_ascii=False).encode()


def deposit(author: Caller, space: int, sheet: Sheet | None = None) -> Deposited:
    """Deposit a document into a space; raises what the gate raises."""
    chosen = sheet or Sheet()
    item, file = ids.new_item(), ids.new_item() if chosen.file is not None else None

    def plan(context: Context) -> Sequence[Change]:
        number = context.actor.number
        changes = [Change(item, header_of(chosen, number), resource_of(chosen), search=chosen.words)]
        if file is not None and chosen.file is not None:
            source = io.BytesIO(chosen.file)
            about = header_of(chosen, number, BINARY)
            changes.append(Change(file, about, resource_of(chosen, BINARY), source=source))
        return changes

    writing.write(author.visit, (space, ids.NO_ITEM), (DOCUMENT, Action.RECORDS_ITEM_CREATE), plan)
    return Deposited(space, item, file=file)


def update(author: Caller, document: Deposited, sheet: Sheet, seen: int | None = None) -> Deposited:
    """Write the next version of a document."""
    version = document.version if seen is None else seen
    change = Change(document.item, header_of(sheet, author.number), resource_of(sheet), version, sheet.words)
    written = _write(author, document, Action.RECORDS_ITEM_UPDATE, change)
    return replace(document, version=written[0].version)


def delete(author: Caller, document: Deposited, sheet: Sheet | None = None) -> Deposited:
    """Withdraw a document."""
    gone = replace(sheet or Sheet(), flags=int((sheet or Sheet()).flags | Flag.DELETED))
    change = Change(document.item, header_of(gone, author.number), b"{}", document.version)
    return replace(document, version=_write(author, document, Action.RECORDS_ITEM_DELETE, change)[0].version)


def _write(author: Caller, document: Deposited, action: Action, change: Change) -> list[Written]:
    return writing.write(author.visit, document.place, (DOCUMENT, action), lambda _: [change])


def read(caller: Caller, document: Deposited) -> bytes:
    """Read a document at the gate, as bytes."""
    return door.read(caller.visit, *document.place, DOCUMENT).resource


def publish(depositor: Caller, identity: Identity, file: bytes = TEXT, title: str = "", **more: Any) -> Deposited:
    """Deposit a document with its file as software does, through the FHIR door."""
    resource = document_reference(identity, file, **more)
    resource["content"][0]["attachment"]["title"] = title or "Compte rendu"
    kinds = endpoint.kinds()
    call = Call(depositor.visit, "", kinds, "POST", body=write(resource), content_type=FHIR_JSON)
    body = writes.create(call, kinds[DOCUMENT]).body
    assert isinstance(body, bytes)
    place = place_of(parse_stored(body)["id"])
    return Deposited(*place)


def document_reference(identity: Identity, file: bytes = TEXT, **more: Any) -> dict[str, Any]:
    """Write a document with its file inside, as the FHIR door takes it (simplified publication of MHD)."""
    kind = "application/pdf" if file.startswith(b"%PDF") else "text/plain"
    subject = f"Patient?identifier=urn:oid:{identity.oid}|{identity.matricule}"
    attachment = {"contentType": kind, "data": base64.b64encode(file).decode(), "title": "Compte rendu"}
    return {
        "resourceType": DOCUMENT,
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": REPORT}]},
        "subject": {"reference": subject},
        "date": "2026-03-14T09:00:00Z",
        "content": [{"attachment": attachment}],
        **more,
    }
