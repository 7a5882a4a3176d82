"""Turns a narrative block (CDA R2 4.3.5, StrucDoc.Text) into HTML.

What the schema knows is shown as it means; what it does not know shows its words alone; what is made to act shows
nothing. Blocks inside words (a list in a paragraph) turn the paragraph into a plain division: the HTML stays valid.
"""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final

from markupsafe import Markup

from ens.formats.preview.clinical.markup import NOTHING, alone, joined, tag, words
from ens.formats.preview.clinical.xml import HL7, Element, local, spoken

NODES: Final = 30_000  # elements of one document
LETTERS: Final = 1_500_000
DEPTH: Final = 40
_TARGETS: Final = 2_000
_BLOCKS: Final = tuple(HL7 + name for name in ("list", "paragraph", "renderMultiMedia", "table"))
_SILENT: Final = frozenset(
    (
        *(
            "applet",
            "audio",
            "embed",
            "frame",
            "frameset",
            "iframe",
            "math",
            "noembed",
            "noframes",
            "noscript",
            "object",
        ),
        *("script", "style", "svg", "template", "video"),
    )
)
_STYLES: Final = {
    "bold": ("strong",),
    "bolditalic": ("em", "strong"),
    "bolditalics": ("em", "strong"),
    "emphasis": ("em",),
    "italic": ("em",),
    "italics": ("em",),
    "underline": ("u",),
}
_REVISIONS: Final = {"delete": "del", "insert": "ins"}
_NUMBERED: Final = {"arabic": "1", "bigalpha": "A", "bigroman": "I", "littlealpha": "a", "littleroman": "i"}
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:|tel:)\S{1,300}|[\w./%-]{1,300}")
_MISSING: Final = "Une pièce jointe est annoncée ici, mais le document ne la contient pas."
_SHOWN_ABOVE: Final = "Cette pièce jointe est montrée plus haut."


class Narrative:
    """All narrative blocks of one document: they share anchors, footnotes and limits."""

    def __init__(
        self, root: Element, figures: Mapping[str, Markup], draw_table: "Callable[[Narrative, Element], Markup]"
    ) -> None:
        self.cut = False  # whether something was left out, for its size
        self.shown: set[str] = set()  # figures that have been shown, by ID
        self._figures = figures
        self._nodes, self._letters, self._depth = NODES, LETTERS, 0
        self._targets = _list_targets(root)
        self._placed: set[str] = set()
        footnotes = islice(root.iter(HL7 + "footnote"), _TARGETS)
        self._footnotes = {footnote: number for number, footnote in enumerate(footnotes, 1)}
        self._numbers = {footnote.get("ID", ""): number for footnote, number in self._footnotes.items()}
        self._notes: list[Markup] = []
        self._linked = False  # within a link already
        self._holders: set[Element] = set()  # elements with a block somewhere inside
        self._drawings: dict[str, Callable[[Element], Markup]] = {
            "br": lambda _: alone("br"),
            "caption": lambda element: self._draw_words("strong", element) + alone("br"),
            "content": lambda element: self.styled(element, self.inside(element)),
            "footnote": self._draw_footnote,
            "footnoteRef": self._draw_footnote_reference,
            "linkHtml": self._draw_link,
            "list": self._draw_list,
            "paragraph": self._draw_paragraph,
            "renderMultiMedia": self._draw_media,
            "sub": lambda element: self._draw_words("sub", element),
            "sup": lambda element: self._draw_words("sup", element),
            "table": lambda element: draw_table(self, element),
        }

    def draw_block(self, text: Element) -> Markup:
        """Draw the narrative of one section, with its footnotes at the end."""
        self._holders = _find_holders(text)
        drawn = self.inside(text)
        notes, self._notes = joined(self._notes), []
        return drawn + notes

    def inside(self, element: Element) -> Markup:
        """Draw what an element holds."""
        parts = [self.anchor(element), self._say(element.text)]
        for child in element:
            parts += [self.draw(child), self._say(child.tail)]
        return joined(parts)

    def draw(self, element: Element) -> Markup:
        """Draw one element."""
        if local(element) in _SILENT or not self.spend():
            return NOTHING
        if self._depth >= DEPTH:
            return self._say(spoken(element))
        self._depth += 1
        drawing = self._drawings.get(local(element)) if str(element.tag).startswith(HL7) else None
        drawn = drawing(element) if drawing else self.inside(element)
        self._depth -= 1
        return drawn

    def spend(self) -> bool:
        """Count one more element; say whether there is room for it."""
        self._nodes -= 1
        self.cut = self.cut or self._nodes < 0
        return not self.cut

    def anchor(self, element: Element) -> Markup:
        """Give links a place to lead to; its name is ours, so that none of the page's can be taken."""
        place = self._targets.get(element.get("ID", ""), "")
        if not place or place in self._placed:
            return NOTHING
        self._placed.add(place)
        return tag("span", id=place)

    def styled(self, element: Element, inner: Markup) -> Markup:
        """Dress words as `styleCode` and `revised` say; blocks stay as they are."""
        if element in self._holders or not inner:
            return inner
        for code in element.get("styleCode", "").lower().split()[:4]:
            for name in _STYLES.get(code, ()):
                inner = tag(name, inner)
        revision = _REVISIONS.get(element.get("revised", ""))
        return tag(revision, inner) if revision else inner

    def holds_blocks(self, element: Element) -> bool:
        """Say whether a paragraph, a list, a table or an image stands somewhere inside."""
        return element in self._holders

    def _say(self, text: str | None) -> Markup:
        """Say words, until something had to be left out: nothing is read after a gap."""
        if not text or self.cut:
            return NOTHING
        said = text[: max(0, self._letters)]
        self._letters -= len(text)
        self.cut = self.cut or len(said) < len(text)
        return words(said)

    def _draw_words(self, name: str, element: Element) -> Markup:
        inner = self.inside(element)
        return inner if self.holds_blocks(element) else tag(name, inner)

    def _draw_paragraph(self, element: Element) -> Markup:
        inner = self.styled(element, self.inside(element))
        return tag("div" if self.holds_blocks(element) else "p", inner) if inner.strip() else NOTHING

    def _draw_list(self, element: Element) -> Markup:
        before, items = self.anchor(element), []
        for child in element:
            if local(child) == "caption":
                before += self.draw(child)
            elif local(child) == "item" and self.spend():
                items.append(tag("li", self.styled(child, self.inside(child))))
            else:
                items.append(tag("li", self.draw(child)))
        if not items:
            return before
        if element.get("listType") != "ordered":
            return before + tag("ul", joined(items))
        style = _NUMBERED.get(element.get("styleCode", "").lower(), "1")
        return before + tag("ol", joined(items), type=style)

    def _draw_link(self, element: Element) -> Markup:
        """Keep links within the document; of any other show where it leads, and lead nowhere."""
        address = element.get("href", "").strip()
        place = self._targets.get(address[1:]) if address.startswith("#") else None
        if place and not self._linked and not self.holds_blocks(element):
            self._linked = True
            inner = self.inside(element)
            self._linked = False
            return tag("a", inner, href=f"#{place}")
        inner = self.inside(element)
        if place or not _ADDRESS.fullmatch(address) or address == inner.strip():
            return inner
        return inner + Markup(" ({})").format(words(address)) if inner.strip() else words(address)

    def _draw_footnote(self, element: Element) -> Markup:
        number = self._footnotes.get(element, 0)
        if not number:
            return self.inside(element)
        mark = tag("sup", words(str(number)))
        self._notes.append(tag("div", mark + " " + self.inside(element), class_="note", id=f"note-{number}"))
        return self._refer(number)

    def _draw_footnote_reference(self, element: Element) -> Markup:
        number = self._numbers.get(element.get("IDREF") or "-", 0)
        return self._refer(number) if number else NOTHING

    def _refer(self, number: int) -> Markup:
        mark = words(str(number))
        return tag("sup", mark if self._linked else tag("a", mark, href=f"#note-{number}"))

    def _draw_media(self, element: Element) -> Markup:
        parts = []
        for name in element.get("referencedObject", "").split()[:10]:
            if name in self.shown and self.spend():
                parts.append(tag("p", words(_SHOWN_ABOVE), class_="note"))
            elif name not in self.shown:
                parts.append(self._figures.get(name) or tag("p", words(_MISSING), class_="note"))
                self.shown.add(name)
        caption = self.inside(element)
        return joined(parts) + (tag("div", caption, class_="note") if caption.strip() else NOTHING)


def _list_targets(root: Element) -> dict[str, str]:
    """Name the places that links of this document lead to, as far as they exist."""
    links = islice(root.iter(HL7 + "linkHtml"), _TARGETS)
    wanted = {href[1:] for href in (link.get("href", "").strip() for link in links) if href.startswith("#")}
    blocks = root.iter(HL7 + "text") if wanted else ()
    names = (element.get("ID", "") for block in blocks for element in block.iter())
    found = dict.fromkeys(name for name in names if name in wanted)
    return {name: f"recit-{number}" for number, name in enumerate(found, 1)}


def _find_holders(text: Element) -> set[Element]:
    """Find everything that has a block inside, itself not counted."""
    holders: set[Element] = set()
    for block in text.iter(*_BLOCKS):
        for above in block.iterancestors():
            if above in holders:
                break
            holders.add(above)
            if above is text:
                break
    return holders
