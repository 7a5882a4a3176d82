"""One deposit: documents, their files and the lot that lists them, composed together.

The file decides: its type is read from its bytes, a CDA document's header completes what was not stated, and the
patient it names must be the person of the space. A file and a lot take the visibility of their documents.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ens.fhir.base64_data import decode_base64
from ens.fhir.issues import invalid
from ens.fhir.kinds import Piece
from ens.fhir.parameters import tokens_of
from ens.fhir.parse import write
from ens.formats.cda import CdaHeader, CdaIdentity, read_cda, read_patient
from ens.formats.sniff import CDA, settle, sniff
from ens.gate.changes import Change, Context
from ens.gate.house import house
from ens.kernel import clock, ids
from ens.kernel.errors import Invalid
from ens.kernel.identity import Identity
from ens.policy.facts import Flag, Header
from ens.records import documents
from ens.records.descriptions import MASKED, STATES, WAITING
from ens.records.documents import Sheet
from ens.records.identity import compare

Resource = dict[str, Any]
DOCUMENT, BINARY, LIST = "DocumentReference", "Binary", "List"
_HIDDEN: Final = frozenset({MASKED, WAITING})
_NO_SHEET: Final = Sheet("", "", "", "", "", 0, 0)


def compose(pieces: Sequence[Piece], context: Context) -> list[Change]:
    """Make the changes of one deposit, whatever mix of documents, files and lots it is."""
    lot = _Lot(context, clock.now_us())
    for piece in pieces:
        lot.take(piece)
    return lot.changes()


@dataclass(slots=True)
class _Lot:
    """The pieces of one deposit by kind, and the sheets that files and lots take from their documents."""

    context: Context
    now: int
    others: list[Piece] = field(default_factory=list)
    files: dict[str, Piece] = field(default_factory=dict)
    documents: list[tuple[Piece, Sheet]] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    _waiting: list[Piece] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        """Sort a piece in; documents wait until every file is there."""
        if piece.kind == BINARY:
            self.files[piece.id] = piece
        elif piece.kind == DOCUMENT:
            self._waiting.append(piece)
        else:
            self.others.append(piece)

    def changes(self) -> list[Change]:
        """Compose everything: documents first, then the files and lots that follow them."""
        for piece in self._waiting:
            self._document(piece)
        found = [self._change(piece, piece.resource, sheet) for piece, sheet in self.documents]
        found += [self._file(piece) for piece in self.files.values()]
        return found + [self._change(piece, piece.resource, self._lot_sheet(piece)) for piece in self.others]

    def _document(self, piece: Piece) -> None:
        if piece.deletes:
            self.documents.append((piece, _sheet_of(piece.header)))
            return
        resource = self._with_file(self._masked(piece))
        self.sheets[f"{DOCUMENT}/{piece.id}"] = sheet = documents.sheet(resource)
        self.sheets[str(documents.attachment(resource).get("url"))] = sheet
        self.documents.append((replace(piece, resource=resource), sheet))

    def _masked(self, piece: Piece) -> Resource:
        """Mask to professionals what others add, where the person wants it so; what is announced first stays so.

        The two labels do not go together (EX_2.1-1050).
        """
        labels = piece.resource.get("securityLabel", [])
        if piece.seen or not self.context.masks_new or _HIDDEN & set(documents.codes(labels)):
            return piece.resource
        masked = {"coding": [{"system": STATES, "code": MASKED}]}
        return {**piece.resource, "securityLabel": [*labels, masked]}

    def _with_file(self, resource: Resource) -> Resource:
        """Bring a document and its file together: inline data become a Binary of their own."""
        file = documents.attachment(resource)
        if "data" in file:
            resource = self._take_inline(resource, dict(file))
        piece = self.files.get(str(documents.attachment(resource).get("url", "")).removeprefix(f"{BINARY}/"))
        if piece is None:
            raise invalid(
                "required",
                "DocumentReference.content[0].attachment",
                "Le fichier du document manque : joignez-le, ou citez un Binary de cet espace.",
                "The document's file is missing: attach it, or refer to a Binary of this space.",
            )
        return _examine(resource, piece)

    def _take_inline(self, resource: Resource, file: Resource) -> Resource:
        item = ids.new_item()
        public = house().codec.encode(self.context.space, item)
        content = decode_base64(file.pop("data"), "DocumentReference.content[0].attachment.data")
        binary = {"resourceType": BINARY, "contentType": file.get("contentType", "")}
        self.files[public] = Piece(BINARY, item, public, binary, content=content)
        file["url"] = f"{BINARY}/{public}"
        return {**resource, "content": [{**resource["content"][0], "attachment": file}, *resource["content"][1:]]}

    def _file(self, piece: Piece) -> Change:
        sheet = self.sheets.get(f"{BINARY}/{piece.id}") or _sheet_of(piece.header)
        if piece.found is not None and piece.content is None:
            kept = piece.found.header
            return self._change(piece, piece.resource, sheet, (kept.content_type, kept.size))
        content = piece.content or b""
        found = sniff(content, piece.resource.get("contentType", ""))
        if found == CDA:  # with its document or alone: nobody else's file comes in
            check_patient(read_patient(content), self.context.identity())
        resource = {key: value for key, value in piece.resource.items() if key != "data"}
        resource["contentType"] = settle(resource.get("contentType", ""), found)
        return self._change(piece, resource, sheet, (resource["contentType"], len(content)))

    def _lot_sheet(self, piece: Piece) -> Sheet:
        names = [each.get("item", {}).get("reference", "") for each in piece.resource.get("entry", [])]
        inside = [self.sheets[name] for name in names if name in self.sheets]
        date = documents.instant_us(piece.resource["date"], "List.date") if "date" in piece.resource else self.now
        first = inside[0] if inside else _sheet_of(piece.header)
        flags = Flag(piece.inherits)
        for sheet in inside:
            flags |= Flag(sheet.flags & ~Flag.SUPERSEDED)
        return replace(first, date=date, flags=int(flags), title=str(piece.resource.get("title", "")))

    def _change(self, piece: Piece, resource: Resource, sheet: Sheet, file: tuple[str, int] = ("", 0)) -> Change:
        sealed = write(_stamped(resource, piece, self.now))
        flags = sheet.flags | (Flag.DELETED if piece.deletes else 0)
        header = Header(
            kind=piece.kind,
            date=sheet.date or (piece.header.date if piece.header else self.now),
            updated=self.now,
            author=piece.header.author if piece.header else self.context.actor.number,
            flags=flags,
            type=sheet.type,
            class_code=sheet.class_code,
            category=sheet.category,
            title=sheet.title,
            author_name=sheet.author_name,
            content_type=file[0],
            size=file[1],
            deposited=piece.header.arrived if piece.header else self.now,
            precision=sheet.precision,
        )
        search = () if piece.deletes else tuple((piece.kind, text.decode()) for text in tokens_of(piece.kind, resource))
        blob = piece.found.blob if piece.found and piece.content is None else None
        follows = DOCUMENT if piece.follows or (piece.kind == BINARY and piece.seen) else ""
        return Change(piece.item, header, sealed, piece.seen, search, piece.content, blob, follows)


def _examine(resource: Resource, piece: Piece) -> Resource:
    """Check a document against its file: type, size and hash; complete it from a CDA header."""
    if piece.content is None:
        return documents.file_under(resource)
    declared = documents.attachment(resource).get("contentType") or piece.resource.get("contentType", "")
    found = sniff(piece.content, declared)
    resource = documents.complete(resource, _header(piece.content) if found == CDA else None)
    sha1 = hashlib.sha1(piece.content, usedforsecurity=False).digest()
    resource = documents.check_file(resource, len(piece.content), sha1)
    file = {**documents.attachment(resource), "contentType": settle(declared, found)}
    content = [{**resource["content"][0], "attachment": file}, *resource["content"][1:]]
    return documents.file_under({**resource, "content": content})


def _header(content: bytes) -> CdaHeader | None:
    """Read a CDA header; one without id, type or date completes nothing, and the depositor must state them."""
    try:
        return read_cda(content)
    except Invalid as error:
        if "cda-header" in error.reasons:
            return None
        raise


def check_patient(named: CdaIdentity | None, identity: Identity | None) -> None:
    """Refuse a document that names somebody else (identito-vigilance, domain 2)."""
    if named is None or identity is None:
        return
    mismatches = compare(named, identity)
    if mismatches:
        raise invalid(
            "business-rule",
            "DocumentReference.subject",
            "Le patient nommé dans le document n’est pas la personne de cet espace : "
            + ", ".join(_TRAITS[each.value] for each in mismatches)
            + ".",
            "The patient named in the document is not the person of this space.",
        )


_TRAITS: Final = {
    "matricule": "matricule INS",
    "birth-name": "nom de naissance",
    "given-name": "prénom de naissance",
    "birth-date": "date de naissance",
    "sex": "sexe",
}


def _sheet_of(header: Header | None) -> Sheet:
    if header is None:
        return _NO_SHEET
    return Sheet(
        header.type,
        header.class_code,
        header.category,
        header.title,
        header.author_name,
        header.date,
        header.flags & ~Flag.DELETED,
        header.precision,
    )


def _stamped(resource: Resource, piece: Piece, now: int) -> Resource:
    """Write the house's own id and version into a resource."""
    meta = {**resource.get("meta", {}), "versionId": str(piece.seen + 1), "lastUpdated": clock.instant(now)}
    rest = {key: value for key, value in resource.items() if key not in {"resourceType", "id", "meta"}}
    return {"resourceType": piece.kind, "id": piece.id, "meta": meta, **rest}
