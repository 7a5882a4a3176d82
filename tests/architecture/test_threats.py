"""docs/threat-model.md tells the truth: every threat has a test, every number is a threat's, the table is today's."""

import ast
from collections import Counter

from tests.attacks.threats import PAGE, PROJECT, known, list_proofs, marked, results

TEXT = PAGE.read_text("utf-8")
PROOFS = list_proofs()


def test_every_threat_has_a_test_and_every_mark_names_a_threat() -> None:
    assert Counter(known(TEXT)) == Counter({proof.threat for proof in PROOFS})


def test_the_table_lists_the_tests_that_are_marked() -> None:
    """`make threats` writes it; with `ARGS=T-04`, the lines of one threat alone."""
    assert sorted(results(TEXT)) == sorted(proof.head for proof in PROOFS)


def test_the_table_tells_of_success_alone() -> None:
    told = list(results(TEXT).values())
    assert [result for result in told if "passed" not in result or "failed" in result] == []


def test_every_attack_names_its_threat() -> None:
    nodes = {proof.node for proof in PROOFS}
    bare = [
        f"{name}::{statement.name}"
        for path in sorted((PROJECT / "tests" / "attacks").rglob("test_*.py"))
        if (name := str(path.relative_to(PROJECT))) not in nodes
        for statement in ast.parse(path.read_text("utf-8")).body
        if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_")
    ]
    assert [test for test in bare if test not in nodes] == []


def test_no_mark_is_overlooked() -> None:
    """The numbers are read from decorators and `pytestmark` alone; elsewhere a mark would count for nothing."""
    for path in (PROJECT / "tests").rglob("test_*.py"):
        if "mark.threat" in (text := path.read_text("utf-8")) and path.name != "test_threats.py":
            found = {proof.threat for proof in PROOFS if proof.node.startswith(str(path.relative_to(PROJECT)))}
            assert found == set(marked(ast.parse(text))), path
