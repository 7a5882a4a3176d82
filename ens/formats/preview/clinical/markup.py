"""Writes HTML: constant names, escaped words."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from ens.formats.preview.limited.plain import readable

NOTHING: Final = Markup()


def tag(name: str, inner: Markup = NOTHING, **attributes: str | int) -> Markup:
    """Write one element; its name and its attributes' names are constants of the caller (`class_` for class)."""
    return Markup(f"<{name}{_write(attributes)}>{escape(inner)}</{name}>")  # noqa: S704  all but constants is escaped


def alone(name: str, **attributes: str | int) -> Markup:
    """Write an element that holds nothing."""
    return Markup(f"<{name}{_write(attributes)}>")  # noqa: S704  all but constants is escaped


def _write(attributes: dict[str, str | int]) -> str:
    return "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())


def words(text: str | None) -> Markup:
    """Write words, without what steers the screen."""
    return escape(readable(text or ""))


def lines(text: str) -> Markup:
    """Write words with their line breaks."""
    return alone("br").join(words(line) for line in text.splitlines())


def joined(parts: Iterable[Markup]) -> Markup:
    """Write one after the other."""
    return NOTHING.join(parts)
