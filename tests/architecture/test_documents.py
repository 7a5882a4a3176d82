"""What the documents say is there: links lead somewhere, the files and functions that they name exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:ens|tests|bench|bin|docs)/[\w./-]*\w/?)(?::([A-Za-z_][\w.]*))?`")
NO_FILES = {"ens/space/", "ens/system/"}  # what wrapped keys are bound to, docs/keys.md
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def prose(path: Path) -> str:
    """Give a document without its blocks of code."""
    return FENCED.sub("", path.read_text("utf-8"))


def slug(heading: str) -> str:
    """Make the anchor of a heading as forges do."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(line.lstrip("#").strip()) for line in prose(path).splitlines() if line.startswith("#")}


@cache
def defined(path: Path) -> frozenset[str]:
    """List what a module defines: functions, classes and their methods, constants."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return frozenset(found)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    lost = []
    for link in LINK.findall(prose(document)):
        place, _, anchor = link.partition("#")
        target = (document.parent / place) if place else document
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_the_files_and_functions_that_a_document_names_exist(document: Path) -> None:
    lost = []
    for place, inside in FILE.findall(prose(document)):
        path = PROJECT / place
        if place in NO_FILES:
            continue
        if not path.exists() or (inside and inside not in defined(path)):
            lost.append(f"{place}:{inside}" if inside else place)
    assert lost == []
