"""Pictures that somebody adds: written anew without location or any other metadata."""

from typing import Final

from ens.formats.preview.child import ask
from ens.formats.preview.shapes import Cleaned, Reason, Refusal
from ens.formats.sniff import JPEG, PNG, TIFF

PICTURES: Final = frozenset({JPEG, PNG, TIFF})
_SENTENCES: Final = {
    Reason.HEAVY: "Cette image est trop grande : 40 millions de points et 50 pages au plus.",
    Reason.BUSY: "Beaucoup d’images arrivent en ce moment. Réessayez dans une minute.",
}
_UNREADABLE: Final = "Cette image est abîmée : nous n’arrivons pas à la lire. Choisissez un autre fichier."


def without_metadata(data: bytes, content_type: str) -> Cleaned | Refusal:
    """Write a picture anew in its own format: upright, and without where, when and with what it was taken."""
    if content_type not in PICTURES:
        return Refusal(Reason.UNKNOWN)
    answer = ask("picture", "rewrite", data)
    return answer if isinstance(answer, Refusal) else Cleaned(answer[1])


def explain(refusal: Refusal) -> str:
    """Say to whoever adds a picture why it cannot be taken."""
    return _SENTENCES.get(refusal.reason, _UNREADABLE)
