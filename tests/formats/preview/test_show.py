"""A person opens her document: pages as images with their words, text, photographs, and a clear sentence otherwise."""

import base64
import io

import pytest
from PIL import Image

from ens.formats.preview.shapes import Kind, PageImage, Preview, Reason, Refusal
from ens.formats.preview.show import describe, page_image
from ens.formats.sniff import CDA, JPEG, PDF, PNG, RTF, TEXT, TIFF
from tests.factories import pdfs
from tests.factories.hostile_files import photograph

NOW_WITH_ACCENTS = "Tout va bien, l’été aussi.\n\n\n\nÀ revoir dans un an."


def drawn(content_type: str, data: bytes, number: int) -> Image.Image:
    answer = page_image(content_type, data, number)
    assert isinstance(answer, PageImage)
    picture = Image.open(io.BytesIO(answer.data))
    assert Image.MIME[str(picture.format)] == answer.content_type
    picture.load()
    return picture


def refused(preview: Preview) -> Reason | None:
    assert preview.kind == Kind.NOTHING
    assert preview.refusal is not None
    assert preview.refusal.sentence.endswith(".")
    return preview.refusal.reason


def test_a_letter_is_read_on_screen_and_by_a_screen_reader() -> None:
    letter = pdfs.pages(2, "Lettre de liaison, page {}".format)
    preview = describe(PDF, letter)
    assert (preview.kind, preview.total, preview.next_first, preview.previous_first) == (Kind.PAGES, 2, 0, 0)
    assert [(page.number, page.width, page.text) for page in preview.pages] == [
        (1, 1280, "Lettre de liaison, page 1"),
        (2, 1280, "Lettre de liaison, page 2"),
    ]
    page = drawn(PDF, letter, 2)
    assert page.size == (preview.pages[1].width, preview.pages[1].height) == (1280, 1812)
    assert page.convert("L").getextrema()[0] == 0, "black letters on the page"


def test_a_long_report_is_read_ten_pages_at_a_time() -> None:
    report = pdfs.pages(25)
    seen = []
    first = 1
    while first:
        preview = describe(PDF, report, first)
        seen.append((first, [page.number for page in preview.pages], preview.previous_first))
        assert preview.total == 25
        first = preview.next_first
    assert seen == [(1, list(range(1, 11)), 0), (11, list(range(11, 21)), 1), (21, list(range(21, 26)), 11)]
    assert describe(PDF, report, 21).pages[0].text == "Page 21"
    assert refused(describe(PDF, report, 26)) == Reason.NO_PAGE
    assert describe(PDF, report, -5).pages[0].number == 1


@pytest.mark.parametrize("number", [0, 3, -1, 999_999, 1_000_001, 10**12])
def test_a_page_that_is_not_there(number: int) -> None:
    assert page_image(PDF, pdfs.pages(2), number) == Refusal(Reason.NO_PAGE)


def test_a_protected_report_says_so() -> None:
    preview = describe(PDF, pdfs.protected())
    assert refused(preview) == Reason.PROTECTED
    assert preview.refusal
    assert preview.refusal.sentence == "Ce document est protégé par un mot de passe. Téléchargez-le pour l’ouvrir."
    assert page_image(PDF, pdfs.protected(), 1) == Refusal(Reason.PROTECTED)


def test_a_report_that_only_forbids_printing_is_shown() -> None:
    assert describe(PDF, pdfs.protected(b"")).pages[0].text == "Compte rendu"


def test_one_broken_page_leaves_the_others() -> None:
    half = pdfs.pages(3).replace(b"6 0 R 8 0 R", b" null 8 0 R")
    preview = describe(PDF, half)
    assert [page.text for page in preview.pages] == ["Page 1", "", "Page 3"]
    assert page_image(PDF, half, 2) == Refusal(Reason.BROKEN)
    assert drawn(PDF, half, 3).width == 1280


def test_the_fields_of_a_form_are_drawn_as_filled_in() -> None:
    look = pdfs.stream(b"1 0 0 rg 0 0 400 400 re f", "/Type /XObject /Subtype /Form /BBox [0 0 400 400]")
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nom) /F 4 /Rect [50 200 450 600] /AP << /N 7 0 R >> >>"
    form = pdfs.one_page(more=[field, look], resources=">> /Annots [6 0 R] /X <<")
    form = form.replace(b"/Type /Catalog ", b"/Type /Catalog /AcroForm << /Fields [6 0 R] >> ")
    assert drawn(PDF, form, 1).convert("RGB").getpixel((500, 900)) == (254, 0, 0)


def test_text_is_shown_as_text() -> None:
    for data in (NOW_WITH_ACCENTS.encode(), NOW_WITH_ACCENTS.encode("utf-8-sig"), NOW_WITH_ACCENTS.encode("cp1252")):
        preview = describe(TEXT, data)
        assert (preview.kind, preview.text) == (Kind.TEXT, "Tout va bien, l’été aussi.\n\nÀ revoir dans un an.")
    assert describe(TEXT, b"<script>alert(1)</script>").text == "<script>alert(1)</script>"
    assert refused(describe(TEXT, b" \n\t ")) == Reason.EMPTY
    assert page_image(TEXT, b"Bonjour", 1) == Refusal(Reason.NO_PAGE)


def test_a_text_without_end_is_cut_and_says_so() -> None:
    preview = describe(TEXT, b"a" * 2_000_000)
    assert len(preview.text) == 400_000
    assert "la fin n’est pas affichée" in preview.note


def test_text_cannot_be_turned_around() -> None:
    assert describe(TEXT, "dose\u202e gm 01\u202c \u2066x\u2069\x07".encode()).text == "dose gm 01 x"


def test_rtf_is_shown_as_text() -> None:
    preview = describe(RTF, rb"{\rtf1\ansi Bonjour\par \'e0 demain}")
    assert (preview.kind, preview.text) == (Kind.TEXT, "Bonjour\nà demain")
    assert refused(describe(RTF, rb"{\rtf1 {\*\generator Word}}")) == Reason.EMPTY


def test_a_photograph_is_shown_upright_and_no_larger_than_the_screen() -> None:
    exif = Image.Exif()
    exif[274] = 6  # the camera lay on its side
    photo = photograph(3_000, 2_000, exif=exif)
    preview = describe(JPEG, photo)
    assert [(page.number, page.width, page.height) for page in preview.pages] == [(1, 1280, 1920)]
    assert drawn(JPEG, photo, 1).size == (1280, 1920)
    answer = page_image(JPEG, photo, 1)
    assert isinstance(answer, PageImage)
    assert answer.content_type == "image/jpeg"
    assert len(answer.data) < 1_000_000, "light, although it is nothing but noise"


def test_a_small_picture_keeps_its_size() -> None:
    assert drawn(PNG, photograph(200, 100, "PNG"), 1).size == (200, 100)
    assert page_image(PNG, photograph(200, 100, "PNG"), 2) == Refusal(Reason.NO_PAGE)


def test_a_scanned_letter_of_several_pages() -> None:
    out = io.BytesIO()
    faxes = [Image.new("1", (1_728, 2_200), white) for white in (1, 0, 1)]
    faxes[0].save(out, "TIFF", save_all=True, append_images=faxes[1:], compression="group4")
    preview = describe(TIFF, out.getvalue())
    assert (preview.total, [page.number for page in preview.pages]) == (3, [1, 2, 3])
    assert drawn(TIFF, out.getvalue(), 1).convert("L").getextrema() == (255, 255)
    assert drawn(TIFF, out.getvalue(), 2).convert("L").getextrema() == (0, 0)
    assert page_image(TIFF, out.getvalue(), 4) == Refusal(Reason.NO_PAGE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_shown(mode: str) -> None:
    source = Image.linear_gradient("L").convert("RGB").convert("P" if mode == "PA" else mode if mode != "I;16" else "L")
    picture = source.convert(mode) if mode == "PA" else source
    if mode == "I;16":
        picture = Image.new("I;16", (256, 256), 2_000)
        picture.paste(4_000, (0, 0, 128, 256))
    out = io.BytesIO()
    picture.save(out, "TIFF" if mode == "PA" else "PNG")
    shown = drawn(TIFF if mode == "PA" else PNG, out.getvalue(), 1).convert("L")
    points = shown.tobytes()
    assert (min(points) < 20, max(points) > 235) == (True, True), "the whole range from black to white"


def test_transparent_pictures_lie_on_white_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert drawn(PNG, out.getvalue(), 1).convert("L").getextrema() == (255, 255)


def test_other_types_are_not_shown() -> None:
    assert refused(describe("application/zip", b"PK")) == Reason.UNKNOWN
    assert page_image("application/zip", b"PK", 1) == Refusal(Reason.NO_PAGE)


@pytest.mark.parametrize("declared", ["application/octet-stream", "", "application/pdf", "image/x-anything"])
def test_the_first_bytes_know_better_than_the_depositor(declared: str) -> None:
    assert drawn(declared, photograph(), 1).size == (640, 480)
    assert describe(declared, pdfs.pages(3)).total == 3
    assert describe(declared, rb"{\rtf1 Bonjour}").text == "Bonjour"
    assert refused(describe(declared, b"Bonjour")) == Reason.UNKNOWN, "text has no signature: it must be declared"


def unstructured(content: bytes, declared: str) -> bytes:
    packed = base64.b64encode(content).decode()
    text = f'<text mediaType="{declared}" representation="B64">{packed}</text>'
    body = f"<component><nonXMLBody>{text}</nonXMLBody></component>"
    return f'<ClinicalDocument xmlns="urn:hl7-org:v3">{body}</ClinicalDocument>'.encode()


def test_the_file_within_a_document_of_level_1_is_shown() -> None:
    letter = unstructured(pdfs.pages(12), "application/pdf")
    assert (describe(CDA, letter).total, describe(CDA, letter, 11).pages[0].text) == (12, "Page 11")
    assert drawn(CDA, letter, 12).width == 1280
    assert describe(CDA, unstructured(b"Bonjour", "text/plain; charset=utf-8")).text == "Bonjour"
    assert describe(CDA, unstructured(rb"{\rtf1 Bonjour}", "text/rtf")).text == "Bonjour"
    assert drawn(CDA, unstructured(photograph(), "image/jpeg"), 1).size == (640, 480)
    wrong = unstructured(photograph(), "application/pdf")
    assert drawn(CDA, wrong, 1).size == (640, 480), "the bytes say what it is"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<ClinicalDocument", Reason.BROKEN),
        (b'<!DOCTYPE a><ClinicalDocument xmlns="urn:hl7-org:v3"/>', Reason.BROKEN),
        (b"<html/>", Reason.BROKEN),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>', Reason.EMPTY),
        (unstructured(b"<ClinicalDocument/>", "text/xml"), Reason.UNKNOWN),
        (unstructured(b"", "application/pdf"), Reason.EMPTY),
        (unstructured(b"x", "image/png").replace(b"eA==", b"***"), Reason.UNKNOWN),
    ],
)
def test_documents_that_say_nothing(data: bytes, reason: Reason) -> None:
    assert refused(describe(CDA, data)) == reason
    assert page_image(CDA, data, 1) == Refusal(Reason.NO_PAGE)
