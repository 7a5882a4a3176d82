"""Letters to print: a whole PDF or none, with the address and the code, readable by a screen reader."""

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from ens.notify.ports import letter
from ens.notify.rules import Channel, Message

LETTER = Message(
    Channel.LETTER,
    "Robert Lacombe",
    "Votre carnet de santé numérique",
    "Premier paragraphe.\n\nSecond paragraphe, avec « œ » et #set page().",
    ("Robert Lacombe", "12 place de l’Ancien-Lavoir", "99330 Mareuil-le-Vieux"),
    "ABCDEFGHJKLM",
)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    page = document[0].get_textpage()
    found: str = page.get_text_range()
    page.close()
    document.close()
    return found


def test_it_says_who_what_and_the_code() -> None:
    text = text_of(letter.write("Espace santé", LETTER))
    for said in (*LETTER.lines, LETTER.subject, "Premier paragraphe.", "#set page()", "ABCD EFGH JKLM"):
        assert said in text


def test_without_a_code_there_is_none() -> None:
    plain = Message(Channel.LETTER, "R", "Objet", "Texte.", ("R",))
    assert "ABCD" not in text_of(letter.write("Espace santé", plain))


def test_it_is_put_into_the_folder_whole(tmp_path: Path) -> None:
    letter.send(str(tmp_path / "letters"), "Espace santé", LETTER)
    (path,) = (tmp_path / "letters").iterdir()
    assert path.suffix == ".pdf"
    assert path.read_bytes().startswith(b"%PDF-")
    assert "lacombe" not in path.name.lower()
    assert (tmp_path / "letters").stat().st_mode & 0o077 == 0, "nobody else reads there"


def test_a_folder_that_cannot_be_is_an_error_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError):
        letter.send(str(tmp_path / "file"), "Espace santé", LETTER)
