"""Reading a DocumentReference into what the house needs of it, and completing it from the document itself."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ens.fhir.issues import invalid
from ens.formats.cda import CdaAuthor, CdaHeader
from ens.kernel import clock
from ens.policy.facts import Flag
from ens.records import taxonomy

Resource = dict[str, Any]

CONFIDENTIALITY: Final = {
    "MASQUE_PS": Flag.MASKED,
    "INVISIBLE_PATIENT": Flag.NOT_ANNOUNCED,
    "INVISIBLE_REPRESENTANTS_LEGAUX": Flag.HIDDEN_FROM_REPRESENTATIVES,
}
_SUPERSEDED: Final = frozenset({"superseded", "entered-in-error"})
ARCHIVED: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived"
_ONE_DAY_US: Final = 86_400_000_000
_TITLE_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sealed header says of a document; `date` in microseconds since 1970, known as `precision` says."""

    type: str
    class_code: str
    category: str
    title: str
    author_name: str
    date: int
    flags: int
    precision: int = 0


def codes(concepts: list[Resource] | None) -> list[str]:
    """List the codes of some CodeableConcepts."""
    return [coding["code"] for concept in concepts or [] for coding in concept.get("coding", []) if "code" in coding]


def attachment(document: Resource) -> Resource:
    """Give the attachment of the first content; the structure was validated before."""
    found: Resource = document["content"][0]["attachment"]
    return found


def instant_us(text: str, place: str) -> int:
    """Read a FHIR dateTime or instant as microseconds; a partial date begins its period; refuses the future."""
    try:
        moment = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < len("2026-01-01") else text)
    except ValueError as error:
        raise invalid("value", place, "Cette date ne peut pas être lue.", "This date cannot be read.") from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    microseconds = int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000 + aware.microsecond
    if microseconds > clock.now_us() + _ONE_DAY_US or aware.year < 1900:
        raise invalid("value", place, "Cette date est dans le futur ou avant 1900.", "A date in the future.")
    return microseconds


def complete(document: Resource, cda: CdaHeader | None) -> Resource:
    """Fill what the depositor left out from the header of a CDA document; what it stated stays as it stated it."""
    if cda is None:
        return document
    filled = dict(document)
    file = dict(attachment(document))
    file.setdefault("title", cda.title)
    file.setdefault("creation", clock.instant(cda.date))
    filled["content"] = [{**document["content"][0], "attachment": file}, *document["content"][1:]]
    filled.setdefault("date", clock.instant(cda.date))
    known = taxonomy.find_type(cda.type_code)
    if "type" not in filled and known is not None:
        coding = {"system": known.system, "code": known.code, "display": known.label}
        filled["type"] = {"coding": [coding]}
    if "author" not in filled and cda.authors:
        contained = [_practitioner(author, f"auteur-{index}") for index, author in enumerate(cda.authors, 1)]
        filled["contained"] = [*filled.get("contained", []), *contained]
        filled["author"] = [{"reference": f"#{each['id']}", "display": each["name"][0]["text"]} for each in contained]
    return filled


def _practitioner(author: CdaAuthor, name: str) -> Resource:
    person: Resource = {"resourceType": "Practitioner", "id": name, "name": [{"text": author.name or "Auteur inconnu"}]}
    if author.identifier:
        person["identifier"] = [{"system": f"urn:oid:{author.identifier_root}", "value": author.identifier}]
    return person


def file_under(document: Resource) -> Resource:
    """Complete type and class: a known type gets its label and class; an unknown one must state its class."""
    type_code = next(iter(codes([document["type"]] if "type" in document else [])), "")
    known = taxonomy.find_type(type_code)
    stated = next((code for code in codes(document.get("category")) if taxonomy.find_class(code)), "")
    class_code = stated or (known.class_code if known else "")
    if not type_code or not class_code:
        raise invalid(
            "code-invalid",
            "DocumentReference.type",
            "Le type du document manque ou n’est pas connu (JDV_J07), et sa classe n’est pas indiquée.",
            "The document type is missing or unknown (JDV_J07), and no class is given.",
        )
    if stated:
        return document
    found = taxonomy.find_class(class_code)
    coding = {"system": taxonomy.class_system(), "code": class_code, "display": found.label if found else class_code}
    return {**document, "category": [*document.get("category", []), {"coding": [coding]}]}


def sheet(document: Resource) -> Sheet:
    """Draw the header's words from a completed DocumentReference."""
    type_code = codes([document["type"]])[0]
    known = taxonomy.find_type(type_code)
    title = attachment(document).get("title") or document.get("description") or (known.label if known else "Document")
    return Sheet(
        type=type_code,
        class_code=next(code for code in codes(document["category"]) if taxonomy.find_class(code)),
        category=taxonomy.category_of(type_code),
        title=str(title)[:_TITLE_MAX],
        author_name=author_name(document),
        date=_date(document),
        flags=flags(document),
        precision=precision(document),
    )


def _date(document: Resource) -> int:
    """Read the date that FHIR leaves open and lists need: a document without one is refused."""
    if "date" not in document:
        french = "La date du document manque."
        raise invalid("required", "DocumentReference.date", french, "The document has no date.")
    return instant_us(document["date"], "DocumentReference.date")


def precision(document: Resource) -> int:
    """Tell what is known of a document's date: 0 the day, 1 the month, 2 the year alone, as its creation is stated."""
    stated = str(attachment(document).get("creation", ""))
    same = str(document["date"]).startswith(stated)
    return {len("2026"): 2, len("2026-09"): 1}.get(len(stated), 0) if same else 0


def flags(document: Resource) -> int:
    """Read visibility, obsolescence and archiving as flags (TRE_A07, status, isArchived)."""
    found = Flag(0)
    for code in codes(document.get("securityLabel")):
        found |= CONFIDENTIALITY.get(code, Flag(0))
    if document.get("status") in _SUPERSEDED:
        found |= Flag.SUPERSEDED
    extensions = [*document.get("extension", []), *document.get("meta", {}).get("extension", [])]
    if any(each.get("url") == ARCHIVED and each.get("valueBoolean") is True for each in extensions):
        found |= Flag.ARCHIVED
    return int(found)


def author_name(document: Resource) -> str:
    """Write who made the document, as its first author is shown: display, contained name, or an empty text."""
    for author in document.get("author", [])[:1]:
        if author.get("display"):
            return str(author["display"])
        name = author.get("reference", "").removeprefix("#")
        for inner in document.get("contained", []):
            if inner.get("id") == name:
                return _shown_name(inner)
    return ""


def _shown_name(contained: Resource) -> str:
    names = contained.get("name", "")
    if isinstance(names, str):
        return names
    first = names[0] if names else {}
    parts = [*first.get("prefix", []), *first.get("given", []), first.get("family", "")]
    return str(first.get("text") or " ".join(part for part in parts if part))


def check_file(document: Resource, size: int, sha1: bytes) -> Resource:
    """Compare the stated size and hash with the file's (PDSm: SHA-1), and complete them."""
    file = dict(attachment(document))
    try:
        stated = base64.b64decode(file["hash"], validate=True) if "hash" in file else sha1
    except ValueError:
        stated = b""
    if stated not in (sha1, sha1.hex().encode(), sha1.hex().upper().encode()) or file.get("size", size) != size:
        raise invalid(
            "value",
            "DocumentReference.content[0].attachment",
            "La taille ou l’empreinte annoncée n’est pas celle du fichier reçu.",
            "The stated size or hash is not that of the file received.",
        )
    file["hash"], file["size"] = base64.b64encode(sha1).decode(), size
    return {**document, "content": [{**document["content"][0], "attachment": file}, *document["content"][1:]]}
