"""What a person says of a document that she adds: title, date, category, who may see it; written as FHIR, and back."""

from dataclasses import dataclass
from typing import Any, Final

from ens.policy.facts import Flag
from ens.records import documents, taxonomy
from ens.records.documents import attachment, codes
from ens.records.partial_dates import PartialDate, from_iso

Resource = dict[str, Any]
# JDV_J08: « normal » stands in the code system of HL7, the other labels in TRE_A07.
NORMAL: Final = ("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "N")
STATES: Final = "https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument"
MASKED, HIDDEN, WAITING = "MASQUE_PS", "INVISIBLE_REPRESENTANTS_LEGAUX", "INVISIBLE_PATIENT"
_CHOSEN: Final = frozenset({NORMAL[1], MASKED, HIDDEN})  # labels that a person gives to her own documents
_NOON: Final = "T12:00:00Z"  # the same day all over France, and the same month


@dataclass(frozen=True, slots=True)
class Description:
    """The words of a document; `masked` to professionals, `hidden` from the legal representatives of a minor."""

    title: str
    date: PartialDate
    category: str
    masked: bool = False
    hidden: bool = False


def description_of(document: Resource) -> Description:
    """Read what a stored document says of itself."""
    sheet = documents.sheet(document)
    return Description(
        title=sheet.title,
        date=from_iso(_stated_date(document)),
        category=sheet.category,
        masked=bool(sheet.flags & Flag.MASKED),
        hidden=bool(sheet.flags & Flag.HIDDEN_FROM_REPRESENTATIVES),
    )


def described(document: Resource, words: Description) -> Resource:
    """Write a description into a document, new or stored; what does not change stays as it was written."""
    file = {**attachment(document), "title": words.title}
    changed = labelled(document, masked=words.masked, hidden=words.hidden)
    stated = _stated_date(document)
    if not stated or from_iso(stated) != words.date:
        file["creation"] = words.date.iso
        changed["date"] = words.date.first.isoformat() + _NOON
        changed["context"] = {**document.get("context", {}), "period": {"start": words.date.iso}}
    if "type" not in document or documents.sheet(document).category != words.category:
        changed |= _filed(words.category)
    return {**changed, "content": [{**document["content"][0], "attachment": file}, *document["content"][1:]]}


def _stated_date(document: Resource) -> str:
    return str(attachment(document).get("creation") or document.get("date", ""))


def labelled(document: Resource, *, masked: bool, hidden: bool) -> Resource:
    """Write who may see a document into it; nothing else changes."""
    return {**document, "securityLabel": _labels(document, masked=masked, hidden=hidden)}


def announced(document: Resource) -> Resource:
    """Take away that a document waits for its announcement."""
    kept = [each for each in document.get("securityLabel", []) if WAITING not in codes([each])]
    return {**document, "securityLabel": kept}


def _labels(document: Resource, *, masked: bool, hidden: bool) -> list[Resource]:
    """Give the labels that were chosen, and keep those that are not for a person to choose."""
    kept = [each for each in document.get("securityLabel", []) if not _CHOSEN.intersection(codes([each]))]
    chosen = [(STATES, code) for code, wanted in ((MASKED, masked), (HIDDEN, hidden)) if wanted]
    return [*({"coding": [{"system": system, "code": code}]} for system, code in (NORMAL, *chosen)), *kept]


def _filed(category: str) -> Resource:
    """Give the type that a person's own document gets in a category, and its class."""
    drawer = taxonomy.load_categories()[category]
    kind = taxonomy.load_types()[drawer.deposit]
    label = taxonomy.load_classes()[kind.class_code].label
    return {
        "type": {"coding": [{"system": kind.system, "code": kind.code, "display": kind.label}]},
        "category": [{"coding": [{"system": taxonomy.class_system(), "code": kind.class_code, "display": label}]}],
    }
