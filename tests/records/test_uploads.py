"""The files that people send: what is taken, and what each refusal tells them to do."""

import pytest

from ens.formats.preview import images
from ens.formats.preview.shapes import Cleaned, Reason, Refusal
from ens.formats.sniff import JPEG, PDF, PNG, RTF, TEXT, TIFF
from ens.kernel.errors import HouseError, Invalid, TooLarge, Unavailable, WrongType
from ens.records import uploads
from ens.records.uploads import Upload, check_upload, without_traces
from tests.formats import test_sniff as files

LIMIT = 5_000_000
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40


def check(name: str, content: bytes, declared: str = "", size: int | None = None) -> str:
    return check_upload(Upload(name, declared, len(content) if size is None else size, content), LIMIT)


@pytest.mark.parametrize(
    ("name", "content", "declared", "expected"),
    [
        ("ordonnance.pdf", files.PDF, "application/pdf", PDF),
        ("ORDONNANCE.PDF", files.PDF, "", PDF),
        ("Ordonnance Dr. Martin", files.PDF, "application/octet-stream", PDF),
        ("image", files.JPEG, "image/jpeg", JPEG),
        ("photo.JPEG", files.JPEG, "image/pjpeg", JPEG),
        ("radio.png", files.PNG, "image/png", PNG),
        ("radio.tif", files.TIFF, "image/tiff", TIFF),
        ("note.txt", files.TEXT, "text/plain; charset=utf-8", TEXT),
        ("note.rtf", files.RTF, "text/rtf", RTF),
        ("note.rtf", files.RTF, "application/msword", RTF),
    ],
)
def test_what_is_taken(name: str, content: bytes, declared: str, expected: str) -> None:
    assert check(name, content, declared) == expected


def test_a_pdf_with_a_password_is_taken() -> None:
    protected = files.PDF.replace(b"trailer\n<<>>", b"trailer\n<</Encrypt 5 0 R>>")
    assert check("releve.pdf", protected) == PDF


CHOOSE = "Choisissez un PDF, une photo (JPEG, PNG, TIFF) ou un texte (TXT, RTF)."
MIXED = "contient aussi autre chose qu’un document (une page web, une archive). Choisissez un autre fichier."
PHOTO = "est une photo HEIC, que nous n’acceptons pas. Enregistrez-la en JPEG, ou prenez la photo d’ici."
OTHER_NAME = "a le nom d’un PDF, mais c’est une image JPEG. Vérifiez que c’est le bon fichier, puis corrigez son nom."
SOFTWARE = "est fait pour les logiciels de soins, qui le déposent eux-mêmes. Choisissez un PDF ou une photo."
BROKEN = "est un PDF incomplet, ou suivi d’autre chose. Enregistrez-le de nouveau, puis choisissez-le."


@pytest.mark.parametrize(
    ("name", "content", "declared", "kind", "text"),
    [
        ("vide.pdf", b"", "application/pdf", Invalid, "« vide.pdf » est vide. Choisissez un autre fichier."),
        (
            "cr.xml",
            files.CDA,
            "text/xml",
            WrongType,
            f"« cr.xml » {SOFTWARE}",
        ),
        (
            "a.xml",
            b"<?xml version='1.0'?><a/>",
            "text/xml",
            WrongType,
            f"« a.xml » n’est pas d’un type accepté. {CHOOSE}",
        ),
        ("a.docx", files.archive(), "", WrongType, f"« a.docx » n’est pas d’un type accepté. {CHOOSE}"),
        (
            "a.html",
            b"<!doctype html><p>Bonjour",
            "text/html",
            WrongType,
            f"« a.html » n’est pas d’un type accepté. {CHOOSE}",
        ),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "",
            WrongType,
            f"« a.svg » n’est pas d’un type accepté. {CHOOSE}",
        ),
        ("a.txt", b"Bonjour <script>alert(1)</script>", "text/plain", WrongType, f"« a.txt » {MIXED}"),
        ("a.pdf", files.PDF + files.archive(), "", WrongType, f"« a.pdf » {MIXED}"),
        ("a.jpg", files.JPEG + files.archive(), "", WrongType, f"« a.jpg » {MIXED}"),
        ("a.pdf", files.PDF[:-8], "", WrongType, f"« a.pdf » {BROKEN}"),
        (
            "IMG_4012.HEIC",
            HEIC,
            "image/heic",
            WrongType,
            f"« IMG_4012.HEIC » {PHOTO}",
        ),
        (
            "note.txt",
            "Température élevée".encode("latin-1"),
            "text/plain",
            WrongType,
            "« note.txt » n’est pas un texte que nous savons lire. Enregistrez-le en UTF-8 ou en PDF.",
        ),
        (
            "radio.pdf",
            files.JPEG,
            "application/pdf",
            WrongType,
            f"« radio.pdf » {OTHER_NAME}",
        ),
        ("radio.pdf", files.PDF, "text/html", WrongType, f"« radio.pdf » n’est pas d’un type accepté. {CHOOSE}"),
        ("a.exe", files.PDF, "application/x-msdownload", WrongType, f"« a.exe » n’est pas d’un type accepté. {CHOOSE}"),
        ("a.pdf", files.PDF, "application/msword", WrongType, f"« a.pdf » n’est pas d’un type accepté. {CHOOSE}"),
    ],
)
def test_a_refusal_names_the_file_and_says_what_to_do(
    name: str, content: bytes, declared: str, kind: type[HouseError], text: str
) -> None:
    with pytest.raises(kind) as refused:
        check(name, content, declared)
    assert refused.value.detail.replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("size", "weight"), [(48_000_000, "48 Mo"), (7_400_000, "7,4 Mo"), (5_000_001, "un peu plus de 5 Mo")]
)
def test_a_file_that_is_too_heavy_is_weighed(size: int, weight: str) -> None:
    with pytest.raises(TooLarge) as refused:
        check("radio-poignet.tiff", b"II*\x00", size=size)
    text = f"« radio-poignet.tiff » pèse {weight}. Choisissez un fichier de 5 Mo au plus."
    assert refused.value.detail.replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ordo\u202efdp.exe", "« ordofdp.exe »"),
        ("a\nb\x00.pdf", "« ab.pdf »"),
        ("", "« Ce fichier »"),
        ("x" * 300, f"« {'x' * 59}… »"),
    ],
)
def test_the_name_of_a_file_cannot_turn_a_sentence_around(name: str, shown: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(name, b"")
    assert refused.value.detail.replace("\u00a0", " ").startswith(f"{shown} est vide")


@pytest.mark.parametrize("kind", [PDF, TEXT, RTF])
def test_only_pictures_are_written_anew(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "without_metadata", lambda *_: pytest.fail("not a picture"))
    assert without_traces(kind, b"content", LIMIT) == b"content"


@pytest.mark.parametrize(
    ("reason", "kind"), [(Reason.BROKEN, WrongType), (Reason.HEAVY, WrongType), (Reason.BUSY, Unavailable)]
)
def test_a_picture_that_cannot_be_written_anew_is_not_kept(
    reason: Reason, kind: type[HouseError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "without_metadata", lambda *_: Refusal(reason))
    with pytest.raises(kind) as refused:
        without_traces(JPEG, files.JPEG, LIMIT)
    assert refused.value.detail == images.explain(Refusal(reason))


def test_a_picture_may_grow_within_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "without_metadata", lambda *_: Cleaned(bytes(2 * LIMIT)))
    assert len(without_traces(JPEG, files.JPEG, LIMIT)) == 2 * LIMIT
    monkeypatch.setattr(images, "without_metadata", lambda *_: Cleaned(bytes(2 * LIMIT + 1)))
    with pytest.raises(TooLarge) as refused:
        without_traces(JPEG, files.JPEG, LIMIT)
    assert "Enregistrez-la en JPEG" in refused.value.detail


def test_the_browser_is_told_the_same_types() -> None:
    assert uploads.ACCEPT == ".pdf,.txt,.rtf,.jpg,.jpeg,.png,.tif,.tiff"
