"""Narratives: formatting, and nothing active."""

import pytest

from ens.fhir.narrative import is_safe
from ens.fhir.validation import validate


def div(inside: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "Texte é &amp; &nbsp;&eacute; &#233;",
        '<p class="a" style="color: red">x <b>y</b><br/></p><!-- note -->',
        '<table><tr><td colspan="2">x</td></tr></table>',
        '<a href="https://example.org/a?b=c">x</a> <a href="#y">y</a> <a href="Patient/1">z</a> <a name="n"/>',
        '<img src="data:image/png;base64,AAAA" alt="x"/>',
        '<div xml:lang="fr" lang="fr">x</div>',
    ],
)
def test_basic_formatting_is_accepted(inside: str) -> None:
    assert is_safe(div(inside))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x</script>",
        "<p>",
        '<p onclick="x">y</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" &#106;avascript:alert(1)">x</a>',
        '<a href="java&#10;script:x">x</a>',
        '<img src="data:text/html,x"/>',
        '<iframe src="https://example.org"/>',
        '<form action="x"/>',
        "<style>x</style>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "&unknown;",
        "<?xml-stylesheet href='x'?>",
        "<![CDATA[x]]>",
    ],
)
def test_anything_else_is_refused(inside: str) -> None:
    assert not is_safe(div(inside))


@pytest.mark.parametrize(
    "text",
    ["", "x", "<div>x</div>", '<p xmlns="http://www.w3.org/1999/xhtml"/>',
     '<!DOCTYPE a [<!ENTITY b "c">]><div xmlns="http://www.w3.org/1999/xhtml">&b;</div>'],
)  # fmt: skip
def test_what_is_not_one_xhtml_div_is_refused(text: str) -> None:
    assert not is_safe(text)


def test_validate_names_the_narrative_of_a_contained_resource() -> None:
    text = {"status": "generated", "div": div("<script>x</script>")}
    inner = {"resourceType": "Patient", "id": "p", "text": text}
    resource = {"resourceType": "List", "status": "current", "mode": "working", "contained": [inner]}
    assert [issue.expression for issue in validate(resource)] == ["List.contained[0].text.div"]
