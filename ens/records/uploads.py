"""The file that a person sends from her browser: its size and type, and what to do when it cannot be taken.

Types: PDF, text, RTF, JPEG, PNG, TIFF, told by the bytes. What its name or the browser says must not say otherwise; the
name itself is not kept. A PDF with a password is taken: it is hers, she can download it, its page says why it is not
shown.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from ens.formats import sniff
from ens.formats.preview import images
from ens.formats.preview.shapes import Reason, Refusal
from ens.formats.sniff import CDA, JPEG, NAMES, PDF, PNG, RTF, TEXT, TIFF
from ens.kernel.errors import Invalid, TooLarge, Unavailable, WrongType
from ens.web.dates import file_size

EXTENSIONS: Final = {
    ".pdf": PDF,
    ".txt": TEXT,
    ".rtf": RTF,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
    ".tif": TIFF,
    ".tiff": TIFF,
}
ACCEPT: Final = ",".join(EXTENSIONS)
_SHOWN: Final = 60  # characters of a file's name in a sentence
_WORD: Final = "application/msword"  # what some browsers call RTF
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_GROWTH: Final = 2
_GROWN: Final = "Sans son lieu ni sa date, cette image pèse trop lourd. Enregistrez-la en JPEG, puis choisissez-la."
_CHOOSE: Final = "Choisissez un PDF, une photo (JPEG, PNG, TIFF) ou un texte (TXT, RTF)."
_SENTENCES: Final = {
    "pdf-end": "est un PDF incomplet, ou suivi d’autre chose. Enregistrez-le de nouveau, puis choisissez-le.",
    "polyglot": "contient aussi autre chose qu’un document (une page web, une archive). Choisissez un autre fichier.",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; `content` lacks its end when `size` is past the limit."""

    name: str
    declared: str
    size: int
    content: bytes


def check_upload(upload: Upload, limit: int) -> str:
    """Tell the content type of a file that may be added; raises with the sentence to show."""
    name = quoted(upload.name)
    if upload.size > limit:
        raise TooLarge(
            f"{name} pèse {_weight(upload.size, limit)}. Choisissez un fichier de {file_size(limit)} au plus."
        )
    if not upload.content:
        raise Invalid(f"{name} est vide. Choisissez un autre fichier.")
    try:
        found = sniff.sniff(upload.content)
    except WrongType as error:
        raise WrongType(f"{name} {_why(upload, error)}", error.reasons) from error
    if found == CDA:
        raise WrongType(
            f"{name} est fait pour les logiciels de soins, qui le déposent eux-mêmes. Choisissez un PDF ou une photo.",
            ("cda",),
        )
    _check_name(upload, found)
    return found


def without_traces(content_type: str, content: bytes, limit: int) -> bytes:
    """Write a picture anew without where and when it was taken; other files stay as they are.

    The limit is that of what somebody sends. Written anew it may weigh more, when it was packed more tightly than we
    pack: twice the limit at most.
    """
    if content_type not in images.PICTURES:
        return content
    made = images.without_metadata(content, content_type)
    if not isinstance(made, Refusal):
        if len(made.data) > _GROWTH * limit:
            raise TooLarge(_GROWN)
        return made.data
    if made.reason is Reason.BUSY:
        raise Unavailable(images.explain(made))
    raise WrongType(images.explain(made), (made.reason,))


def _check_name(upload: Upload, found: str) -> None:
    named = EXTENSIONS.get(PurePath(upload.name).suffix.lower(), found)
    if named != found:
        raise WrongType(
            f"{quoted(upload.name)} a le nom d’{NAMES[named]}, mais c’est {NAMES[found]}. "
            "Vérifiez que c’est le bon fichier, puis corrigez son nom.",
            ("extension",),
        )
    declared = "" if found == RTF and upload.declared == _WORD else upload.declared
    try:
        sniff.check_declared(found, declared)
    except WrongType as error:
        raise WrongType(f"{quoted(upload.name)} n’est pas d’un type accepté. {_CHOOSE}", error.reasons) from error


def _why(upload: Upload, error: WrongType) -> str:
    reason = next(iter(error.reasons), "")
    if reason in _SENTENCES:
        return _SENTENCES[reason]
    if upload.content[4:8] == b"ftyp" and upload.content[8:12] in _HEIC:
        return "est une photo HEIC, que nous n’acceptons pas. Enregistrez-la en JPEG, ou prenez la photo d’ici."
    if PurePath(upload.name).suffix.lower() == ".txt":
        return "n’est pas un texte que nous savons lire. Enregistrez-le en UTF-8 ou en PDF."
    return f"n’est pas d’un type accepté. {_CHOOSE}"


def _weight(size: int, limit: int) -> str:
    said = file_size(size)
    return said if said != file_size(limit) else f"un peu plus de {said}"


def quoted(name: str) -> str:
    """Put a file’s name in a sentence: one line, no sign that could turn the sentence around, not too long."""
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip() or "Ce fichier"
    shown = plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"
    return f"« {shown} »"
