"""What a preview is made of, and the few ways in which there is none."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from markupsafe import Markup

IMAGE_ADDRESS: Final = "page/{}"  # relative to the document's page; {} is the page's number


class Kind(StrEnum):
    """How a document is shown."""

    PAGES = "pages"
    TEXT = "text"
    HTML = "html"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why a document, or one of its pages, is not shown."""

    PROTECTED = "protected"
    BROKEN = "broken"
    EMPTY = "empty"
    HEAVY = "heavy"
    BUSY = "busy"
    NO_PAGE = "no-page"
    UNKNOWN = "unknown"


_SENTENCES: Final = {
    Reason.PROTECTED: "Ce document est protégé par un mot de passe. Téléchargez-le pour l’ouvrir.",
    Reason.BROKEN: "Ce fichier est abîmé : nous ne pouvons pas l’afficher. Vous pouvez télécharger l’original.",
    Reason.EMPTY: "Ce document est vide.",
    Reason.HEAVY: "Ce document est trop lourd pour être affiché ici. Vous pouvez télécharger l’original.",
    Reason.BUSY: "Beaucoup de documents s’ouvrent en ce moment. Réessayez dans une minute.",
    Reason.NO_PAGE: "Ce document n’a pas cette page.",
    Reason.UNKNOWN: "Ce type de document ne s’affiche pas ici. Vous pouvez télécharger l’original.",
}


_NO_HTML: Final = Markup()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing to show, and why."""

    reason: Reason

    @property
    def sentence(self) -> str:
        """Say it to the reader."""
        return _SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number for `page_image`, the size of its image in pixels, and its text."""

    number: int
    width: int
    height: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as an image."""

    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture without metadata, of the same type as it came."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a document; `kind` says which field is filled."""

    kind: Kind
    pages: tuple[Page, ...] = ()
    total: int = 0
    next_first: int = 0
    previous_first: int = 0
    text: str = ""
    html: Markup = _NO_HTML
    note: str = ""
    refusal: Refusal | None = None
