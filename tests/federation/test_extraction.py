"""One line of the national extraction: what is read from it, and what is wrong with it."""

import pytest

from ens.federation.extraction import COLUMNS, LONGEST, read_header, read_line, split_lines
from ens.kernel.errors import Invalid, Malformed
from ens.registry.loads import Line

CELLS = {
    "Type d'identifiant PP": "8",
    "Identification nationale PP": "899700100011",
    "Code civilité d'exercice": "DR",
    "Code civilité": "MME",
    "Nom d'exercice": "LE GOFF",
    "Prénom d'exercice": "Claire",
    "Code profession": "10",
    "Code catégorie professionnelle": "C",
    "Code type savoir-faire": "S",
    "Code savoir-faire": "SM54",
    "Numéro SIRET site": "12345678900011",
    "Numéro FINESS site": "990000036",
    "Identifiant technique de la structure": "R10100000123456",
    "Raison sociale site": "CABINET DES TILLEULS",
    "Libellé commune (coord. structure)": "VALOMBRE",
    "Code secteur d'activité": "SA07",
}
HEADER = "|".join(COLUMNS)


def read(changed: dict[str, str] | None = None) -> Line | None:
    cells = {**CELLS, **(changed or {})}
    return read_line(read_header(HEADER), "|".join(cells.get(name, "") for name in COLUMNS))


def test_a_line_says_who_it_is_and_where() -> None:
    assert read() == Line(
        "899700100011", "Dr Claire Le Goff", "10", "SM54", "1990000036", "Cabinet Des Tilleuls", "SA07", "Valombre"
    )


def test_columns_are_found_by_their_names_in_any_order_quoted_or_after_a_mark() -> None:
    turned = list(reversed(COLUMNS))
    places = read_header("\ufeff" + "|".join(f'"{name}"' for name in turned))
    found = read_line(places, "|".join(f'"{CELLS.get(name, "")}"' for name in turned))
    assert found == read()


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_without_one_of_the_columns_is_not_read(name: str) -> None:
    with pytest.raises(Malformed):
        read_header(HEADER.replace(name, "Autre chose", 1))


@pytest.mark.parametrize(
    ("changed", "structure"),
    [
        ({}, "1990000036"),
        ({"Numéro FINESS site": ""}, "312345678900011"),
        ({"Numéro FINESS site": "", "Numéro SIRET site": ""}, "R10100000123456"),
        (
            {"Numéro FINESS site": "", "Numéro SIRET site": "", "Identifiant technique de la structure": ""},
            "",
        ),
    ],
)
def test_a_place_bears_its_best_number(changed: dict[str, str], structure: str) -> None:
    found = read(changed)
    assert found is not None
    assert found.structure == structure


@pytest.mark.parametrize(
    "changed",
    [{"Type d'identifiant PP": "0"}, {"Code catégorie professionnelle": "E"}, {"Code catégorie professionnelle": ""}],
)
def test_other_registers_and_students_are_left_out(changed: dict[str, str]) -> None:
    assert read(changed) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"Identification nationale PP": "899700100012"},
        {"Identification nationale PP": "99700100011"},
        {"Identification nationale PP": ""},
        {"Nom d'exercice": ""},
        {"Prénom d'exercice": " "},
        {"Code profession": ""},
        {"Code profession": "1;0"},
    ],
)
def test_a_wrong_line_is_invalid(changed: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        read(changed)


def test_a_line_that_is_cut_is_invalid() -> None:
    with pytest.raises(Invalid):
        read_line(read_header(HEADER), "8|899700100011")


def test_only_a_specialty_is_one() -> None:
    found = read({"Code type savoir-faire": "CEX"})
    assert found is not None
    assert found.specialty == ""


def test_bytes_are_cut_into_lines_wherever_they_are_cut() -> None:
    text = "a|é\r\nb|œ\nc".encode()
    for size in range(1, len(text) + 1):
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        assert list(split_lines(pieces)) == ["a|é", "b|œ", "c"]


def test_a_file_of_the_older_encoding_is_read() -> None:
    assert list(split_lines(["Médecin".encode("cp1252")])) == ["Médecin"]


def test_a_line_without_end_is_none() -> None:
    with pytest.raises(Malformed):
        list(split_lines(b"x" * 1_000 for _ in range(LONGEST // 1_000 + 2)))
