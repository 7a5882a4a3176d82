"""HL7 timestamps with every precision and zone met in national documents."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.formats.hl7_time import read_birth_date, read_timestamp


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20210104160527+0100", "2021-01-04T15:05:27"),
        ("201907011649+0100", "2019-07-01T15:49:00"),
        ("20190701164900Z", "2019-07-01T16:49:00"),
        ("20190701164900", "2019-07-01T14:49:00"),
        ("20190101", "2018-12-31T23:00:00"),
        ("201901", "2018-12-31T23:00:00"),
        ("2019", "2018-12-31T23:00:00"),
        ("2021010416+0100", "2021-01-04T15:00:00"),
        ("20210104160527.123456-0330", "2021-01-04T19:35:27.123456"),
        ("20210104160527.1234567+0000", "2021-01-04T16:05:27.123456"),
        (" 20210104 ", "2021-01-03T23:00:00"),
    ],
)
def test_timestamps_are_read(text: str, iso: str) -> None:
    """What is not said is the earliest; without a zone, the time is Paris's."""
    expected = datetime.fromisoformat(iso).replace(tzinfo=UTC)
    microseconds = read_timestamp(text)
    assert microseconds is not None
    assert divmod(microseconds, 1_000_000) == (int(expected.timestamp()), expected.microsecond)


@pytest.mark.parametrize(
    "text",
    ["", "19", "20191301", "20190230", "2019010125", "20190101+9900", "2019-01-01", "nullFlavor", "٢٠١٩", "00000101"],
)
def test_wrong_timestamps_are_none(text: str) -> None:
    """Never an exception."""
    assert read_timestamp(text) is None


@given(st.one_of(st.text(max_size=50), st.from_regex(r"[0-9]{4,20}([+-][0-9]{4})?", fullmatch=True)))
def test_any_text_is_read_or_none(text: str) -> None:
    """Never an exception."""
    assert isinstance(read_timestamp(text), int | None)
    assert isinstance(read_birth_date(text), str)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("19790328", "1979-03-28"),
        ("197903", "1979-03"),
        ("1979", "1979"),
        ("197903280415+0100", "1979-03-28"),
        ("", ""),
    ],
)
def test_birth_dates_are_as_precise_as_written(text: str, iso: str) -> None:
    """No day is invented."""
    assert read_birth_date(text) == iso
