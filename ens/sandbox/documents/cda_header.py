"""Writes the header of a CDA R2 document (CI-SIS, volet Structuration minimale)."""

from datetime import datetime, timedelta

from lxml import etree

from ens.kernel.identifiers import PROFESSIONAL_OID, STRUCTURE_OID
from ens.records.taxonomy import find_type
from ens.sandbox.cast import Address, Professional, Structure
from ens.sandbox.documents.elements import element
from ens.sandbox.documents.story import Story

_TEMPLATES = ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1")  # HL7 France, CI-SIS
_NON_STRUCTURED = "1.3.6.1.4.1.19376.1.2.20"  # IHE XDS-SD, for level 1
_PROFESSION_OID = "1.2.250.1.213.1.1.4.5"
_CONFIDENTIALITY_OID = "2.16.840.1.113883.5.25"
_SEX_OID = "2.16.840.1.113883.5.1"
_CONTEXT_OID = "1.2.250.1.213.1.1.4.9"
_HOSPITAL_TYPE = "SA01"
_SERVICE_MINUTES = 40


def write_header(story: Story) -> etree._Element:
    """Make the ClinicalDocument element with everything but its body."""
    kind = find_type(story.type_code)
    if kind is None:
        raise LookupError(story.type_code)
    root = element(
        "ClinicalDocument",
        element("realmCode", code="FR"),
        element("typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040"),
    )
    templates = (*_TEMPLATES, _NON_STRUCTURED) if story.form == "cda1" else _TEMPLATES
    root.extend(element("templateId", root=template) for template in templates)
    root.extend(
        (
            element("id", root=story.unique_id),
            element("code", code=kind.code, displayName=kind.label, codeSystem=kind.oid),
            element("title", story.title),
            element("effectiveTime", value=stamp(story.moment)),
            element("confidentialityCode", code="N", displayName="Normal", codeSystem=_CONFIDENTIALITY_OID),
            element("languageCode", code="fr-FR"),
            element("setId", root=story.set_id),
            element("versionNumber", value=str(story.version)),
            _write_patient(story),
            _write_author(story),
            element(
                "custodian",
                element("assignedCustodian", _write_structure(story.structure, "representedCustodianOrganization")),
            ),
            _write_authenticator(story),
            _write_service(story),
        )
    )
    if story.replaced_id:
        root.append(
            element(
                "relatedDocument", element("parentDocument", element("id", root=story.replaced_id)), typeCode="RPLC"
            )
        )
    root.append(_write_encounter(story))
    return root


def stamp(moment: datetime) -> str:
    """Write a moment as an HL7 timestamp with its zone."""
    return moment.strftime("%Y%m%d%H%M%S%z")


def _write_patient(story: Story) -> etree._Element:
    person, identity = story.person, story.person.identity
    sex, label = ("F", "Féminin") if identity.sex == "female" else ("M", "Masculin")
    name = element(
        "name",
        element("family", identity.birth_name, qualifier="BR"),
        element("given", " ".join(identity.given_names)),
        element("given", identity.first_given_name, qualifier="BR"),
        element("family", person.used_name.upper(), qualifier="CL"),
        element("given", identity.first_given_name, qualifier="CL"),
    )
    place = element(
        "place", element("addr", element("county", identity.birth_place), element("city", person.birth_town.upper()))
    )
    patient = element(
        "patient",
        name,
        element("administrativeGenderCode", code=sex, displayName=label, codeSystem=_SEX_OID),
        element("birthTime", value=identity.birth_date.replace("-", "")),
        element("birthplace", place),
        classCode="PSN",
    )
    return element(
        "recordTarget",
        element(
            "patientRole",
            element("id", root=identity.oid, extension=identity.matricule),
            _write_address(person.address),
            _write_phone(person.phone, "MC"),
            element("telecom", value=f"mailto:{person.ins.patient_address}"),
            patient,
        ),
    )


def _write_author(story: Story) -> etree._Element:
    return element(
        "author",
        element("time", value=stamp(story.moment)),
        element("assignedAuthor", *_write_professional(story.signer), _write_structure(story.structure)),
    )


def _write_authenticator(story: Story) -> etree._Element:
    return element(
        "legalAuthenticator",
        element("time", value=stamp(story.moment)),
        element("signatureCode", code="S"),
        element("assignedEntity", *_write_professional(story.signer), _write_structure(story.structure)),
    )


def _write_professional(who: Professional) -> list[etree._Element]:
    code = f"G15_{who.profession}" + (f"/{who.specialty}" if who.specialty else "")
    label = f"Médecin - {who.label}" if who.specialty else who.label
    parts = [element("given", who.given_name), element("family", who.family_name.upper())]
    if who.title == "Dr":
        parts.append(element("suffix", "DR"))
    else:
        parts.insert(0, element("prefix", who.title.upper()))
    person = element("name", *parts)
    return [
        element("id", root=PROFESSIONAL_OID, extension=f"8{who.rpps}"),
        element("code", code=code, displayName=label, codeSystem=_PROFESSION_OID),
        _write_address(who.structure.address),
        _write_phone(who.structure.phone, "WP"),
        element("assignedPerson", person),
    ]


def _write_structure(structure: Structure, tag: str = "representedOrganization") -> etree._Element:
    return element(
        tag,
        element("id", root=STRUCTURE_OID, extension=f"1{structure.finess}"),
        element("name", structure.name),
        _write_phone(structure.phone, "WP"),
        _write_address(structure.address),
    )


def _write_service(story: Story) -> etree._Element:
    start = story.moment - timedelta(minutes=_SERVICE_MINUTES)
    hospital = story.structure.structure_type == _HOSPITAL_TYPE
    context, label = ("ETABLISSEMENT", "Établissement de santé") if hospital else ("AMBULATOIRE", "Ambulatoire")
    organisation = _write_structure(story.structure)
    organisation.append(element("standardIndustryClassCode", code=context, displayName=label, codeSystem=_CONTEXT_OID))
    return element(
        "documentationOf",
        element(
            "serviceEvent",
            element("effectiveTime", element("low", value=stamp(start)), element("high", value=stamp(story.moment))),
            element(
                "performer",
                element(
                    "assignedEntity",
                    element("id", root=PROFESSIONAL_OID, extension=f"8{story.signer.rpps}"),
                    organisation,
                ),
                typeCode="PRF",
            ),
        ),
    )


def _write_encounter(story: Story) -> etree._Element:
    structure = story.structure
    facility = element(
        "healthCareFacility",
        element(
            "code",
            code=structure.structure_type,
            displayName=structure.structure_label,
            codeSystem="1.2.250.1.71.4.2.4",
        ),
        element("location", element("name", structure.name), _write_address(structure.address)),
    )
    period = element(
        "effectiveTime",
        element("low", value=stamp(story.moment - timedelta(minutes=_SERVICE_MINUTES))),
        element("high", value=stamp(story.moment)),
    )
    return element("componentOf", element("encompassingEncounter", period, element("location", facility)))


def _write_address(address: Address) -> etree._Element:
    return element(
        "addr",
        element("houseNumber", address.number),
        element("streetName", address.street),
        element("postalCode", address.postal_code),
        element("city", address.city.upper()),
        element("country", "FRANCE"),
    )


def _write_phone(number: str, use: str) -> etree._Element:
    return element("telecom", value=f"tel:{number.replace(' ', '')}", use=use)
