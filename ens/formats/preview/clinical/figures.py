"""Draws a file that stands inside a CDA document: its pages as images, with their text for who cannot see them."""

from markupsafe import Markup

from ens.formats.preview.clinical.markup import NOTHING, alone, joined, lines, tag, words
from ens.formats.preview.shapes import IMAGE_ADDRESS, Kind, Page, Preview


def draw_figure(file: Preview, place: int) -> Markup:
    """Draw the file that is the `place`-th of its document."""
    if file.refusal:
        return tag("p", words(f"Pièce jointe {place} : {file.refusal.sentence}"), class_="note")
    if file.kind == Kind.TEXT:
        return tag("p", lines(file.text))
    drawn = [
        _draw_page(page, f"Pièce jointe {place}, page {number} sur {file.total}", number)
        for number, page in enumerate(file.pages, 1)
    ]
    if file.next_first:
        rest = f"Les {len(file.pages)} premières pages sur {file.total}. Téléchargez l’original pour lire la suite."
        drawn.append(tag("p", words(rest), class_="note"))
    return joined(drawn)


def _draw_page(page: Page, name: str, number: int) -> Markup:
    address = IMAGE_ADDRESS.format(page.number)
    image = alone("img", src=address, width=page.width, height=page.height, alt=name, loading="lazy")
    return tag("figure", tag("a", image, href=address) + _draw_text(page, number), class_="feuillet")


def _draw_text(page: Page, number: int) -> Markup:
    if not page.text:
        return NOTHING
    summary = tag("summary", words(f"Texte de la page {number}"))
    return tag("details", summary + tag("p", lines(page.text)))
