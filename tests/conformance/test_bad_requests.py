"""Whatever comes in, the answer is a 4xx with its reason in French and English, and nothing is stored."""

import base64
import http.client
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.scenarios.deposits import PDF, cda_letter, reference, submission
from tests.scenarios.live import House, outcome_texts
from tests.scenarios.newcomers import Newcomer, newcomer

pytestmark = pytest.mark.threat("T-13")

JSON = {"Content-Type": "application/fhir+json"}
ID = "a" * 26


@pytest.fixture(scope="module")
def person(demo: House) -> Newcomer:
    return newcomer(demo)


@pytest.fixture(scope="module")
def stored(demo: House, person: Newcomer) -> Iterator[None]:
    """Check at the end that nothing of all this was stored."""
    before = demo.ask("counts", space=person.space)
    yield
    after = demo.ask("counts", space=person.space)
    assert {key: after[key] for key in ("items", "past", "files")} == {
        key: before[key] for key in ("items", "past", "files")
    }


def _document(ins: str, **changes: Any) -> bytes:
    return json.dumps(reference(ins, PDF, **changes)).encode()


def _with(ins: str, old: str, new: str) -> bytes:
    text = json.dumps(reference(ins, PDF))
    assert old in text
    return text.replace(old, new).encode()


def _file(ins: str, content: bytes, content_type: str) -> bytes:
    document = reference(ins, content)
    document["content"][0]["attachment"]["contentType"] = content_type
    return json.dumps(document).encode()


def _attachment(ins: str, **changes: Any) -> bytes:
    document = reference(ins, PDF)
    file = document["content"][0]["attachment"] | changes
    document["content"][0]["attachment"] = {name: value for name, value in file.items() if value is not None}
    return json.dumps(document).encode()


def _entry(ins: str, index: int, **changes: Any) -> bytes:
    bundle = submission(ins, PDF, "application/pdf")
    bundle["entry"][index] = {key: value for key, value in (bundle["entry"][index] | changes).items() if value}
    return json.dumps(bundle).encode()


def _twice(ins: str) -> bytes:
    bundle = submission(ins, PDF, "application/pdf")
    return json.dumps(bundle | {"entry": [*bundle["entry"], bundle["entry"][2]]}).encode()


def _deep(levels: int) -> bytes:
    inner: dict[str, Any] = {"url": "urn:x", "valueString": "y"}
    for _ in range(levels):
        inner = {"url": "urn:x", "extension": [inner]}
    return json.dumps({"resourceType": "DocumentReference", "extension": [inner]}).encode()


DOCTYPE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<ClinicalDocument xmlns="urn:hl7-org:v3"><title>&x;</title></ClinicalDocument>'
)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
Body = Callable[[str], bytes]

# name: (path, body from the patient's identifier, status)
BODIES: dict[str, tuple[str, Body, set[int]]] = {
    "empty": ("DocumentReference", lambda _: b"", {400}),
    "not JSON": ("DocumentReference", lambda _: b"bonjour", {400}),
    "cut short": ("DocumentReference", lambda ins: _document(ins)[:-1], {400}),
    "rest behind": ("DocumentReference", lambda ins: _document(ins) + b"{}", {400}),
    "a list": ("DocumentReference", lambda _: b"[]", {400}),
    "a number": ("DocumentReference", lambda _: b"1", {400}),
    "null": ("DocumentReference", lambda _: b"null", {400}),
    "NaN": ("DocumentReference", lambda ins: _with(ins, '"current"', "NaN"), {400}),
    "infinity": ("DocumentReference", lambda ins: _with(ins, '"current"', "-Infinity"), {400}),
    "duplicate keys": ("DocumentReference", lambda ins: _with(ins, '"status"', '"status": "current", "status"'), {400}),
    "depth 70": ("DocumentReference", lambda _: _deep(70), {400, 422}),
    "depth 5000": ("DocumentReference", lambda _: b'{"a":' * 5000 + b"1" + b"}" * 5000, {400}),
    "depth of lists": ("DocumentReference", lambda _: b"[" * 100_000, {400}),
    "huge integer": ("DocumentReference", lambda ins: _attachment(ins, size=10**400), {400}),
    "huge exponent": ("DocumentReference", lambda ins: _with(ins, '"current"', "1e999999999"), {400}),
    "long decimal": ("DocumentReference", lambda ins: _with(ins, '"current"', "0." + "1" * 10_000), {400}),
    "negative size": ("DocumentReference", lambda ins: _attachment(ins, size=-1), {422}),
    "size of another file": ("DocumentReference", lambda ins: _attachment(ins, size=1), {422}),
    "hash of another file": ("DocumentReference", lambda ins: _attachment(ins, hash="AAAA"), {422}),
    "hash that is no base64": ("DocumentReference", lambda ins: _attachment(ins, hash="é"), {422}),
    "wrong base64": ("DocumentReference", lambda ins: _attachment(ins, data="*" * 40), {422}),
    "base64 cut short": ("DocumentReference", lambda ins: _attachment(ins, data="JVBER"), {422}),
    "Latin-1": ("DocumentReference", lambda ins: _document(ins, description="é").replace(b"\\u00e9", b"\xe9"), {400}),
    "UTF-16": ("DocumentReference", lambda ins: _document(ins).decode().encode("utf-16"), {400}),
    "lone surrogate": ("DocumentReference", lambda ins: _with(ins, '"current"', '"\\ud800"'), {400}),
    "control character": ("DocumentReference", lambda ins: _with(ins, '"current"', '"a\\u0000b"'), {400}),
    "another type": ("DocumentReference", lambda _: b'{"resourceType":"Patient"}', {422}),
    "no type": ("DocumentReference", lambda _: b'{"status":"current"}', {400}),
    "type that is a number": ("DocumentReference", lambda _: b'{"resourceType":1}', {400}),
    "unknown element": ("DocumentReference", lambda ins: _document(ins, inconnu=1), {422}),
    "null element": ("DocumentReference", lambda ins: _document(ins, description=None), {422}),
    "empty element": ("DocumentReference", lambda ins: _document(ins, description=""), {422}),
    "no subject": ("DocumentReference", lambda ins: _with(ins, '"subject"', '"custodian"'), {422}),
    "subject that is a list": ("DocumentReference", lambda ins: _document(ins, subject=[]), {422}),
    "subject of another kind": (
        "DocumentReference",
        lambda ins: _document(ins, subject={"reference": "Group/1"}),
        {422},
    ),
    "subject with a path trick": (
        "DocumentReference",
        lambda ins: _document(ins, subject={"reference": "Patient/../../etc"}),
        {422},
    ),
    "no content": ("DocumentReference", lambda ins: _with(ins, '"content"', '"context"'), {422}),
    "no file": ("DocumentReference", lambda ins: _attachment(ins, data=None), {422}),
    "file elsewhere": (
        "DocumentReference",
        lambda ins: _attachment(ins, data=None, url="http://127.0.0.1:1/secret"),
        {422},
    ),
    "file on disk": (
        "DocumentReference",
        lambda ins: _attachment(ins, data=None, url="file:///etc/passwd"),
        {422},
    ),
    "unknown code of type": (
        "DocumentReference",
        lambda ins: _document(ins, type={"coding": [{"code": "inconnu"}]}),
        {422},
    ),
    "date that is not one": ("DocumentReference", lambda ins: _document(ins, date="2026-02-30T10:00:00Z"), {422}),
    "date in the future": ("DocumentReference", lambda ins: _document(ins, date="2999-01-01T10:00:00Z"), {422}),
    "date before 1900": ("DocumentReference", lambda ins: _document(ins, date="0001-01-01T00:00:00Z"), {422}),
    "date without time": ("DocumentReference", lambda ins: _document(ins, date="9999"), {422}),
    "status that is not one": ("DocumentReference", lambda ins: _document(ins, status="perdu"), {422}),
    "script in the narrative": (
        "DocumentReference",
        lambda ins: _document(
            ins,
            text={
                "status": "generated",
                "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></div>',
            },
        ),
        {422},
    ),
    "DOCTYPE": ("DocumentReference", lambda ins: _file(ins, DOCTYPE, "text/xml"), {415}),
    "billion laughs": ("DocumentReference", lambda ins: _file(ins, LAUGHS, "text/xml"), {415}),
    "XML that is no CDA": ("DocumentReference", lambda ins: _file(ins, b"<a/>", "text/xml"), {415}),
    "broken XML": ("DocumentReference", lambda ins: _file(ins, b"<ClinicalDocument", "text/xml"), {415}),
    "page declared as PDF": ("DocumentReference", lambda ins: _file(ins, b"<html></html>", "application/pdf"), {415}),
    "PDF that is a page too": (
        "DocumentReference",
        lambda ins: _file(ins, b"%PDF-1.4\n<html><script>x</script></html>\n%%EOF", "application/pdf"),
        {415},
    ),
    "PDF that is an archive too": (
        "DocumentReference",
        lambda ins: _file(ins, PDF + b"PK\x05\x06" + bytes(18), "application/pdf"),
        {415},
    ),
    "program": ("DocumentReference", lambda ins: _file(ins, b"MZ\x90\x00" + bytes(100), "application/pdf"), {415}),
    "picture declared as PDF": (
        "DocumentReference",
        lambda ins: _file(ins, b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "application/pdf"),
        {415},
    ),
    "empty file": ("DocumentReference", lambda ins: _file(ins, b"", "application/pdf"), {415, 422}),
    "two patients": (
        "DocumentReference",
        lambda ins: _file(
            ins,
            cda_letter().replace(b"</recordTarget>", b"</recordTarget><recordTarget><patientRole/></recordTarget>"),
            "text/xml",
        ),
        {422},
    ),
    "Bundle that is a collection": ("", lambda _: b'{"resourceType":"Bundle","type":"collection"}', {422}),
    "empty transaction": ("", lambda _: b'{"resourceType":"Bundle","type":"transaction"}', {422}),
    "transaction that is no Bundle": ("", _document, {422}),
    "entry without a request": ("", lambda ins: _entry(ins, 0, request=None), {422}),
    "entry to another server": (
        "",
        lambda ins: _entry(ins, 0, request={"method": "POST", "url": "https://ailleurs.example/List"}),
        {422},
    ),
    "entry with a path trick": (
        "",
        lambda ins: _entry(ins, 0, request={"method": "PUT", "url": "List/../Patient"}),
        {422},
    ),
    "entry of another type": ("", lambda ins: _entry(ins, 0, request={"method": "POST", "url": "Binary"}), {422}),
    "entry with DELETE": (
        "",
        lambda ins: _entry(ins, 0, request={"method": "DELETE", "url": f"List/{ID}"}, resource=None),
        {422},
    ),
    "dangling reference": (
        "",
        lambda ins: _entry(ins, 2, fullUrl="urn:uuid:00000000-0000-4000-8000-000000000000"),
        {422},
    ),
    "two entries of one address": (
        "",
        _twice,
        {422},
    ),
    "too many entries": (
        "",
        lambda _: json.dumps(
            {
                "resourceType": "Bundle",
                "type": "transaction",
                "entry": [{"request": {"method": "GET", "url": "List"}}] * 101,
            }
        ).encode(),
        {422},
    ),
    "many small values": ("DocumentReference", lambda _: b"[" + b"1," * 300_000 + b"1]", {400, 413}),
    "wrong matricule": ("DocumentReference", lambda _: _document("urn:oid:1.2.250.1.213.1.4.8|190035199999999"), {422}),
    "unknown register": ("DocumentReference", lambda _: _document("urn:oid:9.9.9|1"), {422}),
    "matricule with a zero": (
        "DocumentReference",
        lambda _: _document("urn:oid:1.2.250.1.213.1.4.10|2900351\x00999999").replace(b"\\u0000", b"%00"),
        {422},
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused(demo: House, person: Newcomer, stored: None, name: str) -> None:
    path, body, statuses = BODIES[name]
    answer = demo.call("hopital", "POST", path, content=body(person.ins), headers=JSON)
    _refused(answer, statuses)


# What each one is: method, path, headers, body and the statuses that may answer it.
Request = tuple[str, str, dict[str, str], bytes, set[int]]
REQUESTS: dict[str, Request] = {
    "unknown type": ("GET", "Inconnu/1", {}, b"", {404}),
    "path trick": ("GET", "DocumentReference/..%2f..%2fetc%2fpasswd", {}, b"", {404}),
    "path with a zero": ("GET", "DocumentReference/%00", {}, b"", {404, 400}),
    "path with half a character": ("GET", "DocumentReference/%ED%A0%80", {}, b"", {404, 400}),
    "path with bytes": ("GET", "DocumentReference/%FF%FE", {}, b"", {404, 400}),
    "very long id": ("GET", "DocumentReference/" + "a" * 4000, {}, b"", {404}),
    "id in capitals": ("GET", "DocumentReference/" + "A" * 26, {}, b"", {404}),
    "too many parts": ("GET", f"DocumentReference/{ID}/_history/1/2", {}, b"", {404}),
    "version that is no number": ("GET", f"DocumentReference/{ID}/_history/x", {}, b"", {404}),
    "version beyond any": ("GET", f"DocumentReference/{ID}/_history/99999999999999999999", {}, b"", {404}),
    "search without a patient": ("GET", "DocumentReference", {}, b"", {422}),
    "search of two patients": ("GET", f"DocumentReference?patient={ID}&patient={ID[:-1]}b", {}, b"", {400}),
    "parameter with a control character": ("GET", "DocumentReference?patient=PID&type=%01", {}, b"", {400}),
    "parameter with a zero": ("GET", "DocumentReference?patient=PID&type=%00", {}, b"", {400}),
    "patient with a zero": ("GET", "DocumentReference?patient=%00", {}, b"", {400}),
    "identifier with a zero": ("GET", "Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|%00", {}, b"", {422}),
    "Patient without criteria": ("GET", "Patient", {}, b"", {422}),
    "Patient by name": ("GET", "Patient?name=Camille", {}, b"", {422}),
    "very long parameter": ("GET", "DocumentReference?patient=PID&type=" + "a" * 5000, {}, b"", {400, 414}),
    "too many parameters": ("GET", "DocumentReference?patient=PID" + "&type=a" * 200, {}, b"", {400}),
    "too many values": ("GET", "DocumentReference?patient=PID&type=" + ",".join(["a"] * 60), {}, b"", {400}),
    "date that is not one": ("GET", "DocumentReference?patient=PID&date=hier", {}, b"", {400}),
    "count that is no number": ("GET", "DocumentReference?patient=PID&_count=dix", {}, b"", {400}),
    "negative count": ("GET", "DocumentReference?patient=PID&_count=-1", {}, b"", {400}),
    "sort by the unknown": ("GET", "DocumentReference?patient=PID&_sort=inconnu", {}, b"", {400}),
    "cursor made up": ("GET", "DocumentReference?patient=PID&_cursor=1.abc", {}, b"", {400}),
    "cursor of another space": ("GET", f"DocumentReference?patient=PID&_cursor=1.{ID}", {}, b"", {400}),
    "cursor beyond numbers": ("GET", "DocumentReference?patient=PID&_cursor=" + "9" * 30 + f".{ID}", {}, b"", {400}),
    "history cursor made up": ("GET", "AuditEvent?patient=PID&_cursor=abc", {}, b"", {400, 403, 404}),
    "total that is not one": ("GET", "DocumentReference?patient=PID&_total=tout", {}, b"", {400}),
    "summary that is not one": ("GET", "DocumentReference?patient=PID&_summary=peu", {}, b"", {400}),
    "unknown parameter when strict": (
        "GET",
        "DocumentReference?patient=PID&inconnu=1",
        {"Prefer": "handling=strict"},
        b"",
        {400},
    ),
    "unknown access mode": ("GET", f"DocumentReference/{ID}", {"X-Access-Mode": "admin"}, b"", {400}),
    "XML wanted": ("GET", "DocumentReference?patient=PID", {"Accept": "application/fhir+xml"}, b"", {406}),
    "XML wanted by format": ("GET", "DocumentReference?patient=PID&_format=xml", {}, b"", {406}),
    "page wanted": ("GET", "metadata", {"Accept": "text/html"}, b"", {406}),
    "XML sent": ("POST", "DocumentReference", {"Content-Type": "application/fhir+xml"}, b"<a/>", {415}),
    "form sent": ("POST", "DocumentReference", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=1", {415}),
    "no content type": ("POST", "DocumentReference", {}, b"{}", {415}),
    "Latin-1 declared": (
        "POST",
        "DocumentReference",
        {"Content-Type": "application/fhir+json; charset=latin-1"},
        b"{}",
        {415},
    ),
    "raw file without its patient": ("POST", "Binary", {"Content-Type": "application/pdf"}, PDF, {422}),
    "raw file with an odd type": ("POST", "Binary", {"Content-Type": "a/b/c"}, PDF, {415}),
    "raw file of a wrong type": (
        "POST",
        "Binary",
        {"Content-Type": "image/png", "X-Security-Context": "Patient/PID"},
        PDF,
        {415},
    ),
    "raw program": (
        "POST",
        "Binary",
        {"Content-Type": "application/x-msdownload", "X-Security-Context": "Patient/PID"},
        b"MZ" + bytes(50),
        {415},
    ),
    "If-Match that is not one": ("DELETE", f"DocumentReference/{ID}", {"If-Match": "trois"}, b"", {400}),
    "If-Match of all": ("DELETE", f"DocumentReference/{ID}", {"If-Match": "*"}, b"", {400}),
    "method on a list": ("DELETE", "DocumentReference", {}, b"", {405}),
    "method on the door": ("GET", "", {}, b"", {405}),
    "method on metadata": ("POST", "metadata", {**JSON}, b"{}", {405}),
    "method unknown": ("BREW", f"DocumentReference/{ID}", {}, b"", {405}),
    "TRACE": ("TRACE", f"DocumentReference/{ID}", {}, b"", {405, 400}),
    "Binary changed": ("PUT", f"Binary/{ID}", {**JSON}, b"{}", {405}),
    "Binary searched": ("GET", "Binary?patient=PID", {}, b"", {405}),
    "Patient created": ("POST", "Patient", {**JSON}, b'{"resourceType":"Patient"}', {405}),
    "AuditEvent created": ("POST", "AuditEvent", {**JSON}, b'{"resourceType":"AuditEvent"}', {405}),
    "AuditEvent deleted": ("DELETE", f"AuditEvent/{ID}", {}, b"", {405}),
    "AuditEvent made up": ("GET", f"AuditEvent/{ID}", {}, b"", {404}),
    "proof made up": ("GET", f"AuditEvent/{ID}/$proof", {}, b"", {404}),
    "operation unknown": ("GET", f"DocumentReference/{ID}/$tout", {}, b"", {404}),
    "patch that is a resource": ("PATCH", f"DocumentReference/{ID}", {**JSON}, b'{"resourceType":"List"}', {400, 422}),
    "patch that is an object": (
        "PATCH",
        f"DocumentReference/{ID}",
        {"Content-Type": "application/json-patch+json"},
        b'{"op":"add"}',
        {400, 422},
    ),
    "id of the body is another": ("PUT", f"List/{ID}", {**JSON}, b"", {400, 422}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_bad_request_is_refused(demo: House, person: Newcomer, stored: None, name: str) -> None:
    method, path, headers, body, statuses = REQUESTS[name]
    named = {key: value.replace("PID", person.id) for key, value in headers.items()}
    answer = demo.call("hopital", method, path.replace("PID", person.id), headers=named, content=body)
    _refused(answer, statuses)


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic YTpi", "Bearer \xe9", "Bearer " + "x" * 3000])
def test_without_a_good_token_nobody_comes_in(demo: House, authorization: str) -> None:
    headers = [(b"Authorization", authorization.encode("latin-1"))] if authorization else []
    answer = demo.http.get(f"/fhir/DocumentReference/{ID}", headers=headers)
    _refused(answer, {401})
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("declared", [35_000_001, 400_000_000_000, -1])
def test_a_body_beyond_the_limit_is_refused_before_it_is_read(demo: House, declared: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=10)
    line.putrequest("POST", "/fhir/DocumentReference")
    for name, value in (("Authorization", f"Bearer {demo.token('hopital')}"), *JSON.items()):
        line.putheader(name, value)
    line.putheader("Content-Length", str(declared))
    line.endheaders()
    line.send(b"{")
    answer = line.getresponse()
    assert answer.status in ({413} if declared > 0 else {400})
    line.close()


def test_a_body_of_36_million_bytes_is_refused(demo: House, person: Newcomer, stored: None) -> None:
    answer = demo.call("hopital", "POST", "DocumentReference", content=b" " * 36_000_000, headers=JSON)
    _refused(answer, {413})


def test_a_document_beyond_the_limit_is_refused(demo: House, person: Newcomer, stored: None) -> None:
    """25 million bytes are the limit of one document: 413, and no file is left."""
    big = PDF[:-6] + b"%" * 25_000_001 + b"\n%%EOF\n"
    context = {"Content-Type": "application/pdf", "X-Security-Context": f"Patient/{person.id}"}
    _refused(demo.call("hopital", "POST", "Binary", content=big, headers=context), {413})


def test_a_body_in_chunks_is_read_whole(demo: House) -> None:
    """A body in chunks has no length: it is taken whole, and refused beyond the limit."""
    body = _document(newcomer(demo).ins)
    answer = demo.call("hopital", "POST", "DocumentReference", content=iter([body[:100], body[100:]]), headers=JSON)
    assert answer.status_code == 201, answer.text
    spaces = iter([b" " * 6_000_000] * 6)
    _refused(
        demo.call("hopital", "POST", "DocumentReference", content=spaces, headers=JSON | {"Connection": "close"}), {413}
    )


@pytest.mark.parametrize("request_line", [b"GET\r\n\r\n", b"\x00\x01\x02\r\n\r\n", b"GET /fhir HTTP/9.9\r\n\r\n"])
def test_what_is_not_http_ends_the_line_and_nothing_else(demo: House, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", demo.port), timeout=5) as line:
        line.sendall(request_line)
        assert b" 5" not in line.recv(200)[:13]
    assert httpx.get(f"{demo.base}/healthz", trust_env=False, verify=False).status_code == 200


def _refused(answer: httpx.Response, statuses: set[int]) -> None:
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    assert answer.headers["Cache-Control"] == "no-store"
    for french, english in outcome_texts(answer):
        assert french
        assert english
        assert french != english
    assert base64.b64encode(b"%PDF").decode() not in answer.text
