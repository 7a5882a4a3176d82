"""A scope is narrowed to a category that is known, of that kind and in its own system; all else gives nothing."""

from typing import Any

import pytest

from ens.policy import scopes
from ens.policy.categories import CATEGORIES, code_of, codes_of

SIGNS = "http://terminology.hl7.org/CodeSystem/observation-category"
PROBLEMS = "http://terminology.hl7.org/CodeSystem/condition-category"


def concept(system: str | None, code: str | None) -> dict[str, Any]:
    coding = {name: value for name, value in (("system", system), ("code", code)) if value is not None}
    return {"coding": [coding], "text": "Signes vitaux"}


def test_every_known_category_of_every_kind_is_read() -> None:
    for kind, systems in CATEGORIES.items():
        for system, codes in systems.items():
            assert {code_of(kind, f"category={system}|{code}") for code in codes} == codes


@pytest.mark.parametrize(
    ("kind", "narrowing"),
    [
        ("Observation", f"code={SIGNS}|vital-signs"),
        ("Observation", f"category={SIGNS}|vital"),
        ("Observation", f"category={PROBLEMS}|vital-signs"),
        ("Observation", "category=vital-signs"),
        ("Observation", "category=|vital-signs"),
        ("Observation", f"category={SIGNS}|"),
        ("Condition", f"category={SIGNS}|vital-signs"),
        ("Patient", f"category={SIGNS}|vital-signs"),
        ("Observation", ""),
    ],
)
def test_what_is_no_category_of_that_kind_narrows_to_nothing(kind: str, narrowing: str) -> None:
    assert code_of(kind, narrowing) == ""
    scope = f"patient/{kind}.rs?{narrowing}"
    assert scopes.narrowed(scope) == {}
    assert not scopes.holds(scope, kind, "r")
    assert not scopes.holds(scope, kind, "r", "")
    assert not scopes.holds(scope, kind, "r", "vital-signs")


def test_a_narrowed_scope_gives_its_letters_on_its_category_alone() -> None:
    scope = f"patient/Observation.rs?category={SIGNS}|vital-signs patient/Observation.s?category={SIGNS}|laboratory"
    assert scopes.narrowed(scope) == {
        ("Observation", "r"): frozenset({"vital-signs"}),
        ("Observation", "s"): frozenset({"vital-signs", "laboratory"}),
    }
    for letter, shelf, expected in (
        ("r", "vital-signs", True),
        ("r", "exam vital-signs", True),
        ("r", "laboratory", False),
        ("s", "laboratory", True),
        ("r", "", False),
        ("r", None, True),
        ("c", None, False),
    ):
        assert scopes.holds(scope, "Observation", letter, shelf) is expected
    assert not scopes.holds(scope, "Condition", "r")


def test_a_measure_bears_the_categories_that_its_author_stated_in_their_order() -> None:
    stated = [concept(SIGNS, "vital-signs"), concept(SIGNS, "exam"), concept(SIGNS, "vital-signs")]
    assert codes_of("Observation", stated) == "exam vital-signs"
    assert codes_of("Observation", [{"coding": [*stated[0]["coding"], *stated[1]["coding"]]}]) == "exam vital-signs"


@pytest.mark.parametrize(
    "strange",
    [
        concept(SIGNS, "vital"),
        concept(PROBLEMS, "vital-signs"),
        concept(None, "vital-signs"),
        concept(SIGNS, None),
        {"text": "Signes vitaux"},
    ],
    ids=["another code", "another system", "no system", "no code", "words alone"],
)
def test_what_is_no_known_category_is_left_out(strange: dict[str, Any]) -> None:
    assert codes_of("Observation", [strange]) == ""
    assert codes_of("Observation", [strange, concept(SIGNS, "exam")]) == "exam"
    assert codes_of("Patient", [concept(SIGNS, "exam")]) == ""


@pytest.mark.parametrize(
    ("kind", "stated"),
    [("AllergyIntolerance", ["food"]), ("Procedure", concept(SIGNS, "procedure")), ("CarePlan", [concept("x", "y")])],
)
def test_a_kind_that_no_scope_narrows_states_its_categories_in_its_own_way(kind: str, stated: Any) -> None:
    assert codes_of(kind, stated) == ""
