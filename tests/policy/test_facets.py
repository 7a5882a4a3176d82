"""What rules look at in a header is what `facets` gives: two headers alike in it are decided upon alike."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.policy import rules
from ens.policy.facts import Header
from tests.cast import SLUGS, number
from tests.policy.situations import NOTE, situation

FACETS = {"author", "class_code", "flags", "has", "kind", "shelf", "type"}
RULES = sorted(Path(rules.__file__).parent.glob("*.py"))
words, moments = st.text(max_size=3), st.integers(0, 2**40)
OTHERS: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    date=moments,
    updated=moments,
    deposited=moments,
    size=moments,
    span=moments,
    title=words,
    author_name=words,
    category=words,
    content_type=words,
    precision=st.integers(0, 3),
)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_reads_no_other_element_of_a_header(path: Path) -> None:
    """A rule that must read another one adds it to `Header.facets`, and here."""
    read = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and ((isinstance(node.value, ast.Name) and node.value.id == "header")
             or (isinstance(node.value, ast.Attribute) and node.value.attr == "header"))
    }  # fmt: skip
    assert read <= FACETS


@given(
    st.sampled_from([slug for slug in SLUGS if slug != "support"]),
    st.sampled_from(list(Action)),
    st.integers(0, 63),
    st.sampled_from([number(slug) for slug in SLUGS]),
    OTHERS,
)
def test_headers_alike_are_decided_upon_alike(
    who: str, action: Action, flags: int, author: int, others: dict[str, object]
) -> None:
    header: Header = replace(NOTE, flags=flags, author=author)
    other = replace(header, **others)
    assert other.facets() == header.facets()
    assert situation(who, action, other).answer == situation(who, action, header).answer
