"""What a professional changes of a document: who sees it, its announcement, its place in the archives, its end."""

from dataclasses import replace
from typing import Final

from ens.fhir.parse import parse_stored
from ens.gate import door
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.kernel.actions import Action
from ens.kernel.errors import Malformed
from ens.policy.facts import Flag
from ens.records import visibility
from ens.records.adding import piece_of, revise
from ens.records.documents import ARCHIVED
from ens.records.lots import DOCUMENT

MASKS: Final = {"masquer": True, "demasquer": False}
WORDS: Final = {
    "annoncer": ("Il est annoncé : le montrer à la personne", "check"),
    "masquer": ("Masquer aux autres soignants", "eye-off"),
    "demasquer": ("Ne plus masquer", "eye-off"),
    "archiver": ("Archiver", "history"),
    "desarchiver": ("Sortir des archives", "history"),
}
Act = tuple[str, str, str]  # name, words, icon


def list_acts(found: Found, number: int) -> list[Act]:
    """List what this professional may do with a document that she has read; the gate decides at each act."""
    header = found.header
    names = ["annoncer"] if header.has(Flag.NOT_ANNOUNCED) else []
    if header.author == number:
        if not header.has(Flag.NOT_ANNOUNCED):  # the two do not go together (EX_2.1-1050)
            names.append("demasquer" if header.has(Flag.MASKED) else "masquer")
        names.append("desarchiver" if header.has(Flag.ARCHIVED) else "archiver")
    return [(name, *WORDS[name]) for name in names]


def carry_out(visit: Visit, place: tuple[int, bytes], act: str) -> None:
    """Do one of them, upon the document as it is now."""
    found = door.read(visit, *place, DOCUMENT)
    if act in MASKS:
        hidden = found.header.has(Flag.HIDDEN_FROM_REPRESENTATIVES)
        visibility.show(visit, found, masked=MASKS[act], hidden=hidden)
    elif act == "annoncer":
        visibility.announce(visit, found)
    elif act in {"archiver", "desarchiver", "supprimer"}:
        _revise(visit, found, act)
    else:
        raise Malformed


def _revise(visit: Visit, found: Found, act: str) -> None:
    resource = parse_stored(found.resource)
    if act == "supprimer":
        revise(visit, found, Action.RECORDS_ITEM_DELETE, replace(piece_of(found, resource), deletes=True))
        return
    kept = [each for each in resource.get("extension", []) if each.get("url") != ARCHIVED]
    put = [{"url": ARCHIVED, "valueBoolean": True}] if act == "archiver" else []
    changed = {**resource, "extension": [*kept, *put]}
    if not changed["extension"]:
        del changed["extension"]
    revise(visit, found, Action.RECORDS_ITEM_UPDATE, piece_of(found, changed))
