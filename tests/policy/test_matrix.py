"""The habilitation matrix: its codes are those of the national tables, its stated cells are as stated."""

import pytest

from ens.policy import matrix
from ens.records import taxonomy

# The nineteen of the arrêté, codes of TRE_G15.
PROFESSIONS = ["10", "21", "26", "28", "31", "35", "40", "50", "60", "69", "70", "80"]
PROFESSIONS += ["91", "92", "93", "94", "95", "96", "98"]


def test_the_nineteen_professions_of_the_law_are_there() -> None:
    assert sorted(matrix.rows()) == PROFESSIONS


def test_every_class_and_type_is_known_to_the_records() -> None:
    for row in matrix.rows().values():
        assert row.classes
        assert row.classes <= taxonomy.load_classes().keys()
        assert row.refused_types <= taxonomy.load_types().keys()


def test_a_refused_type_stands_in_a_class_that_would_be_read_otherwise() -> None:
    for row in matrix.rows().values():
        assert {taxonomy.class_of(code) for code in row.refused_types} <= row.classes


def test_every_known_document_is_read_by_physicians_but_the_attestation_of_residence() -> None:
    refused = [
        code for code, known in taxonomy.load_types().items() if not matrix.may_read("10", known.class_code, code)
    ]
    assert refused == ["ATTEST-RESID"]


@pytest.mark.parametrize(
    ("profession", "class_code", "expected"),
    [
        ("10", "95", True), ("21", "95", False), ("60", "90", True), ("70", "60", False), ("70", "90", True),
        ("26", "42", True), ("26", "44", True), ("26", "11", False), ("35", "31", False), ("11", "11", False),
    ],
)  # fmt: skip
def test_a_profession_reads_its_classes(profession: str, class_code: str, expected: bool) -> None:
    assert matrix.may_read(profession, class_code, "11488-4") is expected


def test_the_matrix_is_read_once() -> None:
    assert matrix.rows() is matrix.rows()


def test_a_version_is_written_and_read_as_the_same_cells() -> None:
    text = matrix.write(matrix.rows())
    assert matrix.parse(text) == matrix.rows()
    assert matrix.write(matrix.parse(text)) == text


def test_the_version_in_force_is_a_fact_of_the_decision() -> None:
    other = {**matrix.rows(), "60": matrix.Row(frozenset({"10"}), frozenset({"11488-4"}))}
    assert matrix.may_read("60", "11", "18761-7")
    assert not matrix.may_read("60", "11", "18761-7", other)
    assert matrix.may_read("60", "10", "11490-0", other)
    assert not matrix.may_read("60", "10", "11488-4", other)
