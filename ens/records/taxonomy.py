"""The three ways to sort documents: type (114 national ones), class (11) and the category that people see (15)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Category:
    """A drawer of the portal; `deposit` is the type that a person's own document gets there, `short` its list name."""

    code: str
    label: str
    short: str
    deposit: str


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """A class of TRE_A03, the columns of the national sharing matrix."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of JDV_J07, or one that the house adds; `system` is its FHIR code system and `oid` the same for CDA."""

    code: str
    label: str
    system: str
    oid: str
    class_code: str
    category: str
    class_is_default: bool
    is_own: bool


@cache
def load_types() -> dict[str, DocumentType]:
    """Read the types, in the order of the national table."""
    table = tomllib.loads((_FOLDER / "types.toml").read_text(encoding="utf-8"))
    return {
        row["code"]: DocumentType(
            row["code"],
            row["label"],
            table["systems"][row["system"]]["url"],
            table["systems"][row["system"]]["oid"],
            row["class"],
            row["category"],
            row.get("class_default", False),
            row.get("own", False),
        )
        for row in table["type"]
    }


@cache
def load_classes() -> dict[str, DocumentClass]:
    """Read the classes, by code."""
    table = tomllib.loads((_FOLDER / "classes.toml").read_text(encoding="utf-8"))
    return {row["code"]: DocumentClass(row["code"], row["label"]) for row in table["class"]}


@cache
def load_categories() -> dict[str, Category]:
    """Read the categories, in the order of the portal."""
    table = tomllib.loads((_FOLDER / "categories.toml").read_text(encoding="utf-8"))
    rows = table["category"]
    return {row["code"]: Category(row["code"], row["label"], row["short"], row["deposit"]) for row in rows}


@cache
def class_system() -> str:
    """Tell the FHIR code system of the classes."""
    return str(tomllib.loads((_FOLDER / "classes.toml").read_text(encoding="utf-8"))["system"])


def find_type(code: str) -> DocumentType | None:
    """Find a type by its code."""
    return load_types().get(code)


def find_class(code: str) -> DocumentClass | None:
    """Find a class by its code."""
    return load_classes().get(code)


def find_category(code: str) -> Category | None:
    """Find a category by its code."""
    return load_categories().get(code)


def class_of(type_code: str) -> str:
    """Tell the class code of a type, or an empty text when the type is unknown."""
    found = find_type(type_code)
    return found.class_code if found else ""


def category_of(type_code: str) -> str:
    """Tell the category code of a type; an unknown type goes to the drawer of other documents."""
    found = find_type(type_code)
    return found.category if found else "AUTR_DOC"
