"""Squares that a telephone reads (QR codes), drawn inside the page: no address, no script, black on white by night."""

import segno
from markupsafe import Markup


def draw_square(text: str) -> Markup:
    """Draw a text as a square."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=5, border=3, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704  drawn here, and text stands in it as modules alone
