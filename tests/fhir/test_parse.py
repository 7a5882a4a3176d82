"""Reading and writing FHIR JSON: strict, and the same digits out."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.fhir.issues import InvalidResource
from ens.fhir.parse import LONG, MAX_ASIDE, parse, parse_json, parse_object, write
from ens.kernel.errors import Malformed, TooLarge

LIMIT = 35 * 1024 * 1024
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
EXAMPLES = sorted((SHARED / "fhir").glob("*/*.json"))
NAUGHTY = SHARED / "web/blns/blns.json"


def observation(number: str) -> bytes:
    return b'{"resourceType":"Observation","valueQuantity":{"value":%s}}' % number.encode()


@pytest.mark.parametrize("digits", ["72.50", "0.0", "72", "-3.1400", "123456789012345678901.50", "-0", "0.000001"])
def test_write_keeps_the_digits(digits: str) -> None:
    assert write(parse(observation(digits), LIMIT)) == observation(digits)


@pytest.mark.parametrize(("text", "value"), [("1e3", 1000), ("1E+2", 100), ("0.0000001", Decimal("0.0000001"))])
def test_write_keeps_the_value_of_exponents(text: str, value: Decimal) -> None:
    again = parse(write(parse(observation(text), LIMIT)), LIMIT)
    assert again["valueQuantity"]["value"] == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"{}",
        b'{"resourceType":3}',
        b'{"resourceType":""}',
        b'{"resourceType":"patient"}',
        b'{"resourceType":"Patient","id":"a","id":"b"}',
        b'{"resourceType":"Patient","a":{"b":1,"b":2}}',
        b'{"resourceType":"Patient","a":NaN}',
        b'{"resourceType":"Patient","a":-Infinity}',
        b'{"resourceType":"Patient","a":"\\ud800"}',
        b'{"resourceType":"Patient","\\udfff":"a"}',
        b'{"resourceType":"Patient","a":"\\u0000"}',
        b'{"resourceType":"Patient","a":"\\\\\\b"}',
        b'{"resourceType":"Patient","a":"\x00"}',
        b'{"resourceType":"Patient","a":01}',
        b'{"resourceType":"Patient","a":1.}',
        b'{"resourceType":"Patient",}',
        b'{"resourceType":"Patient"} x',
        '{"resourceType":"Patient"}'.encode("utf-16"),
        '{"resourceType":"Patient","a":"é"}'.encode("latin-1"),
        b'\xef\xbb\xbf{"resourceType":"Patient"}',
        write({"resourceType": "Patient", **{f"x{number}": 1 for number in range(500)}}),
        observation("1" * 41),
        observation("1e401"),
        observation("1e-999999999"),
        observation("1e999999999999999999999"),
        observation("[" * 100_000),
        b'{"resourceType":"Patient"' + b',"a":{"b":1' * 1000 + b"}" * 1001,
        b'{"resourceType":"Patient","a":' + b'{"b":' * 64 + b"1" + b"}" * 65,
    ],
)
def test_parse_refuses_what_cannot_be_read(data: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        parse(data, LIMIT)
    assert caught.value.detail.endswith(".")


def test_parse_accepts_the_deepest_allowed_nesting() -> None:
    data = b'{"resourceType":"Patient","a":' + b'{"b":' * 63 + b"1" + b"}" * 64
    assert write(parse(data, LIMIT)) == data


def test_parse_accepts_escapes_that_are_only_text() -> None:
    data = rb'{"resourceType":"Patient","a":"\\u0000 \\ud800 \\b \n\t\r \ud83d\ude00"}'
    assert parse(data, LIMIT)["a"] == "\\u0000 \\ud800 \\b \n\t\r \N{GRINNING FACE}"


def test_parse_refuses_more_bytes_than_the_limit() -> None:
    data = b'{"resourceType":"Patient"}'
    assert parse(data, len(data)) == {"resourceType": "Patient"}
    with pytest.raises(TooLarge):
        parse(data, len(data) - 1)


def test_parse_refuses_too_many_values() -> None:
    with pytest.raises(TooLarge):
        parse_json(b"[" + b"0," * 200_001 + b"0]", LIMIT)


@pytest.mark.parametrize(
    ("inside", "expression"),
    [
        ('"a":null', "Patient.a"),
        ('"a":""', "Patient.a"),
        ('"a":{}', "Patient.a"),
        ('"a":[]', "Patient.a"),
        ('"a":[[1]]', "Patient.a[0]"),
        ('"a":[null]', "Patient.a[0]"),
        ('"a":[{"b":{"c":[1,""]}}]', "Patient.a[0].b.c[1]"),
        ('"a":["x",null],"_a":[{"id":"1"},null]', "Patient.a[1]"),
        ('"a":["x",null],"_a":[null]', "Patient.a[1]"),
        ('"_a":[null,{"id":"1"}]', "Patient._a[0]"),
    ],
)
def test_parse_names_each_empty_element(inside: str, expression: str) -> None:
    with pytest.raises(InvalidResource) as caught:
        parse(b'{"resourceType":"Patient",%s}' % inside.encode(), LIMIT)
    assert expression in [issue.expression for issue in caught.value.issues]


def test_parse_accepts_nulls_that_line_up_with_extensions() -> None:
    data = b'{"resourceType":"Patient","a":["x",null],"_a":[null,{"id":"1"}]}'
    assert write(parse(data, LIMIT)) == data


def test_parse_bounds_the_number_of_faults() -> None:
    with pytest.raises(InvalidResource) as caught:
        parse(b'{"resourceType":"Patient","a":[' + b"{}," * 500 + b"{}]}", LIMIT)
    assert len(caught.value.issues) == 20


def test_parse_object_accepts_no_resource_type() -> None:
    assert parse_object(b'{"a":[]}', LIMIT) == {"a": []}


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20)
number = st.integers(-(10**17), 10**17) | st.decimals(-(10**9), 10**9, allow_nan=False, places=3)
elements: st.SearchStrategy[Any] = st.deferred(
    lambda: text | number | st.booleans() | st.dictionaries(text, values, min_size=1, max_size=3)
)
values: st.SearchStrategy[Any] = elements | st.lists(elements, min_size=1, max_size=3)  # FHIR has no lists of lists


@given(st.dictionaries(text, values, max_size=3))
def test_parse_undoes_write(content: dict[str, Any]) -> None:
    resource = {**content, "resourceType": "Basic"}
    data = write(resource)
    assert parse(data, LIMIT) == resource
    assert write(parse(data, LIMIT)) == data


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_parse_answers_any_bytes_with_a_known_error(data: bytes) -> None:
    try:
        assert isinstance(parse(data, LIMIT), dict)
    except (Malformed, InvalidResource) as error:
        assert error.detail  # noqa: PT017 (both outcomes are right)


@pytest.mark.skipif(not EXAMPLES, reason="the official examples are not on this machine")
def test_examples_keep_meaning_and_digits() -> None:
    for path in EXAMPLES:
        data = path.read_bytes()
        if b'"resourceType"' not in data:
            continue
        parsed = parse_object(data, LIMIT)
        again = json.loads(write(parsed), parse_float=str, parse_int=str)
        assert again == json.loads(data, parse_float=str, parse_int=str), path.name


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the list of naughty strings is not on this machine")
def test_naughty_strings_come_back_or_are_refused() -> None:
    kept = 0
    for naughty in json.loads(NAUGHTY.read_text()):
        data = json.dumps({"resourceType": "Basic", "a": naughty}).encode()
        try:
            assert parse(write(parse(data, LIMIT)), LIMIT)["a"] == naughty
            kept += 1
        except (Malformed, InvalidResource):
            assert not naughty or any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in naughty)
    assert kept > 400


FILE = "QUJD" * (LONG // 4 + 1)


@pytest.mark.parametrize(
    "text",
    [
        '{"data":"%s"}',
        '{ "data" : "%s" }',
        '{"a":[{"data":"%s"},{"data":"%s"}],"data":"short"}',
        r'{"a\"data":"%s"}',
        r'{"\\":1,"data":"%s","b":"\"data\":\"x"}',
        '{"data":{"data":"%s"}}',
        '{"data":["%s"],"a":"data"}',
    ],
)
def test_a_long_file_in_a_message_is_read_as_json_reads_it(text: str) -> None:
    message = text.replace("%s", FILE)
    assert parse_json(message.encode(), LIMIT) == json.loads(message)


@pytest.mark.parametrize("mark", ["\n", "\t", "é", "\x00", "\\u0041", "%"])
def test_a_long_text_that_is_no_base64_is_read_letter_by_letter(mark: str) -> None:
    message = '{"data":"%s"}' % (FILE + mark + FILE)
    try:
        expected = json.loads(message)
    except json.JSONDecodeError:
        with pytest.raises(Malformed):
            parse_json(message.encode(), LIMIT)
    else:
        assert parse_json(message.encode(), LIMIT) == expected


def test_a_long_file_given_twice_or_not_ended_is_refused() -> None:
    for message in ('{"data":"%s","data":"%s"}', '{"data":"%s', '{"data":"%s"'):
        with pytest.raises(Malformed):
            parse_json(message.replace("%s", FILE).encode(), LIMIT)


def test_more_files_than_are_looked_for_are_still_read() -> None:
    message = {"a": [{"data": ""}] * MAX_ASIDE + [{"data": FILE}]}
    assert parse_json(json.dumps(message, separators=(",", ":")).encode(), LIMIT) == message
