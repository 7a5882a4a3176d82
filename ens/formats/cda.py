"""Reads the header of a CDA R2 document (CI-SIS, volet Structuration minimale), and the file inside a level 1 one."""

import base64
from dataclasses import dataclass

from lxml import etree

from ens.formats.hardened_xml import DEFAULT_LIMIT, parse_xml
from ens.formats.hl7_time import read_birth_date, read_timestamp
from ens.formats.sniff import CDA_ROOT
from ens.kernel.errors import Invalid, WrongType

_NS = {"h": "urn:hl7-org:v3"}
_SEX = {"M": "male", "F": "female"}
_PROFESSION_PREFIX = "G15_"


@dataclass(frozen=True, slots=True)
class CdaAuthor:
    """One author: a professional or a device, and the structure it acts for.

    `profession` is a code of TRE_G15 (`10` physician…) and `specialty` one of TRE_R01 (`SM26`…), both may be empty.
    """

    name: str
    identifier_root: str
    identifier: str
    profession: str
    specialty: str
    profession_label: str
    organisation: str
    organisation_root: str
    organisation_identifier: str


@dataclass(frozen=True, slots=True)
class CdaIdentity:
    """The patient as the document names them; anything may be empty.

    `identifiers` are (root, extension) pairs; `first_given_name` is the given name of birth (`BR`), `given_names` the
    whole list as written; `birth_date` is ISO, as precise as the document is; `sex` is `male`, `female` or `unknown`.
    """

    identifiers: tuple[tuple[str, str], ...]
    birth_name: str
    first_given_name: str
    given_names: str
    birth_date: str
    sex: str


@dataclass(frozen=True, slots=True)
class CdaHeader:
    """What a document says about itself. Times are microseconds since 1970; ids are `root` or `root^extension`."""

    title: str
    type_code: str
    type_system: str
    type_label: str
    date: int
    service_start: int | None
    service_end: int | None
    authors: tuple[CdaAuthor, ...]
    identity: CdaIdentity | None
    unique_id: str
    set_id: str
    version: int
    confidentiality: str
    level: int
    body_type: str
    replaces: tuple[str, ...]


def read_cda(content: bytes, limit: int = DEFAULT_LIMIT) -> CdaHeader:
    """Read the header of a CDA document; refuse what cannot be filed (no id, type or date, two patients)."""
    root = _parse(content, limit)
    type_code, type_system = _attribute(root, "h:code", "code"), _attribute(root, "h:code", "codeSystem")
    date = read_timestamp(_attribute(root, "h:effectiveTime", "value"))
    unique_id = _instance(_first(root, "h:id"))
    if not type_code or not unique_id or date is None:
        raise Invalid("L’en-tête du document CDA est incomplet : identifiant, type ou date.", ("cda-header",))
    label = _attribute(root, "h:code", "displayName")
    body = _first(root, "h:component/h:nonXMLBody")
    return CdaHeader(
        title=_text(_first(root, "h:title")) or label,
        type_code=type_code,
        type_system=type_system,
        type_label=label,
        date=date,
        service_start=_service(root, "low"),
        service_end=_service(root, "high"),
        authors=tuple(_read_author(element) for element in _all(root, "h:author")),
        identity=_read_identity(root),
        unique_id=unique_id,
        set_id=_instance(_first(root, "h:setId")),
        version=_read_version(root),
        confidentiality=_attribute(root, "h:confidentialityCode", "code"),
        level=3 if body is None else 1,
        body_type="" if body is None else _attribute(body, "h:text", "mediaType"),
        replaces=_read_replaced(root),
    )


def read_patient(content: bytes, limit: int = DEFAULT_LIMIT) -> CdaIdentity | None:
    """Read whom a CDA document is about, even when the rest of its header says too little to file it."""
    return _read_identity(_parse(content, limit))


def extract_body(content: bytes, limit: int = DEFAULT_LIMIT) -> tuple[str, bytes] | None:
    """Take the file out of a level 1 document, with its declared type; None when the body is structured."""
    text = _first(_parse(content, limit), "h:component/h:nonXMLBody/h:text")
    if text is None:
        return None
    written = _raw_text(text)
    if text.get("representation") != "B64":
        return text.get("mediaType", "text/plain"), written.encode()
    try:
        return text.get("mediaType", ""), base64.b64decode("".join(written.split()), validate=True)
    except ValueError as error:  # not base64, or letters that nothing is written with
        raise Invalid("Le fichier contenu dans le document CDA est illisible.", ("cda-body",)) from error


def _parse(content: bytes, limit: int) -> etree._Element:
    root = parse_xml(content, limit)
    if root.tag != CDA_ROOT:
        raise WrongType("Ce fichier XML n’est pas un document CDA.", ("xml-root",))
    return root


def _read_author(element: etree._Element) -> CdaAuthor:
    assigned = "h:assignedAuthor"
    identifier = _first(element, f"{assigned}/h:id")
    organisation = _first(element, f"{assigned}/h:representedOrganization")
    code = _attribute(element, f"{assigned}/h:code", "code")
    profession, _, specialty = code.removeprefix(_PROFESSION_PREFIX).partition("/")
    if not code.startswith(_PROFESSION_PREFIX):
        profession, specialty = "", code
    return CdaAuthor(
        name=_person_name(element) or _device_name(element),
        identifier_root=_get(identifier, "root"),
        identifier=_get(identifier, "extension"),
        profession=profession,
        specialty=specialty,
        profession_label=_attribute(element, f"{assigned}/h:code", "displayName"),
        organisation=_text(_first(organisation, "h:name")),
        organisation_root=_attribute(organisation, "h:id", "root"),
        organisation_identifier=_attribute(organisation, "h:id", "extension"),
    )


def _person_name(author: etree._Element) -> str:
    name = _first(author, "h:assignedAuthor/h:assignedPerson/h:name")
    if name is None:
        return ""
    parts = [_text(part) for tag in ("h:given", "h:family") for part in _all(name, tag)]
    return " ".join(part for part in parts if part) or _text(name)


def _device_name(author: etree._Element) -> str:
    device = _first(author, "h:assignedAuthor/h:assignedAuthoringDevice")
    return _text(_first(device, "h:softwareName")) or _text(_first(device, "h:manufacturerModelName"))


def _read_identity(root: etree._Element) -> CdaIdentity | None:
    roles = _all(root, "h:recordTarget/h:patientRole")
    if len(roles) > 1:
        raise Invalid("Le document CDA désigne plusieurs patients.", ("cda-patients",))
    if not roles:
        return None
    role = roles[0]
    first, listed = _read_given_names(role)
    return CdaIdentity(
        identifiers=tuple((_get(item, "root"), _get(item, "extension").strip()) for item in _all(role, "h:id")),
        birth_name=_read_birth_name(role),
        first_given_name=first,
        given_names=listed,
        birth_date=read_birth_date(_attribute(role, "h:patient/h:birthTime", "value")),
        sex=_SEX.get(_attribute(role, "h:patient/h:administrativeGenderCode", "code"), "unknown"),
    )


def _read_birth_name(role: etree._Element) -> str:
    families = _all(role, "h:patient/h:name/h:family")
    chosen = _qualified(families, "BR") or _qualified(families, "")
    return _text(chosen[0]) if chosen else ""


def _read_given_names(role: etree._Element) -> tuple[str, str]:
    givens = _all(role, "h:patient/h:name/h:given")
    first, listed = _qualified(givens, "BR"), _qualified(givens, "")
    return (_text(first[0]) if first else ""), " ".join(_text(item) for item in listed)


def _qualified(elements: list[etree._Element], qualifier: str) -> list[etree._Element]:
    return [item for item in elements if qualifier in (item.get("qualifier", "").split() or [""])]


def _read_replaced(root: etree._Element) -> tuple[str, ...]:
    parents = _all(root, "h:relatedDocument[@typeCode='RPLC']/h:parentDocument/h:id")
    return tuple(_instance(parent) for parent in parents)


def _read_version(root: etree._Element) -> int:
    value = _attribute(root, "h:versionNumber", "value")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else 1


def _service(root: etree._Element, bound: str) -> int | None:
    event = "h:documentationOf/h:serviceEvent/h:effectiveTime"
    return read_timestamp(_attribute(root, f"{event}/h:{bound}", "value") or _attribute(root, event, "value"))


def _all(element: etree._Element | None, path: str) -> list[etree._Element]:
    return [] if element is None else element.findall(path, _NS)


def _first(element: etree._Element | None, path: str) -> etree._Element | None:
    return None if element is None else element.find(path, _NS)


def _attribute(element: etree._Element | None, path: str, name: str) -> str:
    return _get(_first(element, path), name)


def _get(element: etree._Element | None, name: str) -> str:
    return "" if element is None else element.get(name, "")


def _text(element: etree._Element | None) -> str:
    return "" if element is None else " ".join(_raw_text(element).split())


def _raw_text(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _instance(element: etree._Element | None) -> str:
    """Write an instance identifier as XDS does: `root`, or `root^extension`."""
    root, extension = _get(element, "root"), _get(element, "extension")
    return f"{root}^{extension}" if root and extension else root
