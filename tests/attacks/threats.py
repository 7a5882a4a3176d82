"""The lines of docs/threat-model.md and the tests that carry their numbers, read from files without running them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = PROJECT / "docs" / "threat-model.md"
BEGIN: Final = "<!-- what follows is written by `make threats` -->\n"
END: Final = "<!-- until here -->\n"
NUMBER: Final = re.compile(r"T-\d\d")


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """One test, or a whole module of them, that shows what holds against one threat."""

    threat: str
    node: str  # as pytest names it
    words: str

    @property
    def head(self) -> str:
        """Give what its line of the table begins with, and no other line."""
        return f"| {self.threat} | `{self.node}`"


def known(page: str) -> list[str]:
    """List the threats that the page describes."""
    return re.findall(rf"^\| ({NUMBER.pattern}) \|", outside(page), re.MULTILINE)


def outside(page: str) -> str:
    """Give the page without its generated table."""
    before, _, rest = page.partition(BEGIN)
    return before + rest.partition(END)[2]


def results(page: str) -> dict[str, str]:
    """Read the generated table: the result of each line, by what it begins with."""
    rows = page.partition(BEGIN)[2].partition(END)[0].splitlines()
    cells = [row.removesuffix(" |").split(" | ") for row in rows if NUMBER.match(row, 2)]
    return {" | ".join(row[:2]): row[-1] for row in cells}


def list_proofs(folder: Path = PROJECT / "tests") -> list[Proof]:
    """List what `pytest.mark.threat` marks, tests or files as a whole, in the order in which they run."""
    return [proof for path in sorted(folder.rglob("test_*.py")) for proof in _read(path)]


def _read(path: Path) -> Iterator[Proof]:
    module = ast.parse(path.read_text("utf-8"))
    name = str(path.relative_to(PROJECT))
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef):
            words = statement.name.removeprefix("test_").replace("_", " ")
            for mark in statement.decorator_list:
                yield from (Proof(threat, f"{name}::{statement.name}", words) for threat in marked(mark))
        elif isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark":
            spoken = " ".join((ast.get_docstring(module) or "").partition("\n\n")[0].split())
            words = re.sub(rf"^({NUMBER.pattern}(, )?)+: ", "", spoken).removesuffix(".")
            yield from (Proof(threat, name, words) for threat in marked(statement.value))


def marked(expression: ast.AST) -> list[str]:
    """List the threats that the marks of an expression name."""
    return [
        ast.literal_eval(argument)
        for call in ast.walk(expression)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.threat"
        for argument in call.args
    ]
