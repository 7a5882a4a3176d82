"""Representations, versions and preferences."""

import pytest

from ens.fhir.media import (
    NotAcceptable,
    Preference,
    Return,
    Sent,
    etag,
    negotiate,
    parse_if_match,
    parse_prefer,
    sent_type,
    wants_raw,
)
from ens.kernel.errors import Malformed, WrongType


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", None),
        ("*/*", None),
        ("application/fhir+json", None),
        ("text/html, application/*;q=0.2", None),
        ("application/fhir+json; fhirVersion=4.0", None),
        ("application/fhir+xml", "json"),
        ("application/fhir+xml", "application/fhir json"),
    ],
)
def test_negotiate_accepts_json(accept: str, form: str | None) -> None:
    negotiate(accept, form)
    assert wants_raw("application/json", "application/pdf") is False


@pytest.mark.parametrize(
    ("accept", "form"), [("application/fhir+xml", None), ("*/*;q=0", "xml"), ("image/png", None), ("", "ttl")]
)
def test_negotiate_refuses_other_formats(accept: str, form: str | None) -> None:
    with pytest.raises(NotAcceptable):
        negotiate(accept, form)


@pytest.mark.parametrize(
    ("accept", "raw"),
    [
        ("", True),
        ("*/*", True),
        ("application/pdf", True),
        ("application/pdf, application/fhir+json;q=0.5", True),
        ("application/fhir+json", False),
        ("application/fhir+json, */*;q=0.1", False),
        ("application/*", True),
    ],
)
def test_binary_goes_out_raw_unless_json_is_asked(accept: str, raw: bool) -> None:
    assert wants_raw(accept, "application/pdf") is raw


def test_binary_is_not_given_as_another_type() -> None:
    with pytest.raises(NotAcceptable):
        wants_raw("image/png", "application/pdf")


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("application/fhir+json", Sent.RESOURCE),
        ("application/json; charset=UTF-8", Sent.RESOURCE),
        ("Application/JSON-patch+json", Sent.JSON_PATCH),
    ],
)
def test_sent_type_knows_json(content_type: str, sent: Sent) -> None:
    assert sent_type(content_type) is sent


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/fhir+xml", "application/json; charset=latin-1", "pdf", "a/b c"]
)
def test_sent_type_refuses_the_rest(content_type: str) -> None:
    with pytest.raises(WrongType):
        sent_type(content_type)


def test_sent_type_takes_raw_bytes_only_where_allowed() -> None:
    assert sent_type("application/pdf", raw_allowed=True) is Sent.RAW
    with pytest.raises(WrongType):
        sent_type("application/pdf")
    with pytest.raises(WrongType):
        sent_type("application/fhir+xml", raw_allowed=True)


def test_versions_travel_as_weak_etags() -> None:
    assert parse_if_match(etag(7)) == 7
    assert parse_if_match('"7"') == 7
    assert parse_if_match(None) is None


@pytest.mark.parametrize("header", ["", "*", "7", 'W/"a"', 'W/"1", W/"2"', 'W/"1234567890"', 'W/"\u0663"'])
def test_if_match_must_be_one_version(header: str) -> None:
    with pytest.raises(Malformed):
        parse_if_match(header)


def test_prefer_is_read_and_the_unknown_ignored() -> None:
    assert parse_prefer(None) == Preference()
    assert parse_prefer("return=minimal, handling=strict") == Preference(Return.MINIMAL, strict=True)
    assert parse_prefer('return="OperationOutcome"; respond-async') == Preference(
        Return.OPERATION_OUTCOME, asynchronous=True
    )
    assert parse_prefer("return=all, x=y, handling=lenient") == Preference()
