"""Reads a page as strictly as the HTML standard allows, and lists what it should not be."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

import html5lib

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAMED_BY: Final = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "headers", "form")
_WITHOUT_LABEL: Final = frozenset({"hidden", "submit", "button", "reset", "image"})
_BARE_SIGN: Final = re.compile(r"\S [:;?!»]|« ")
_VERBATIM: Final = frozenset({"code", "pre", "script", "style", "textarea", "kbd", "samp"})


def faults(html: str) -> list[str]:
    """List the faults of a page, in words."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    found = [f"not valid: {code} at {place}" for place, code, _ in parser.errors]
    for check in (_ids, _head, _headings, _labels, _inline, _names, _forms, _signs):
        found += check(root)
    return found


def _ids(root: Element) -> Iterator[str]:
    known = Counter(each.get("id") for each in root.iter() if each.get("id") is not None)
    yield from (f"id twice: {name}" for name, count in known.items() if count > 1)
    for each in root.iter():
        for attribute in _NAMED_BY:
            yield from (
                f"{attribute} leads nowhere: {name}" for name in each.get(attribute, "").split() if name not in known
            )
        href = each.get("href", "")
        if href.startswith("#") and href[1:] not in {*known, ""}:
            yield f"href leads nowhere: {href}"


def _head(root: Element) -> Iterator[str]:
    if root.get("lang") != "fr":
        yield f"lang is {root.get('lang')}"
    title = "".join(root.find("head/title").itertext()) if root.find("head/title") is not None else ""  # type: ignore[union-attr]
    if not title.strip():
        yield "no title"
    for name in ("header", "main", "footer"):
        if name == "main" and len(list(root.iter(name))) != 1:
            yield f"{len(list(root.iter(name)))} {name}"
    if not any(each.get("name") == "viewport" for each in root.iter("meta")):
        yield "no viewport"


def _headings(root: Element) -> Iterator[str]:
    levels = [int(each.tag[1]) for each in root.iter() if each.tag in _HEADINGS]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    if levels and levels[0] != 1:
        yield f"the first heading is h{levels[0]}"
    yield from (f"h{deeper} after h{level}" for level, deeper in pairwise(levels) if deeper > level + 1)


def _labels(root: Element) -> Iterator[str]:
    labelled = {each.get("for") for each in root.iter("label")}
    wrapped = {field for label in root.iter("label") for field in label.iter()}
    for each in root.iter():
        if each.tag in {"input", "select", "textarea"} and each.get("type", "text") not in _WITHOUT_LABEL:
            named = (
                each.get("id") in labelled or each in wrapped or each.get("aria-label") or each.get("aria-labelledby")
            )
            if not named:
                yield f"no label: {each.tag} {each.get('name')}"


def _inline(root: Element) -> Iterator[str]:
    for each in root.iter():
        yield from (f"inline {name} on {each.tag}" for name in each.attrib if name == "style" or name.startswith("on"))
        if each.tag == "style" or (each.tag == "script" and not each.get("src")):
            yield f"inline {each.tag}"
        yield from (
            f"{name}: {each.get(name)}" for name in ("href", "src", "action") if "script:" in each.get(name, "")
        )


def _names(root: Element) -> Iterator[str]:
    for each in root.iter():
        said = "".join(each.itertext()).strip() or each.get("aria-label") or each.get("aria-labelledby")
        pictures = [inner.get("alt") for inner in each.iter("img") if inner.get("alt")]
        if each.tag in {"a", "button", "summary"} and not said and not pictures:
            yield f"nothing to say: {each.tag} {each.attrib}"
        if each.tag == "img" and each.get("alt") is None:
            yield f"no alt: {each.get('src')}"
        if each.tag == "th" and not said:
            yield "an empty th"
    several = list(root.iter("nav"))
    if len(several) > 1:
        names = [each.get("aria-label") or each.get("aria-labelledby") for each in several]
        if len(set(names)) != len(names) or None in names:
            yield f"nav without a name of its own: {names}"


def _forms(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        fields = {each.get("name") for each in form.iter("input")}
        if form.get("method", "get").lower() == "post" and "csrfmiddlewaretoken" not in fields:
            yield f"post without its token: {form.get('action')}"
        if not any(each.get("type", "submit") == "submit" for each in form.iter("button")):
            yield f"a form that only a script could send: {form.get('action')}"
    yield from (f"button without a type: {each.attrib}" for each in root.iter("button") if not each.get("type"))


def _signs(root: Element) -> Iterator[str]:
    """Before `: ; ? !` and inside « » stands a no-break space; apostrophes are curly."""
    for text in _spoken(root.find("body")):
        yield from (f"a line may break at “{found[0]}” in “{text[:80]}”" for found in _BARE_SIGN.finditer(text))
        if "'" in text:
            yield f"straight apostrophe in “{text[:80]}”"


def _spoken(element: Element | None) -> Iterator[str]:
    if element is None or element.tag in _VERBATIM or element.get("class", "") == "transcription":
        return
    if element.text:
        yield element.text
    for inner in element:
        yield from _spoken(inner)
        if inner.tail:
            yield inner.tail
