"""The interactions of FHIR on documents: versions, conditions, batch, searches, and what each of them answers."""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.scenarios.deposits import PDF, labelled, located, reference, submission
from tests.scenarios.live import FHIR_JSON, House, entries, outcome_texts
from tests.scenarios.newcomers import Newcomer, newcomer

PRECISION = "http://hl7.org/fhir/StructureDefinition/quantity-precision"
Resource = dict[str, Any]


@pytest.fixture(scope="module")
def person(demo: House) -> Newcomer:
    return newcomer(demo)


def _created(demo: House, person: Newcomer, **changes: Any) -> Resource:
    answer = demo.send("hopital", "POST", "DocumentReference", reference(person.ins, PDF, **changes))
    assert answer.status_code == 201, answer.text
    created: Resource = answer.json()
    return created


def test_a_create_answers_with_what_is_stored(demo: House, person: Newcomer) -> None:
    answer = demo.send("hopital", "POST", "DocumentReference", reference(person.ins, PDF))
    created = answer.json()
    name = f"DocumentReference/{created['id']}"
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{demo.base}/fhir/{name}/_history/1"
    assert answer.headers["ETag"] == 'W/"1"'
    assert "Last-Modified" in answer.headers
    read = demo.call("hopital", "GET", name)
    assert read.content == answer.content
    assert (read.headers["ETag"], read.headers["Last-Modified"]) == ('W/"1"', answer.headers["Last-Modified"])
    file = created["content"][0]["attachment"]
    assert "data" not in file
    assert (file["size"], file["url"].partition("/")[0]) == (len(PDF), "Binary")
    assert demo.call("hopital", "GET", file["url"]).content == PDF


@pytest.mark.parametrize(("prefer", "kind"), [("return=minimal", ""), ("return=OperationOutcome", "OperationOutcome")])
def test_prefer_says_how_much_comes_back(demo: House, person: Newcomer, prefer: str, kind: str) -> None:
    answer = demo.send("hopital", "POST", "DocumentReference", reference(person.ins, PDF), Prefer=prefer)
    assert answer.status_code == 201
    assert (answer.json()["resourceType"] if kind else answer.text) == kind


def test_versions_follow_each_other(demo: House, person: Newcomer) -> None:
    first = _created(demo, person)
    name = f"DocumentReference/{first['id']}"
    second = demo.send("hopital", "PUT", name, first | {"description": "corrigé"}, If_Match='W/"1"')
    assert (second.status_code, second.headers["ETag"]) == (200, 'W/"2"')
    stale = demo.send("hopital", "PUT", name, first | {"description": "trop tard"}, If_Match='W/"1"')
    assert stale.status_code == 412
    outcome_texts(stale)
    patched = demo.send("hopital", "PATCH", name, [{"op": "replace", "path": "/description", "value": "à nouveau"}],
                        Content_Type="application/json-patch+json", If_Match='W/"2"')  # fmt: skip
    assert (patched.status_code, patched.json()["description"]) == (200, "à nouveau")
    assert demo.call("hopital", "GET", f"{name}/_history/1").json() == first
    assert demo.call("hopital", "GET", f"{name}/_history/2").json()["description"] == "corrigé"
    assert demo.call("hopital", "GET", f"{name}/_history/4").status_code == 404
    history = demo.call("hopital", "GET", f"{name}/_history").json()
    assert [entry["response"]["etag"] for entry in history["entry"]] == ['W/"3"', 'W/"2"', 'W/"1"']
    assert (history["type"], history["total"]) == ("history", 3)


def test_a_deleted_document_is_gone_with_its_file(demo: House, person: Newcomer) -> None:
    created = _created(demo, person)
    name, binary = f"DocumentReference/{created['id']}", created["content"][0]["attachment"]["url"]
    assert demo.call("hopital", "DELETE", name, headers={"If-Match": 'W/"7"'}).status_code == 412
    assert demo.call("hopital", "DELETE", name).status_code == 204
    for path in (name, binary):
        gone = demo.call("hopital", "GET", path)
        assert gone.status_code == 410, path
        outcome_texts(gone)
    assert demo.call("hopital", "DELETE", name).status_code == 410
    assert demo.call("dr-nguyen", "GET", name).status_code == 404
    found = demo.call("hopital", "GET", "DocumentReference", params={"patient": person.id, "_id": created["id"]})
    assert entries(found) == []


def test_a_conditional_create_happens_once(demo: House, person: Newcomer) -> None:
    document = reference(person.ins, PDF)
    master = document["masterIdentifier"]
    condition = f"identifier={master['system']}|{master['value']}"
    first = demo.send("hopital", "POST", "DocumentReference", document, If_None_Exist=condition)
    second = demo.send("hopital", "POST", "DocumentReference", document, If_None_Exist=condition)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.headers["Location"].startswith(first.headers["Location"].partition("/_history")[0])
    assert demo.send("hopital", "POST", "DocumentReference", document).status_code == 201
    third = demo.send("hopital", "POST", "DocumentReference", document, If_None_Exist=condition)
    assert third.status_code == 412
    unreadable = demo.send("hopital", "POST", "DocumentReference", document, If_None_Exist="inconnu=1")
    assert unreadable.status_code == 400


def test_a_binary_goes_out_raw_or_as_json(demo: House, person: Newcomer) -> None:
    binary = _created(demo, person)["content"][0]["attachment"]["url"]
    for accept in ("", "*/*", "application/pdf"):
        raw = demo.call("hopital", "GET", binary, headers={"Accept": accept})
        assert (raw.content, raw.headers["Content-Type"]) == (PDF, "application/pdf"), accept
    for options in ({"headers": {"Accept": FHIR_JSON}}, {"params": {"_format": "json"}}):
        told = demo.call("hopital", "GET", binary, **options).json()
        assert (told["resourceType"], told["contentType"]) == ("Binary", "application/pdf")
        assert base64.b64decode(told["data"]) == PDF
    assert demo.call("hopital", "GET", binary, headers={"Accept": "image/png"}).status_code == 406
    head = demo.call("hopital", "HEAD", binary)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(PDF)), b"")


def test_a_raw_file_comes_first_and_its_document_later(demo: House, person: Newcomer) -> None:
    sent = demo.send("hopital", "POST", "Binary", PDF, Content_Type="application/pdf",
                     X_Security_Context=f"Patient/{person.id}")  # fmt: skip
    assert sent.status_code == 201, sent.text
    name = f"Binary/{sent.json()['id']}"
    document = reference(person.ins, None, content=[{"attachment": {"contentType": "application/pdf", "url": name}}])
    assert demo.send("hopital", "POST", "DocumentReference", document).status_code == 201
    assert demo.call(person.token, "GET", name).content == PDF


@pytest.mark.parametrize("digits", ["72.50", "0.10", "1.0", "100", "1E+2", "0.000001", "-0.0", "123456789012345678.10"])
def test_numbers_keep_their_digits(demo: House, person: Newcomer, digits: str) -> None:
    document = reference(person.ins, PDF, extension=[{"url": PRECISION, "valueDecimal": "CHIFFRES"}])
    body = json.dumps(document).replace('"CHIFFRES"', digits).encode()
    answer = demo.send("hopital", "POST", "DocumentReference", body)
    assert answer.status_code == 201, answer.text
    read = demo.call(person.token, "GET", f"DocumentReference/{answer.json()['id']}")
    assert f'"valueDecimal":{digits}' in read.text.replace(" ", "")


def test_a_batch_does_each_entry_for_itself(demo: House, person: Newcomer) -> None:
    created = _created(demo, person)
    demands: list[Resource] = [
        {"request": {"method": "GET", "url": f"DocumentReference/{created['id']}"}},
        {"request": {"method": "GET", "url": f"DocumentReference/{'a' * 26}"}},
        {"request": {"method": "GET", "url": created["content"][0]["attachment"]["url"]}},
        {"request": {"method": "POST", "url": "DocumentReference"}, "resource": reference(person.ins, PDF)},
        {"request": {"method": "POST", "url": "DocumentReference"}, "resource": {"resourceType": "DocumentReference"}},
        {"request": {"method": "GET", "url": f"DocumentReference?patient={person.id}&_count=1"}},
        {"request": {"method": "GET", "url": "Inconnu/1"}},
        {"request": {"method": "DELETE", "url": "DocumentReference"}},
    ]
    answer = demo.send("hopital", "POST", "", {"resourceType": "Bundle", "type": "batch", "entry": demands})
    assert answer.status_code == 200
    body = answer.json()
    assert body["type"] == "batch-response"
    statuses = [entry["response"]["status"][:3] for entry in body["entry"]]
    assert statuses[:7] == ["200", "404", "200", "201", "422", "200", "404"]
    assert statuses[7] in {"404", "405"}
    assert body["entry"][0]["resource"] == created
    assert base64.b64decode(body["entry"][2]["resource"]["data"]) == PDF
    assert body["entry"][1]["response"]["outcome"]["resourceType"] == "OperationOutcome"


def test_a_transaction_is_all_or_nothing(demo: House, person: Newcomer) -> None:
    message = submission(person.ins, PDF, "application/pdf")
    message["entry"][1]["resource"]["content"][0]["attachment"]["size"] = 1
    before = demo.ask("counts", space=person.space)
    assert demo.send("hopital", "POST", "", message).status_code == 422
    assert demo.ask("counts", space=person.space) == before | {"entries": before["entries"] + 1}


# -- ITI-67

OWN = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived"


@pytest.fixture(scope="module")
def library(demo: House) -> tuple[Newcomer, list[Resource]]:
    """Somebody with 23 documents of different days, and one that has everything that can be searched."""
    someone = newcomer(demo)
    made = [_created(demo, someone, date=f"2025-{1 + day % 12:02d}-{1 + day:02d}T08:00:00Z") for day in range(22)]
    rich = _created(
        demo,
        someone,
        date="2024-05-06T07:08:09Z",
        description="Compte rendu très détaillé",
        identifier=[{"system": "urn:oid:1.2.3", "value": "A-1"}],
        category=[{"coding": [{"system": "urn:classe", "code": "10"}]}],
        extension=[{"url": OWN, "valueBoolean": True}],
        contained=[
            {
                "resourceType": "Practitioner",
                "id": "p",
                "identifier": [{"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "899700100060"}],
                "name": [{"family": "Hadj", "given": ["Sonia"]}],
            }
        ],
        author=[{"reference": "#p"}],
        context={
            "period": {"start": "2024-05-01T00:00:00Z", "end": "2024-05-06T00:00:00Z"},
            "event": [{"coding": [{"system": "urn:acte", "code": "ZZ1"}]}],
            "facilityType": {"coding": [{"system": "urn:lieu", "code": "SA01"}]},
            "practiceSetting": {"coding": [{"system": "urn:cadre", "code": "AMBULATOIRE"}]},
        },
        content=[
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": "fr-FR",
                    "creation": "2024-05-06T07:00:00Z",
                    "data": base64.b64encode(PDF).decode(),
                },
                "format": {"system": "urn:format", "code": "pdf"},
            }
        ],
        **labelled("N", "R"),
    )
    return someone, [*made, rich]


SEARCHES = {
    "author.family": "hadj",
    "author.given": "Son",
    "author.identifier": "urn:oid:1.2.250.1.71.4.2.1|899700100060",
    "category": "urn:classe|10",
    "creation": "2024-05-06",
    "date": "2024-05-06",
    "date ": "lt2024-12-31",
    "description": "compte rendu tres",
    "description:contains": "détaillé",
    "description:exact": "Compte rendu très détaillé",
    "event": "urn:acte|ZZ1",
    "facility": "urn:lieu|SA01",
    "format": "urn:format|pdf",
    "identifier": "urn:oid:1.2.3|A-1",
    "isArchived": "true",
    "language": "fr-FR",
    "period": "2024-05",
    "period-start": "2024-05-01",
    "period-end": "2024-05-06",
    "security-label": "R",
    "setting": "urn:cadre|AMBULATOIRE",
    "event:missing": "false",
}


@pytest.mark.parametrize("name", SEARCHES)
def test_each_search_parameter_finds_its_document(
    demo: House, library: tuple[Newcomer, list[Resource]], name: str
) -> None:
    someone, made = library
    criteria = {"patient": someone.id, name.strip(): SEARCHES[name], "_total": "accurate"}
    found = demo.call(someone.token, "GET", "DocumentReference", params=criteria)
    assert [each["id"] for each in entries(found)] == [made[-1]["id"]], found.text[:500]
    assert found.json()["total"] == 1


ALL = {
    "contenttype": "application/pdf",
    "status": "current",
    "type": "http://loinc.org|11490-0",
    "type:not": "11488-4",
    "relation:missing": "true",
    "date": "ge2024,lt2023",
}


@pytest.mark.parametrize("name", ALL)
def test_common_criteria_find_them_all(demo: House, library: tuple[Newcomer, list[Resource]], name: str) -> None:
    someone, made = library
    criteria = {"patient.identifier": someone.ins, name: ALL[name], "_total": "accurate"}
    found = demo.call(someone.token, "GET", "DocumentReference", params=criteria)
    assert found.json()["total"] == len(made), found.text[:500]


@pytest.mark.parametrize("sort", ["", "date", "-date", "_lastUpdated", "-_lastUpdated"])
@pytest.mark.parametrize("extra", [{}, {"status": "current"}, {"type:not": "11488-4"}])
def test_pages_show_everything_once_in_order(
    demo: House, library: tuple[Newcomer, list[Resource]], sort: str, extra: dict[str, str]
) -> None:
    someone, made = library
    path: str | None = "DocumentReference"
    params: dict[str, str] | None = {"patient": someone.id, "_count": "5", **extra} | ({"_sort": sort} if sort else {})
    seen: list[Resource] = []
    while path:
        page = demo.call(someone.token, "GET", path, params=params)
        seen += entries(page)
        assert len(entries(page)) <= 5
        path, params = next((link["url"] for link in page.json()["link"] if link["relation"] == "next"), None), None
    assert sorted(each["id"] for each in seen) == sorted(each["id"] for each in made)
    dates = [each["meta"]["lastUpdated"] if "lastUpdated" in sort else each["date"] for each in seen]
    assert dates == sorted(dates, reverse=sort.startswith("-") or not sort)


def test_totals_counts_and_shapes(demo: House, library: tuple[Newcomer, list[Resource]]) -> None:
    someone, made = library

    def ask(**criteria: str) -> Resource:
        answer = demo.call(someone.token, "GET", "DocumentReference", params={"patient": someone.id, **criteria})
        assert answer.status_code == 200, answer.text
        body: Resource = answer.json()
        return body

    assert (ask(_summary="count")["total"], ask(_summary="count").get("entry")) == (len(made), None)
    assert (ask(_count="0")["total"], ask(_count="0").get("entry")) == (len(made), None)
    assert ask(_total="accurate", _count="2")["total"] == len(made)
    few = ask(_elements="date,type", _count="1")["entry"][0]["resource"]
    assert {"date", "type", "status", "content", "id", "meta"} >= few.keys() - {"resourceType"}
    assert few["meta"]["tag"][0]["code"] == "SUBSETTED"
    ids = ",".join(each["id"] for each in made[:3])
    assert {entry["resource"]["id"] for entry in ask(_id=ids)["entry"]} == {each["id"] for each in made[:3]}
    assert ask(_lastUpdated="ge2020", _total="accurate")["total"] == len(made)
    assert ask(_lastUpdated="lt2020", _total="accurate")["total"] == 0
    assert all("text" not in entry["resource"] for entry in ask(_summary="data", _count="2")["entry"])
    warned = ask(inconnu="1", _count="1")["entry"]
    assert [entry["search"]["mode"] for entry in warned] == ["match", "outcome"]


def test_a_search_by_post_is_the_same(demo: House, library: tuple[Newcomer, list[Resource]]) -> None:
    someone, _ = library
    form = {"patient": someone.id, "_count": "7", "status": "current"}
    posted = demo.call(someone.token, "POST", "DocumentReference/_search", data=form)
    assert len(entries(posted)) == 7
    following = next(link["url"] for link in posted.json()["link"] if link["relation"] == "next")
    assert dict(parse_qsl(urlsplit(following).query))["status"] == "current"
    rest = entries(demo.call(someone.token, "GET", following))
    assert {each["id"] for each in rest}.isdisjoint(each["id"] for each in entries(posted))


def test_what_is_not_included_is_said(demo: House, library: tuple[Newcomer, list[Resource]]) -> None:
    someone, _ = library
    params = {"patient": someone.id, "_include": "DocumentReference:author", "_count": "1"}
    said = demo.call(someone.token, "GET", "DocumentReference", params=params).json()["entry"][-1]
    assert (said["search"]["mode"], said["resource"]["issue"][0]["severity"]) == ("outcome", "warning")
    strict = {"Prefer": "handling=strict"}
    assert demo.call(someone.token, "GET", "DocumentReference", params=params, headers=strict).status_code == 400


def test_lots_are_searched_too(demo: House, person: Newcomer) -> None:
    answer = demo.send("hopital", "POST", "", submission(person.ins, PDF, "application/pdf")).json()
    document, lot = located(answer, "DocumentReference"), located(answer, "List")
    for criteria in ({"item": document}, {"code": "submissionset", "_count": "100"}, {"status": "current"}):
        found = demo.call(person.token, "GET", "List", params={"patient": person.id, **criteria})
        assert lot in {f"List/{each['id']}" for each in entries(found)}, criteria
