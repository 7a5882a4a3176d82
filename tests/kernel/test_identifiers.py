"""National identifiers: the national examples, near misses and arbitrary text."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.kernel import identifiers
from ens.kernel.errors import HouseError, Invalid

TABLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "ids" / "ans-example-identities.csv"
GOOD = "279035121518989"

ins_first_13 = st.from_regex(re.compile(r"[12][0-9]{2}(0[1-9]|1[0-2])([0-9]{2}|2[AB])[0-9]{6}"), fullmatch=True)


def national_examples() -> list[dict[str, str]]:
    """Read the national table, or nothing where it is absent."""
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.skipif(not TABLE.exists(), reason="the national example identities are not on this machine")
def test_every_national_ins_example_is_judged_as_the_table_says() -> None:
    """Real registers refuse a wrong key, test registers note it."""
    rows = [row for row in national_examples() if row["kind"].startswith("INS")]
    assert rows
    for row in rows:
        good = row["check"] == "nir ok"
        if not good and row["oid"] in identifiers.REAL_INS_OIDS:
            with pytest.raises(Invalid) as caught:
                identifiers.parse_ins(row["oid"], row["value"])
            assert caught.value.reasons == ("ins-key",)
        else:
            ins = identifiers.parse_ins(row["oid"], row["value"])
            assert ins.warnings == (() if good else ("ins-key",))


@pytest.mark.skipif(not TABLE.exists(), reason="the national example identities are not on this machine")
def test_every_national_structure_example_is_judged_as_the_table_says() -> None:
    """A wrong Luhn digit is a warning."""
    for row in national_examples():
        if row["check"] in {"luhn ok", "luhn BAD"} and row["oid"] == identifiers.STRUCTURE_OID:
            finess = identifiers.parse_finess(row["value"])
            assert finess.warnings == (() if row["check"] == "luhn ok" else ("finess-luhn",))


@pytest.mark.parametrize(
    ("oid", "value", "reason"),
    [
        (identifiers.INS_NIR, "279035121518988", "ins-key"),
        (identifiers.INS_NIA, "279035121518988", "ins-key"),
        (identifiers.INS_NIR, "27903512151898", "ins-format"),
        (identifiers.INS_NIR, GOOD + "0", "ins-format"),
        (identifiers.INS_NIR, GOOD + "\n", "ins-format"),
        (identifiers.INS_NIR, " " + GOOD, "ins-format"),
        (identifiers.INS_NIR, "979035121518989", "ins-format"),
        (identifiers.INS_NIR, "279032C21518989", "ins-format"),
        (identifiers.INS_NIR, "٢79035121518989", "ins-format"),
        (identifiers.INS_TEST, "", "ins-format"),
        ("1.2.250.1.213.1.4.12", GOOD, "ins-oid"),
        ("", GOOD, "ins-oid"),
    ],
)
def test_an_ins_one_step_away_is_refused(oid: str, value: str, reason: str) -> None:
    """One wrong thing, one named reason, and the number is never repeated."""
    with pytest.raises(Invalid) as caught:
        identifiers.parse_ins(oid, value)
    assert caught.value.reasons == (reason,)
    assert not value or value not in caught.value.detail


@pytest.mark.parametrize("oid", [identifiers.INS_TEST, identifiers.INS_DEMO])
def test_a_wrong_key_in_a_test_register_is_a_warning(oid: str) -> None:
    """Test identities with a wrong key circulate; the value says so."""
    assert identifiers.parse_ins(oid, "221042545611404").warnings == ("ins-key",)
    assert not identifiers.parse_ins(oid, GOOD).warnings


@pytest.mark.parametrize(("first", "key"), [("2790351215189", "89"), ("188052A004001", "31"), ("188052B004001", "58")])
def test_keys_are_computed_with_corsica(first: str, key: str) -> None:
    """2A counts as 19 and 2B as 18."""
    number = int(first.replace("2A", "19").replace("2B", "18"))
    assert f"{97 - number % 97:02d}" == identifiers.compute_ins_key(first) == key


@given(ins_first_13)
def test_the_computed_key_is_accepted_and_any_other_refused(first: str) -> None:
    """The key fits exactly one value."""
    key = identifiers.compute_ins_key(first)
    ins = identifiers.parse_ins(identifiers.INS_NIR, first + key)
    assert identifiers.parse_token(ins.token) == ins
    assert identifiers.parse_mss_address(ins.patient_address).matricule == ins.matricule
    wrong = f"{(int(key) + 1) % 100:02d}"
    with pytest.raises(Invalid):
        identifiers.parse_ins(identifiers.INS_NIR, first + wrong)


@pytest.mark.parametrize("value", ["10100997245", "810100997245", "01234567897", "801234567897"])
def test_rpps_is_read_bare_or_national(value: str) -> None:
    """Both forms give the same value."""
    rpps = identifiers.parse_rpps(value)
    assert rpps.national == f"8{rpps.number}"
    assert identifiers.parse_rpps(rpps.national) == rpps


@pytest.mark.parametrize(
    "value", ["10100997246", "1010099724", "710100997245", "8101009972450", "00B1057294", "", "８"]
)
def test_a_wrong_rpps_is_refused(value: str) -> None:
    """Length, prefix, digits and key all count."""
    with pytest.raises(Invalid):
        identifiers.parse_rpps(value)


@pytest.mark.parametrize("value", ["75080344", "7508034470000", "2750803447", "2C0000014", "", "75080344七"])
def test_a_wrong_finess_is_refused(value: str) -> None:
    """Nine characters, Corsica included."""
    with pytest.raises(Invalid):
        identifiers.parse_finess(value)


def test_finess_is_read_bare_or_national() -> None:
    """Both forms give the same value."""
    assert identifiers.parse_finess("750803447") == identifiers.parse_finess("1750803447")
    assert identifiers.parse_finess("750803447").national == "1750803447"
    assert identifiers.parse_finess("2A0000014").number == "2A0000014"


@pytest.mark.parametrize(
    ("text", "local", "domain", "matricule"),
    [
        (f"{GOOD}@patient.mssante.fr", GOOD, "patient.mssante.fr", GOOD),
        ("claire.martin@medecin.mssante.fr", "claire.martin", "medecin.mssante.fr", ""),
        (" Claire.Martin@Medecin.MSSANTE.fr ", "Claire.Martin", "medecin.mssante.fr", ""),
    ],
)
def test_a_mss_address_is_read(text: str, local: str, domain: str, matricule: str) -> None:
    """People's addresses carry the matricule."""
    address = identifiers.parse_mss_address(text)
    assert (address.local, address.domain, address.matricule) == (local, domain, matricule)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "a@b",
        "a@@b.fr",
        "claire@patient.mssante.fr",
        "a b@medecin.mssante.fr",
        "a\r\nBcc: x@y.fr",
        "a@-x.fr",
        "x" * 260 + "@a.fr",
    ],
)
def test_a_wrong_mss_address_is_refused(text: str) -> None:
    """No header injection, no person's address without a matricule."""
    with pytest.raises(Invalid):
        identifiers.parse_mss_address(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"urn:oid:1.2.250.1.213.1.4.10|{GOOD}", identifiers.Ins(GOOD, identifiers.INS_TEST)),
        ("urn:oid:1.2.250.1.71.4.2.1|801234567897", identifiers.Rpps("01234567897")),
        ("https://rpps.esante.gouv.fr|01234567897", identifiers.Rpps("01234567897")),
        ("urn:oid:1.2.250.1.71.4.2.2|1750803447", identifiers.Finess("750803447")),
        ("https://finess.esante.gouv.fr|750803447", identifiers.Finess("750803447")),
    ],
)
def test_fhir_tokens_are_read(text: str, expected: object) -> None:
    """The system says how to read the value."""
    assert identifiers.parse_token(text) == expected


@pytest.mark.parametrize("text", ["", "|", "urn:oid:9|1", GOOD, f"|{GOOD}", f"urn:oid:1.2.250.1.213.1.4.8|{GOOD}|"])
def test_other_tokens_are_refused(text: str) -> None:
    """A token without a known system is never guessed."""
    with pytest.raises(Invalid):
        identifiers.parse_token(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but house errors comes out."""
    for parse in (
        identifiers.parse_rpps,
        identifiers.parse_finess,
        identifiers.parse_mss_address,
        identifiers.parse_token,
        lambda value: identifiers.parse_ins(identifiers.INS_TEST, value),
    ):
        try:
            parse(text)
        except HouseError:
            continue


def test_masks_say_little() -> None:
    """First character and last two, and nothing of a short value."""
    assert identifiers.mask(GOOD) == "2…89"
    assert identifiers.mask("12345") == "…"
    assert identifiers.mask("") == "…"
