"""Draws the tables of a narrative: regular ones become cards on a phone, others scroll within their place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from ens.formats.preview.clinical.markup import NOTHING, joined, tag
from ens.formats.preview.clinical.narrative import Narrative
from ens.formats.preview.clinical.xml import HL7, Element, local, spoken

COLUMNS: Final = 60
ROWS: Final = 5_000
WIDE: Final = 84  # letters side by side; with longer words in its columns, each row becomes a card on any screen
_LONGEST: Final = 24  # letters of a word that count
_GAP: Final = 2  # letters between columns
_HEADING: Final = 80  # letters that a card repeats of a column's heading
_GROUPS: Final = ("thead", "tbody", "tfoot")


@dataclass(frozen=True, slots=True)
class _Cell:
    element: Element
    heading: bool
    columns: int
    rows: int


_Group = tuple[str, list[list[_Cell]]]
_Titles = dict[tuple[int, int], str]


def draw_table(narrative: Narrative, table: Element) -> Markup:
    """Draw one table; a single cell without heading is only a frame: what it holds is drawn alone."""
    groups = _read_groups(narrative, table)
    cells = [cell for _, rows in groups for row in rows for cell in row]
    if not cells:
        return NOTHING
    if len(cells) == 1 and not cells[0].heading:
        return tag("div", narrative.inside(cells[0].element))
    titles = _find_titles(groups)
    caption = next((tag("caption", narrative.inside(child)) for child in table if local(child) == "caption"), NOTHING)
    drawn = [_draw_group(narrative, name, rows, titles) for name, rows in groups]
    if titles:
        kind = "tableau empile fiches" if _measure(groups) > WIDE else "tableau empile"
        inner = tag("table", caption + joined(drawn), class_=kind, role="table")
    else:
        inner = tag("table", caption + joined(drawn), class_="tableau")
    return tag("div", inner, class_="deroulant", tabindex="0", role="group", aria_label="Tableau")


def _measure(groups: list[_Group]) -> int:
    """Tell how many letters the longest words of all columns take side by side."""
    longest: dict[int, int] = {}
    for place, cell in (placed for _, rows in groups for row in rows for placed in _place(row)):
        if cell.columns == 1:
            letters = max((len(word) for word in spoken(cell.element).split()), default=0)
            longest[place[0]] = max(longest.get(place[0], 0), min(letters, _LONGEST))
    return sum(longest.values()) + _GAP * len(longest)


def _read_groups(narrative: Narrative, table: Element) -> list[_Group]:
    """Read rows by group, whatever their order; rows of no group form the body."""
    found: dict[str, list[list[_Cell]]] = {name: [] for name in _GROUPS}
    for child in table:
        name = local(child) if local(child) in _GROUPS else "tbody"
        for row in child.iterchildren(HL7 + "tr") if local(child) in _GROUPS else (child,):
            if local(row) != "tr" or not narrative.spend():
                continue
            cells = _read_row(narrative, row)
            if cells and len(found[name]) < ROWS:
                found[name].append(cells)
    return [(name, _fit_rows(rows)) for name, rows in found.items() if rows]


def _read_row(narrative: Narrative, row: Element) -> list[_Cell]:
    cells, width = [], 0
    for child in row:
        cell = _Cell(child, local(child) == "th", _span(child, "colspan"), _span(child, "rowspan"))
        width += cell.columns
        if width > COLUMNS:
            narrative.cut = True
            break
        if narrative.spend():
            cells.append(cell)
    return cells


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "").strip()
    return max(1, min(COLUMNS, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _fit_rows(rows: list[list[_Cell]]) -> list[list[_Cell]]:
    """Let no cell reach below its group."""
    return [
        [_Cell(cell.element, cell.heading, cell.columns, min(cell.rows, len(rows) - index)) for cell in row]
        for index, row in enumerate(rows)
    ]


def _find_titles(groups: list[_Group]) -> _Titles:
    """Tell the columns' titles by first column and width; none when a card per row would say less than the table."""
    if [name for name, _ in groups][:2] != ["thead", "tbody"] or len(groups[0][1]) != 1:
        return {}
    head = groups[0][1][0]
    if any(cell.rows > 1 for _, rows in groups for row in rows for cell in row) or (len(head) == 1 < head[0].columns):
        return {}
    return {place: spoken(cell.element)[:_HEADING] for place, cell in _place(head)}


def _place(row: list[_Cell]) -> Iterator[tuple[tuple[int, int], _Cell]]:
    """Tell at which column each cell begins, and how many it takes."""
    column = 0
    for cell in row:
        yield (column, cell.columns), cell
        column += cell.columns


def _draw_group(narrative: Narrative, name: str, rows: list[list[_Cell]], titles: _Titles) -> Markup:
    role = {"role": "rowgroup"} if titles else {}
    return tag(name, joined(_draw_row(narrative, name, row, titles) for row in rows), **role)


def _draw_row(narrative: Narrative, group: str, row: list[_Cell], titles: _Titles) -> Markup:
    """Draw one row; on a card each cell repeats its title, but in a row that runs across the columns."""
    scope = "col" if group == "thead" or all(cell.heading for cell in row) else "row"
    above = [_find_title(titles, place) for place, _ in _place(row)]
    titled = group != "thead" and None not in above
    drawn = []
    for cell, title in zip(row, above, strict=True):
        inner = narrative.styled(cell.element, narrative.inside(cell.element).strip())
        heading = (cell.heading or group == "thead") and bool(inner)
        said: dict[str, str | int] = {"scope": scope} if heading else {}
        if titles:
            said["role"] = ("columnheader" if scope == "col" else "rowheader") if heading else "cell"
        if titled and title:
            said["data_titre"] = title
        if cell.columns > 1:
            said["colspan"] = cell.columns
        if cell.rows > 1:
            said["rowspan"] = cell.rows
        drawn.append(tag("th" if heading else "td", inner, **said))
    return tag("tr", joined(drawn), **({"role": "row"} if titles else {}))


def _find_title(titles: _Titles, place: tuple[int, int]) -> str | None:
    """Find the title that stands over the whole of a cell."""
    end = sum(place)
    return next((title for above, title in titles.items() if above[0] <= place[0] and end <= sum(above)), None)
