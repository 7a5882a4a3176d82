"""The patient of a document against the person of a space: exactly one trait changes at a time."""

from dataclasses import replace

import pytest

from ens.formats.cda import CdaIdentity
from ens.kernel.identifiers import INS_NIR, INS_TEST
from ens.kernel.identity import Identity
from ens.records.identity import Mismatch, compare, normalise_name

pytestmark = pytest.mark.threat("T-13")

PERSON = Identity(
    "279035121518989", INS_TEST, "PAT-TROIS", ("DOMINIQUE", "MARIE-LOUISE"), "1979-03-28", "female", "51215"
)
DOCUMENT = CdaIdentity(
    ((INS_TEST, "279035121518989"), ("1.2.3", "local-7")),
    "PAT-TROIS",
    "DOMINIQUE",
    "DOMINIQUE MARIE-LOUISE",
    "1979-03-28",
    "female",
)


def test_the_same_person_is_recognised() -> None:
    """Everything equal."""
    assert compare(DOCUMENT, PERSON) == []


@pytest.mark.parametrize(
    "change",
    [
        {"identifiers": ((INS_NIR, "279035121518989"),)},
        {"identifiers": (("1.2.3", "local-7"),)},
        {"identifiers": ()},
        {"identifiers": ((INS_TEST, "279990000000000"), (INS_NIR, "279035121518989"))},
        {"birth_name": "Pat  Trois"},
        {"birth_name": "pat‐trois"},
        {"birth_name": "Pát'Tròis"},
        {"birth_name": ""},
        {"first_given_name": "Dominique"},
        {"first_given_name": "", "given_names": "Dominique Marie Louise"},
        {"first_given_name": "", "given_names": ""},
        {"birth_date": "1979"},
        {"birth_date": ""},
        {"sex": "unknown"},
    ],
)
def test_writing_differently_is_not_being_someone_else(change: dict[str, str]) -> None:
    """Register, case, accents, hyphens, precision and silence are not mismatches."""
    assert compare(replace(DOCUMENT, **change), PERSON) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        ({"identifiers": ((INS_TEST, "279035121518988"),)}, Mismatch.MATRICULE),
        ({"identifiers": ((INS_TEST, ""),)}, Mismatch.MATRICULE),
        ({"birth_name": "PAT-QUATRE"}, Mismatch.BIRTH_NAME),
        ({"birth_name": "PATTROIS"}, Mismatch.BIRTH_NAME),
        ({"first_given_name": "MARIE-LOUISE"}, Mismatch.GIVEN_NAME),
        ({"first_given_name": "", "given_names": "MARIE-LOUISE DOMINIQUE"}, Mismatch.GIVEN_NAME),
        ({"first_given_name": "", "given_names": "DOMINIQUETTE"}, Mismatch.GIVEN_NAME),
        ({"birth_date": "1979-03-29"}, Mismatch.BIRTH_DATE),
        ({"birth_date": "1980"}, Mismatch.BIRTH_DATE),
        ({"sex": "male"}, Mismatch.SEX),
    ],
)
def test_one_changed_trait_is_named(change: dict[str, str], mismatch: Mismatch) -> None:
    """One change, one mismatch."""
    assert compare(replace(DOCUMENT, **change), PERSON) == [mismatch]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("D’AGOSTINO", "d'Agostino"),
        ("LECŒUR", "lecoeur"),
        ("Ñúñez", "NUNEZ"),
        ("Marie--Ange ", "MARIE ANGE"),
        ("ﬁls", "FILS"),
    ],
)
def test_names_are_compared_bare(left: str, right: str) -> None:
    """One name, many keyboards."""
    assert normalise_name(left) == normalise_name(right)


def test_different_names_stay_different() -> None:
    """Normalising does not merge people."""
    assert normalise_name("Lemoine") != normalise_name("Le Moine")
