"""The reference tables: complete, consistent, and as the national files say."""

import json
from pathlib import Path

import pytest

from ens.records import taxonomy
from ens.records.taxonomy import DocumentType

NATIONAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "ans" / "json"
needs_national = pytest.mark.skipif(not NATIONAL.exists(), reason="the national tables are not on this machine")


def national() -> dict[str, DocumentType]:
    """Leave out the types that the house adds."""
    return {code: kind for code, kind in taxonomy.load_types().items() if not kind.is_own}


def test_sizes_are_the_national_ones() -> None:
    """114 types, 11 classes, 15 categories, 13 classes chosen by the house."""
    types = national()
    assert (len(types), len(taxonomy.load_classes()), len(taxonomy.load_categories())) == (114, 11, 15)
    assert sum(kind.class_is_default for kind in types.values()) == 13


def test_every_type_has_a_known_class_and_category() -> None:
    """No type points to nowhere, and every drawer can be filled."""
    types = taxonomy.load_types().values()
    assert {kind.class_code for kind in types} == set(taxonomy.load_classes())
    assert {kind.category for kind in types} == set(taxonomy.load_categories())
    assert all(kind.label and kind.system.startswith("http") for kind in types)


def test_what_a_person_files_stays_in_its_drawer() -> None:
    """A deposit type leads back to the category that it came from."""
    for category in taxonomy.load_categories().values():
        assert taxonomy.category_of(category.deposit) == category.code


@pytest.mark.parametrize(
    ("code", "class_code", "category", "system"),
    [
        ("11490-0", "10", "CPT_REND", "http://loinc.org"),
        ("11502-2", "10", "BIOLOGIE", "http://loinc.org"),
        ("18748-4", "31", "RADIO_SC", "http://loinc.org"),
        ("11369-6", "52", "CAR_VAC", "http://loinc.org"),
        ("75492-9", "10", "DEPISTAG", "http://loinc.org"),
        (
            "PRESC-KINE",
            "42",
            "ORD_SOIN",
            "https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire",
        ),
    ],
)
def test_well_known_types(code: str, class_code: str, category: str, system: str) -> None:
    """A few types that everybody meets."""
    kind = taxonomy.find_type(code)
    assert kind is not None
    assert (kind.class_code, kind.category, kind.system) == (class_code, category, system)
    assert taxonomy.class_of(code) == class_code


def test_unknown_codes_are_an_answer() -> None:
    """Unknown is None, an empty class, and the drawer of other documents."""
    assert taxonomy.find_type("0") is None
    assert taxonomy.find_class("0") is None
    assert taxonomy.find_category("0") is None
    assert (taxonomy.class_of("0"), taxonomy.category_of("0")) == ("", "AUTR_DOC")


@needs_national
def test_labels_and_classes_are_those_of_the_national_files() -> None:
    """Code by code, label by label."""
    sets = json.loads((NATIONAL / "all_valuesets_normalized.json").read_text(encoding="utf-8"))
    concepts = sets["JDV_J07_XdsTypeCode_CISIS"]["concepts"]
    types = national()
    assert {kind.code: (kind.label, kind.oid) for kind in types.values()} == {
        concept["code"]: (concept["displayName"], concept["codeSystem"]) for concept in concepts
    }
    mapped = json.loads((NATIONAL / "ASS_X16_type_to_class_DMP.json").read_text(encoding="utf-8"))
    assert {code: label.label for code, label in taxonomy.load_classes().items()} == mapped["classes"]
    for kind in types.values():
        assert kind.class_is_default == (kind.code not in mapped["type_to_class"])
        assert kind.class_is_default or kind.class_code == mapped["type_to_class"][kind.code]
