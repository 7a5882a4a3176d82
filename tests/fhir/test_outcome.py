"""Refusals as OperationOutcome."""

import json

import pytest

from ens.fhir.issues import InvalidResource, Issue
from ens.fhir.media import NotAcceptable
from ens.fhir.outcome import RULES, TRANSLATION, answer, outcome, outcome_of
from ens.fhir.reasons import SENTENCES
from ens.fhir.validation import validate
from ens.kernel import errors


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.Malformed("x"), 400, "structure"),
        (errors.Unauthenticated(), 401, "login"),
        (errors.Refused(), 403, "forbidden"),
        (errors.NotFound(), 404, "not-found"),
        (NotAcceptable(), 406, "not-supported"),
        (errors.Conflict(), 409, "conflict"),
        (errors.Gone(), 410, "deleted"),
        (errors.PreconditionFailed(), 412, "conflict"),
        (errors.TooLarge(), 413, "too-long"),
        (errors.WrongType(), 415, "not-supported"),
        (errors.Invalid(), 422, "invalid"),
        (errors.TooMany(), 429, "throttled"),
        (errors.Unavailable(), 503, "transient"),
    ],
)
def test_each_refusal_has_its_status_and_code(error: errors.HouseError, status: int, code: str) -> None:
    result = answer(error)
    body = json.loads(result.body)
    assert (result.status, body["issue"][0]["code"]) == (status, code)
    assert validate(body) == []


def test_every_error_of_the_kernel_has_a_rule() -> None:
    assert set(errors.HouseError.__subclasses__()) <= set(RULES)


def test_unknown_and_not_yours_are_byte_for_byte_the_same() -> None:
    one = answer(errors.NotFound("inconnu", ("unknown",)))
    assert one == answer(errors.NotFound("à une autre personne", ("blocked",)))


def test_missing_and_bad_tokens_differ_by_the_header_only() -> None:
    none, bad = answer(errors.Unauthenticated()), answer(errors.Unauthenticated("x", ("invalid_token",)))
    assert none.body == bad.body
    assert none.headers == {"WWW-Authenticate": 'Bearer realm="ens"'}
    assert bad.headers == {"WWW-Authenticate": 'Bearer realm="ens", error="invalid_token"'}


@pytest.mark.parametrize("kind", [errors.TooMany, errors.Unavailable])
def test_retry_after_is_told(kind: type[errors.TooMany]) -> None:
    assert answer(kind(retry_after=7)).headers == {"Retry-After": "7"}


def test_a_refusal_says_each_outward_reason_once_and_hides_the_others() -> None:
    body = json.loads(answer(errors.Refused("secret", ("blocked", "inner", "blocked", "scope"))).body)
    assert [issue["details"]["text"] for issue in body["issue"]] == [SENTENCES["blocked"][0], SENTENCES["scope"][0]]
    assert "secret" not in str(body)


def test_each_fault_keeps_its_expression() -> None:
    faults = [Issue("value", "List.date", "Faux.", "Wrong."), Issue("required", "List.mode", "Manque.", "Missing.")]
    body = json.loads(answer(InvalidResource(faults)).body)
    assert [issue["expression"] for issue in body["issue"]] == [["List.date"], ["List.mode"]]


def test_texts_are_french_with_an_english_translation() -> None:
    body = json.loads(outcome("invalid", "error", [("Bonjour.", "Hello.")]))
    details = body["issue"][0]["details"]
    assert details["text"] == "Bonjour."
    assert details["_text"]["extension"][0] == {
        "url": TRANSLATION,
        "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Hello."}],
    }


def test_no_issue_says_that_all_is_well() -> None:
    assert json.loads(outcome_of([]))["issue"][0]["severity"] == "information"


def test_sentences_are_whole_and_in_two_languages() -> None:
    assert all(text[0].isupper() and text.endswith(".") for pair in SENTENCES.values() for text in pair)
