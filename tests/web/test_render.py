"""Pages from templates: everything escaped, nothing undefined, nothing inline, valid HTML."""

import re

import html5lib
import jinja2
import pytest

from ens.web.render import environment
from tests.factories.browser import Browser
from tests.factories.people import Holder

pytestmark = pytest.mark.threat("T-19")

HOSTILE = "<script>alert(1)</script>\" onmouseover='x'"
PAGES = ("/", "/connexion/", "/aide/", "/vie-privee/", "/accessibilite/", "/composants/", "/nulle/part")


def test_what_people_write_is_text() -> None:
    made = environment().from_string(
        '{% from "web/macros/entry.html" import entry_title %}'
        '{% from "web/macros/fields.html" import text_field %}'
        '{% from "web/macros/signs.html" import tag, notice %}'
        "{{ entry_title(it, it) }}{{ text_field('titre', it, it, it, it) }}{{ tag(it) }}"
        "{% call notice(it) %}{{ it }}{% endcall %}"
    )
    html = made.render(it=HOSTILE)
    elements = list(html5lib.parse(html, namespaceHTMLElements=False).iter())
    assert "script" not in [element.tag for element in elements]
    assert [name for element in elements for name in element.attrib if name.startswith("on")] == []


def test_a_name_that_is_missing_is_an_error_not_a_blank() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ absent }}").render()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_valid_html_with_nothing_inline(demo: Holder, path: str) -> None:
    html = Browser().get(path).content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert [error for error in parser.errors if error[1] != "invalid-codepoint"] == []
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:|https?://", html)


@pytest.mark.parametrize("path", PAGES)
def test_no_id_stands_twice_and_every_reference_leads_somewhere(demo: Holder, path: str) -> None:
    html = Browser().get(path).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'\s(?:for|aria-labelledby)="([^"]+)"', html) + re.findall(r'href="#([^"]+)"', html)
    described = [name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()]
    assert set(named + described) <= set(ids)


def test_the_living_page_shows_every_macro(demo: Holder) -> None:
    loader = environment().loader
    assert loader is not None
    sources = {name: loader.get_source(environment(), name)[0] for name in environment().list_templates()}
    shown = "".join(text for name, text in sources.items() if name.startswith("web/composants"))
    macros = [
        macro
        for name, text in sources.items()
        if name.startswith("web/macros/")
        for macro in re.findall(r"{% macro ([a-z]\w*)\(", text)
    ]
    assert len(macros) >= 15
    assert [macro for macro in macros if f"{macro}(" not in shown and macro != "day_block"] == []


def test_templates_stay_small() -> None:
    loader = environment().loader
    assert loader is not None
    long = {
        name: text.count("\n")
        for name in environment().list_templates()
        if (text := loader.get_source(environment(), name)[0]).count("\n") > 150
    }
    assert long == {}
