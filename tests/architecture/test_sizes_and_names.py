"""The house's own limits: sizes, names, imports. A waiver is a line here, with its reason."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted(path for path in (PROJECT / "ens").rglob("*.py") if "migrations" not in path.parts)
ROOMS = sorted(path for path in (PROJECT / "ens").iterdir() if (path / "__init__.py").exists())

FUNCTION_LINES, FILE_LINES, ROOM_LINES, ARGUMENTS = 40, 400, 2500, 6
BANNED = re.compile(r"^(utils?|helpers?|common|managers?|base|handlers?|misc|tools?)$")

WAIVED: dict[str, str] = {}
WIDER_ROOMS = {
    "config": 2600,  # the composition root, with a file for every command of operators
    "fhir": 5000,  # a floor of its own: what every FHIR handler of every room shares
    "gate": 3200,  # the only way in: each act on a space has its function here, and no room beside it may hold one
    "records": 2900,  # the model room: deposits by software, one’s own documents, the list and the pages
    "sandbox": 4200,  # no room: fictional people and documents, the drill, and stand-ins of five national services
}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Read a file once for all tests."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines from the name to the end, without the docstring."""
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    spoken = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - spoken


def arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_functions_and_files_stay_small() -> None:
    found = []
    for path in SOURCES:
        lines = len(path.read_text("utf-8").splitlines())
        if lines > FILE_LINES:
            found.append(f"{name(path)}: {lines} lines")
        for node in functions(path):
            if length(node) > FUNCTION_LINES:
                found.append(f"{name(path)}:{node.name}: {length(node)} lines")
            if arguments(node) > ARGUMENTS:
                found.append(f"{name(path)}:{node.name}: {arguments(node)} arguments")
    assert [text for text in found if text.partition(": ")[0] not in WAIVED] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_stays_small(room: Path) -> None:
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in SOURCES if room in path.parents)
    assert lines <= WIDER_ROOMS.get(room.name, ROOM_LINES)


def test_names_say_something() -> None:
    everything = [*SOURCES, *(path for path in (PROJECT / "ens").rglob("*") if path.is_dir())]
    assert [name(path) for path in everything if BANNED.match(path.stem)] == []


def test_imports_stand_on_top_and_are_absolute() -> None:
    found = []
    for path in SOURCES:
        for node in functions(path):
            inner = [part for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom)]
            found += [f"{name(path)}:{part.lineno}" for part in inner]
        relative = [node for node in nodes(path) if isinstance(node, ast.ImportFrom) and node.level]
        found += [f"{name(path)}:{node.lineno}" for node in relative]
    assert found == []


@pytest.mark.threat("T-03")
def test_only_the_journal_issues_receipts() -> None:
    pattern = re.compile(r"receipt import .*\bissue\b|receipt\.issue\b|_ISSUED")
    users = {name(path) for path in SOURCES if pattern.search(path.read_text("utf-8"))}
    assert users == {"ens/kernel/receipt.py", "ens/journal/append.py"}


def test_only_the_clock_tells_the_time() -> None:
    pattern = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|time\.time_ns\(|timezone\.now\(")
    users = {name(path) for path in SOURCES if pattern.search(path.read_text("utf-8"))}
    assert users <= {"ens/kernel/clock.py"}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "-C", str(PROJECT), "ls-files", "-z"], capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [PROJECT / line for line in listing.stdout.split("\0") if line]


def test_no_secret_and_no_package_address_is_tracked() -> None:
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b")
    address = re.compile("|".join(("py" + r"pi\.", "files" + r"\.pythonhosted", "registry" + r"\.npmjs")))
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            continue
        found += [name(path) for pattern in (secret, address) if pattern.search(text)]
    assert found == []


def test_nothing_that_runs_is_tracked() -> None:
    kept = [name(path) for path in tracked() if {"var", ".venv", "__pycache__"} & set(path.parts)]
    assert kept == []
