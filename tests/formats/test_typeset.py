"""PDFs that the house gives: several at once, and none that says something else than what was meant."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ens.formats import typeset
from ens.kernel.errors import Unavailable

HEAD = '#set document(title: "Reçu")\n#set text(lang: "fr", font: "{font}")\n#let data = json(bytes(sys.inputs.data))\n'


def template(folder: Path, font: str = "Libertinus Serif") -> Path:
    path = folder / "page.typ"
    path.write_text(HEAD.format(font=font) + "#for line in range(400) [ #data.name \\ ]", "utf-8")
    return path


def test_two_people_get_theirs_at_once(tmp_path: Path) -> None:
    path = template(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: typeset.set_pdf(path, {"name": name}), ["Anne", "Jeanne", "Noé", "Sacha"]))
    assert all(each.startswith(b"%PDF-") for each in made)
    assert len(set(made)) == 4


def test_a_text_in_another_letter_than_meant_is_not_given(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        typeset.set_pdf(template(tmp_path, "Police qui n’existe pas"), {"name": "Anne"})


def test_who_waits_too_long_is_asked_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "PATIENCE", 0.0)
    path = template(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(typeset.set_pdf, path, {"name": f"{number}"}) for number in range(4)]
    outcomes = [each.exception() for each in asked]
    assert outcomes.count(None) >= 1
    assert {type(each) for each in outcomes} == {type(None), Unavailable}
