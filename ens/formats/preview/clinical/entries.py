"""Says in plain words what the coded entries of a section hold, for sections that were sent without narrative."""

import re
from itertools import islice
from typing import Final

from markupsafe import Markup

from ens.formats.preview.clinical.markup import NOTHING, joined, tag, words
from ens.formats.preview.clinical.xml import HL7, NS, Element, attribute, spoken

LINES: Final = 200
_STATEMENTS: Final = tuple(
    HL7 + name for name in ("act", "encounter", "observation", "procedure", "substanceAdministration", "supply")
)
_PRODUCT: Final = "h:consumable/h:manufacturedProduct/h:manufacturedMaterial"
_DATE: Final = re.compile(r"([0-9]{4})([0-9]{2})?([0-9]{2})?")
_YES_OR_NO: Final = {"true": "oui", "false": "non"}
_TITLES: Final = ("Élément", "Valeur", "Date")


def draw_entries(section: Element) -> Markup:
    """Draw what a section's entries say, as a table of three columns; nothing when they say nothing readable."""
    statements = (each for entry in section.iterfind("h:entry", NS) for each in entry.iter(*_STATEMENTS))
    found = [line for line in (_read(each) for each in islice(statements, LINES * 5)) if line[0]][:LINES]
    if not found:
        return NOTHING
    head = joined(tag("th", words(title), scope="col", role="columnheader") for title in _TITLES)
    body = joined(_draw_line(line) for line in found)
    return tag(
        "table",
        tag("thead", tag("tr", head, role="row"), role="rowgroup") + tag("tbody", body, role="rowgroup"),
        class_="tableau empile",
        role="table",
    )


def _draw_line(line: tuple[str, str, str]) -> Markup:
    cells = zip(_TITLES, line, strict=True)
    drawn = (tag("td", words(text), role="cell", data_titre=title) for title, text in cells)
    return tag("tr", joined(drawn), role="row")


def _read(statement: Element) -> tuple[str, str, str]:
    """Read what a statement is about, its value and its date; without a value or a date it only groups others."""
    named = attribute(statement, "h:code", "displayName") or spoken(statement.find("h:code/h:originalText", NS))
    product = spoken(statement.find(f"{_PRODUCT}/h:name", NS)) or attribute(
        statement, f"{_PRODUCT}/h:code", "displayName"
    )
    value, moment = _read_value(statement), _read_date(statement)
    label = product or named
    return (label, value, moment) if value or moment or product else ("", "", "")


def _read_value(statement: Element) -> str:
    value = statement.find("h:value", NS)
    if value is None:
        return ""
    number = f"{value.get('value', '')} {value.get('unit', '').removeprefix('1')}".strip()
    said = value.get("displayName") or spoken(value.find("h:originalText", NS)) or number or spoken(value)
    return _YES_OR_NO.get(said, said)[:300]


def _read_date(statement: Element) -> str:
    time = "h:effectiveTime"
    written = attribute(statement, time, "value") or attribute(statement, f"{time}/h:low", "value")
    found = _DATE.match(written)
    return "/".join(part for part in reversed(found.groups()) if part) if found else ""
