"""Draws a structured CDA document (level 3): its sections, one after the other."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from ens.formats.preview.clinical.entries import draw_entries
from ens.formats.preview.clinical.markup import NOTHING, joined, tag, words
from ens.formats.preview.clinical.narrative import Narrative
from ens.formats.preview.clinical.tables import draw_table
from ens.formats.preview.clinical.xml import NS, Element, attribute, spoken

_HIGHEST, _LOWEST = 3, 6  # levels of headings: the page has h1 and h2
_BODY: Final = "h:component/h:structuredBody"
_SECTIONS: Final = "h:component/h:section"
_WITHOUT_TEXT: Final = "Cette partie ne contient pas de texte. Voici ce que disent ses données."
_WITHOUT_ANYTHING: Final = "Cette partie ne contient rien à lire."
_ATTACHED: Final = "Pièces jointes"


def draw_document(root: Element, figures: Mapping[str, Markup]) -> tuple[Markup, bool]:
    """Draw all sections; `figures` are the files inside, by ID. Says also whether something had to be left out."""
    narrative = Narrative(root, figures, draw_table)
    sections = root.iterfind(f"{_BODY}/{_SECTIONS}", NS)
    drawn = joined(_draw_section(narrative, section, _HIGHEST) for section in sections)
    shown = {figures[name] for name in narrative.shown if name in figures}
    left = [figure for figure in dict.fromkeys(figures.values()) if figure not in shown]
    if left:
        drawn += tag(f"h{_HIGHEST}", words(_ATTACHED)) + joined(left)
    return tag("div", drawn, class_="recit") if drawn else NOTHING, narrative.cut


def _draw_section(narrative: Narrative, section: Element, level: int) -> Markup:
    if not narrative.spend():
        return NOTHING
    title = spoken(section.find("h:title", NS)) or attribute(section, "h:code", "displayName")
    heading = tag(f"h{min(level, _LOWEST)}", words(title)) if title else NOTHING
    text = section.find("h:text", NS)
    drawn = NOTHING if text is None else narrative.draw_block(text)
    inner = joined(_draw_section(narrative, each, level + 1) for each in section.iterfind(_SECTIONS, NS))
    if not drawn.strip() and not inner:
        drawn = _draw_data(section)
    return heading + drawn + inner


def _draw_data(section: Element) -> Markup:
    data = draw_entries(section)
    return tag("p", words(_WITHOUT_TEXT if data else _WITHOUT_ANYTHING), class_="note") + data
