"""SMART scopes, versions 1 and 2: what is not exactly one of them gives nothing."""

import pytest

from ens.policy import scopes

EVERY = frozenset("cruds")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("patient/DocumentReference.rs", {"DocumentReference": frozenset("rs")}),
        ("user/*.cruds", {"*": EVERY}),
        ("system/Binary.c", {"Binary": frozenset("c")}),
        ("patient/*.read", {"*": frozenset("rs")}),
        ("patient/*.write", {"*": frozenset("cud")}),
        ("patient/*.*", {"*": EVERY}),
        ("patient/A.r patient/A.s", {"A": frozenset("rs")}),
        ("user/A.c system/B.d", {"A": frozenset("c"), "B": frozenset("d")}),
        ("", {}),
        ("openid fhirUser launch/patient offline_access ens/manage", {}),
        ("other/A.r", {}),
        ("patient/A", {}),
        ("patient.A.r", {}),
        ("patient/A.", {}),
        ("patient/A.rs?category=x", {}),
    ],
)
def test_a_scope_string_gives_letters_by_kind(text: str, expected: dict[str, frozenset[str]]) -> None:
    assert scopes.parse(text) == expected


@pytest.mark.parametrize("rights", ["admin", "reads", "sr", "rr", "Read", "x", "crudsx", "**"])
def test_rights_that_are_no_scope_give_nothing_not_even_the_letters_in_them(rights: str) -> None:
    assert scopes.parse(f"patient/DocumentReference.{rights}") == {}


def test_a_star_gives_every_kind_and_one_kind_only_itself() -> None:
    assert scopes.holds("patient/*.r", "List", "r")
    assert not scopes.holds("patient/*.r", "List", "s")
    assert scopes.holds("patient/List.r", "List", "r")
    assert not scopes.holds("patient/List.r", "Binary", "r")
    assert scopes.holds("patient/*.s patient/List.r", "List", "r")


def test_only_the_whole_word_manages() -> None:
    assert scopes.manages("patient/*.r ens/manage")
    assert not scopes.manages("patient/*.cruds")
    assert not scopes.manages("ens/manager xens/manage")
