"""From a query string to the right documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.fhir.issues import InvalidResource
from ens.fhir.parameters import PARAMETERS, PatientClue, matches, parse_query, split_patient, tokens_of, updated_matches
from ens.fhir.parameters.dates import interval
from ens.fhir.parameters.match import arrange
from ens.fhir.parameters.patient import read_patient_reference
from ens.fhir.parameters.query import Include, SortKey
from ens.fhir.parse import parse_object
from ens.kernel.errors import Malformed

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
SAMPLE = SHARED / "fhir/pdsm/DocumentReference-exemple-pdsm-documentreference.json"
NAUGHTY = SHARED / "web/blns/blns.json"
LOINC = "http://loinc.org"
DOCUMENT: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "id": "abc",
    "contained": [
        {"resourceType": "PractitionerRole", "id": "role", "practitioner": {"reference": "#doc"}},
        {
            "resourceType": "Practitioner",
            "id": "doc",
            "identifier": [{"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "810101201234"}],
            "name": [{"family": "Lœuvre", "given": ["Zoé", "Marie"]}],
        },
    ],
    "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3"},
    "identifier": [{"value": "sans|système"}],
    "status": "current",
    "type": {"coding": [{"system": LOINC, "code": "34133-9"}, {"code": "local"}]},
    "category": [{"coding": [{"system": "urn:a", "code": "10"}]}],
    "subject": {"reference": "Patient/p1/_history/3"},
    "date": "2026-05-31T10:00:00+02:00",
    "author": [{"reference": "#role"}, {"reference": "https://elsewhere.example/Practitioner/9"}],
    "description": "Compte rendu d’hospitalisation",
    "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/old"}}],
    "content": [{"attachment": {"contentType": "application/pdf", "url": "Binary/b1", "creation": "2026-05-30"}}],
    "context": {"period": {"start": "2026-05-20", "end": "2026-05-25"}},
}
FIT = [
    "status=current",
    "status=superseded,current",
    "status=http://hl7.org/fhir/document-reference-status|current",
    "status:not=superseded",
    "type=34133-9",
    "type=http://loinc.org|34133-9",
    "type=http://loinc.org|",
    "type=|local",
    "type:missing=false",
    "event:missing=true",
    "category=urn:a|10",
    "identifier=urn:ietf:rfc:3986|urn:oid:1.2.3",
    "identifier=sans\\|système",
    "identifier=|sans\\|système",
    "subject=Patient/p1",
    "subject=p1",
    "patient=p1",
    "subject:Patient=p1",
    "subject=https://here.example/fhir/Patient/p1",
    "author=https://elsewhere.example/Practitioner/9",
    "author.identifier=urn:oid:1.2.250.1.71.4.2.1|810101201234",
    "author:identifier=810101201234",
    "author:Practitioner.identifier=810101201234",
    "author.family=loeu",
    "author.given=zoe",
    "author.given:exact=Zoé",
    "author.given:contains=ARI",
    "description=COMPTE  RENDU",
    "description:contains=hôspit",
    "content-type=application/pdf",
    "contenttype=urn:ietf:bcp:13|application/pdf",
    "isArchived=false",
    "PDSm_isArchived=false",
    "location=Binary/b1",
    "relatesto=DocumentReference/old",
    "relation=replaces",
    "date=2026-05-31",
    "date=ge2026-05&date=lt2026-06",
    "date=2020,2026-05",
    "date=2026-05-31T08:00:00Z",
    "creation=2026-05-30",
    "period=ge2026-05-20",
    "period=2026-05",
    "period-end=le2026-05-25",
    "status=current&type=34133-9&date=ge2026",
]
UNFIT = [
    "status=superseded",
    "status=|current",
    "status:not=current",
    "status:not=current,superseded",
    "status=current&status=superseded",
    "type=urn:other|34133-9",
    "type=|34133-9",
    "type=urn:other|",
    "type:missing=true",
    "event:missing=false",
    "event=a",
    "identifier=urn:ietf:rfc:3986",
    "subject=Practitioner/p1",
    "subject:Group=p1",
    "author.given:exact=zoe",
    "author.given=arie",
    "description=hospitalisation",
    "isArchived=true",
    "location=Binary/b",
    "date=2026-05-30",
    "date=gt2026-05",
    "date=ge2026-05&date=lt2026-05-31",
    "period=sa2026-05-22",
]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (part.partition("=") for part in text.split("&"))]


def answers(text: str, resource: dict[str, Any]) -> bool:
    """Search as the gate does: tokens first, then what they do not decide."""
    query = parse_query("DocumentReference", pairs(text), strict=True, base_url="https://here.example/fhir")
    tokens = set(tokens_of("DocumentReference", resource))
    found = all(group & tokens for group in query.groups) and matches(query, resource)
    assert found == matches(query, resource, everything=True)
    return found


@pytest.mark.parametrize("text", FIT)
def test_the_document_answers(text: str) -> None:
    assert answers(text, DOCUMENT)


@pytest.mark.parametrize("text", UNFIT)
def test_the_document_does_not_answer(text: str) -> None:
    assert not answers(text, DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        "date=hier",
        "date=ap2026",
        "date=ge2026-02-30",
        "status=a|b|c",
        "status=|",
        "status=current,",
        "type:text=x",
        "type:in=http://x",
        "type:missing=yes",
        "type:missing=true,false",
        "date:exact=2026",
        "_count=-1",
        "_count=1.5",
        "_count=10&_count=20",
        "_sort=_profile",
        "_sort=couleur",
        "_sort=date,date,date,date,date,date",
        "_total=some",
        "_summary=maybe",
        "_elements=a b",
        "_id=a b",
        "_id=",
        "_include=x",
        "_cursor=../..",
        "_lastUpdated=x",
        "couleur=bleu",
        "status:not:not=a",
        "_has:Observation:patient:code=1",
        "type=" + ",".join(["a"] * 51),
        "type=" + "a" * 5000,
        "type=a\x00",
        "type=\ud800",
        "&".join(["status=current"] * 41),
    ],
)
def test_bad_values_are_refused_in_french(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_query("DocumentReference", pairs(text), strict=True)
    assert "paramètre" in caught.value.detail


def test_unknown_parameters_are_left_out_with_a_warning() -> None:
    query = parse_query("DocumentReference", pairs("couleur=bleu&status=current&type="))
    assert [issue.severity for issue in query.warnings] == ["warning", "warning"]
    assert "couleur" in query.warnings[0].french
    assert query.applied == [("status", "current")]
    assert len(query.groups) == 1


def test_control_parameters_are_read() -> None:
    text = (
        "_id=a,b&_count=500&_sort=-date,_id&_total=accurate&_elements=status,DocumentReference.type&_cursor=abc-_="
        "&_include=DocumentReference:subject&_revinclude:iterate=List:item:DocumentReference&_format=json"
        "&_lastUpdated=ge2026-05-01&_lastUpdated=lt2026-06-01"
    )
    query = parse_query("DocumentReference", pairs(text), strict=True)
    assert query.ids == frozenset("ab")
    assert query.count == 100
    assert query.sort == (SortKey("date", descending=True), SortKey("_id"))
    assert (query.total, query.elements, query.cursor) == ("accurate", ("status", "type"), "abc-_=")
    assert query.includes == [Include("DocumentReference", "subject")]
    assert query.revincludes == [Include("List", "item", "DocumentReference", iterate=True)]
    inside, outside = interval("2026-05-15"), interval("2026-06-01")
    assert inside
    assert outside
    assert updated_matches(query, inside.start)
    assert not updated_matches(query, outside.start)
    assert query.window("_lastUpdated") == interval("2026-05")


def test_count_zero_and_summary_count_ask_for_the_total_only() -> None:
    assert parse_query("List", [("_count", "0")]).counts_only
    assert parse_query("List", [("_summary", "count")]).counts_only
    assert not parse_query("List", []).counts_only
    assert parse_query("List", []).count == 50


def test_tokens_decide_plain_codes_without_opening_the_body() -> None:
    assert not parse_query("DocumentReference", pairs("status=current&type=a|b&subject=p1")).needs_body
    for text in ("type=|b", "status:not=current", "description=x", "date=2026", "type:missing=true"):
        assert parse_query("DocumentReference", pairs(text)).needs_body


def test_the_window_of_dates_is_the_meeting_of_all_tests() -> None:
    query = parse_query("DocumentReference", pairs("date=ge2026-05-01&date=le2026-05-31&date=2020,2026"))
    assert query.window("date") == interval("2026-05")


def test_no_two_codes_share_a_token() -> None:
    one = {"type": {"coding": [{"system": "a|b", "code": "c"}]}}
    other = {"type": {"coding": [{"system": "a", "code": "b|c"}]}}
    shared = set(tokens_of("DocumentReference", one)) & set(tokens_of("DocumentReference", other))
    assert shared == {b"isArchived||false"}


def test_too_many_codes_are_refused() -> None:
    resource = {"category": [{"coding": [{"system": "s", "code": str(n)} for n in range(200)]}]}
    with pytest.raises(InvalidResource):
        tokens_of("DocumentReference", resource)


def test_tokens_of_a_list_cover_its_submission_set_extensions() -> None:
    base = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/"
    resource = {
        "code": {"coding": [{"system": "urn:types", "code": "submissionset"}]},
        "source": {"extension": [{"url": base + "ihe-authorOrg", "valueReference": {"reference": "Organization/o"}}]},
        "extension": [
            {"url": base + "ihe-sourceId", "valueIdentifier": {"system": "urn:s", "value": "1"}},
            {"url": base + "ihe-designationType", "valueCodeableConcept": {"coding": [{"code": "11"}]}},
            {"url": "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived",
             "valueBoolean": True},
        ],
    }  # fmt: skip
    wanted = {b"sourceId|urn:s|1", b"designationType||11", b"authorOrg|Organization|o", b"isArchived||true"}
    assert wanted <= set(tokens_of("List", resource))


@pytest.mark.parametrize(
    "resource",
    [
        {"type": 3, "subject": "x", "content": [3, {"attachment": []}], "context": [], "author": {"reference": "#a"}},
        {"type": {"coding": {"code": 3}}, "contained": [1], "extension": ["x", {"url": 3}], "date": 20},
        {"contained": [{"id": "a", "practitioner": {"reference": "#a"}}], "author": [{"reference": "#a"}]},
    ],
)
def test_wrong_shapes_give_no_value(resource: dict[str, Any]) -> None:
    assert tokens_of("DocumentReference", resource) == [b"isArchived||false"]
    assert not matches(parse_query("DocumentReference", pairs("date=2026&author.given=a")), resource)


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        ("patient=Patient/abc", PatientClue("abc")),
        ("subject:Patient=abc", PatientClue("abc")),
        ("patient=https://here.example/fhir/Patient/abc&subject=abc", PatientClue("abc")),
        ("patient.identifier=urn:oid:1|123", PatientClue("", "urn:oid:1", "123")),
        ("patient:Patient.identifier=urn:oid:1|123", PatientClue("", "urn:oid:1", "123")),
        ("subject:identifier=urn:oid:1|123", PatientClue("", "urn:oid:1", "123")),
        ("status=current", PatientClue()),
    ],
)
def test_the_person_is_separated_from_the_rest(text: str, clue: PatientClue) -> None:
    found, rest = split_patient([*pairs(text), ("type", "a")])
    assert found == clue
    assert rest[-1] == ("type", "a")
    assert bool(found) is bool(clue.id or clue.value)


@pytest.mark.parametrize(
    "text", ["patient=a&patient=b", "patient=a,b", "patient=", "patient.identifier=123", "patient.identifier=a|1,a|2"]
)
def test_a_search_is_about_one_person(text: str) -> None:
    with pytest.raises(Malformed):
        split_patient(pairs(text))


def test_patient_references_are_read() -> None:
    assert read_patient_reference("Patient?identifier=urn:oid:1%7C2") == PatientClue("", "urn:oid:1", "2")
    assert read_patient_reference("Patient/abc") == PatientClue("abc")
    assert not read_patient_reference("#p")


def test_rows_are_arranged_by_several_keys_and_missing_values_come_last() -> None:
    rows = [
        ({"id": "a", "date": "2026-05-01", "status": "current"}, 1),
        ({"id": "b", "status": "current"}, 2),
        ({"id": "c", "date": "2026-05-03", "status": "current"}, 3),
        ({"id": "d", "date": "2026-05-03", "status": "archived"}, 4),
    ]
    for text, order in (("-date,status", "dcab"), ("date", "acdb"), ("-_lastUpdated", "dcba"), ("status,-_id", "dcba")):
        query = parse_query("DocumentReference", [("_sort", text)])
        found = arrange(query, rows, lambda row: row[0], lambda row: row[1])
        assert "".join(row[0]["id"] for row in found) == order, text


@pytest.mark.skipif(not SAMPLE.exists(), reason="the national examples are not on this machine")
def test_the_national_example_is_found() -> None:
    resource = parse_object(SAMPLE.read_bytes(), 10**6)
    for text in ("type=34133-9", "patient=fr-patient-123", "setting=ETABLISSEMENT", "facility=SA01", "language=fr-FR",
                 "format=urn:ihe:lab:xd-lab:2008", "security-label=N", "authenticator=org-example",
                 "creation=2025-04-25", "period-start=2025-04-20", "description=compte rendu"):  # fmt: skip
        assert answers(text, resource), text


names = st.sampled_from([one.name for one in PARAMETERS["DocumentReference"]] + ["_count", "_sort", "_id", "_include"])
modifiers = st.sampled_from(["", ":not", ":missing", ":exact", ":contains", ":Patient", ":identifier", ":x"])


@given(st.lists(st.tuples(st.builds(str.__add__, names, modifiers) | st.text(), st.text()), max_size=5))
def test_any_query_is_read_or_refused(params: list[tuple[str, str]]) -> None:
    try:
        query = parse_query("DocumentReference", params)
    except Malformed as error:
        assert error.detail.endswith(".")  # noqa: PT017 (both outcomes are right)
    else:
        assert matches(query, DOCUMENT) in (True, False)
        assert len(query.applied) + len(query.warnings) == len(params)


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the list of naughty strings is not on this machine")
def test_naughty_strings_find_themselves() -> None:
    found = 0
    for naughty in json.loads(NAUGHTY.read_text()):
        resource = {**DOCUMENT, "description": naughty, "identifier": [{"value": naughty}]}
        escaped = naughty.replace("\\", "\\\\").replace(",", "\\,").replace("|", "\\|").replace("$", "\\$")
        try:
            query = parse_query("DocumentReference", [("identifier", escaped), ("description:exact", escaped)])
        except Malformed:
            continue
        tokens = set(tokens_of("DocumentReference", resource))
        found += all(group & tokens for group in query.groups) and matches(query, resource)
    assert found > 400
