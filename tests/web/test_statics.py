"""Style sheet, fonts and icons: from ourselves alone, small, and kept by browsers only while they are the same."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from ens.web import icons, statics
from ens.web.render import environment
from ens.web.statics import FOLDER, shelf
from tests.factories.browser import Browser

FIRST_VISIT = 150_000
GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def test_a_file_is_kept_for_good_under_its_own_digest() -> None:
    answer = Browser().get(statics.address("carnet.css"))
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_text_is_packed_for_browsers_that_can_unpack_it() -> None:
    plain, packed = shelf().files["carnet.css"][0], Browser(environ=GZIP).get(statics.address("carnet.css"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain
    assert len(packed.content) < len(plain) / 3
    for answer in (Browser().get(statics.address("carnet.css")), packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
    font = Browser(environ=GZIP).get(statics.address("atkinson-hyperlegible-next-latin-wght-normal.woff2"))
    assert "Content-Encoding" not in font.headers


def test_an_old_digest_gives_the_present_file_and_is_not_kept() -> None:
    answer = Browser().get("/statique/000000000000/carnet.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["absent.css", "..%2Fstatics.py", "%2e%2e", "carnet.css%00", "police-OFL"])
def test_nothing_but_the_shelf_is_served(name: str) -> None:
    assert Browser().get(f"/statique/{shelf().digest}/{name}").status_code == 404


def test_the_style_sheet_asks_nothing_of_another_host() -> None:
    sheet = (FOLDER / "carnet.css").read_text("utf-8")
    used = re.findall(r"url\(\"([^\"]+)\"\)", sheet)
    assert set(used) <= set(shelf().files)
    assert "@import" not in sheet
    assert "://" not in sheet


def test_a_first_visit_weighs_less_than_150_kb() -> None:
    """The sheet, the upright latin font and the mark; italics and other letters are fetched when a page has some."""
    names = ("carnet.css", "atkinson-hyperlegible-next-latin-wght-normal.woff2", "marque.svg")
    pages = 40_000
    assert sum(len(shelf().files[name][0]) for name in names) + pages < FIRST_VISIT


def test_fonts_and_icons_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "police-OFL.txt").read_text("utf-8")
    assert "ISC License" in (FOLDER / "icones-LICENCE.txt").read_text("utf-8")


def test_only_the_icons_of_a_page_are_drawn_in_it() -> None:
    html = icons.with_icons('<body><use href="#i-house"/><use href="#i-nothing"/></body>')
    assert html.count("<symbol") == 1
    assert '<symbol id="i-house"' in html


def test_every_class_that_a_template_names_is_drawn() -> None:
    sheet = (FOLDER / "carnet.css").read_text("utf-8")
    drawn = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheet))
    named = set()
    for name in environment().list_templates():
        source = environment().loader.get_source(environment(), name)[0]  # type: ignore[union-attr]
        plain = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}", " ", source, flags=re.DOTALL)
        named |= {word for words in re.findall(r'class="([^"]*)"', plain) for word in words.split()}
    assert {word for word in named if not word.endswith("--")} <= drawn


def test_every_icon_that_a_template_names_exists() -> None:
    named = set()
    for name in environment().list_templates():
        source = environment().loader.get_source(environment(), name)[0]  # type: ignore[union-attr]
        named |= set(re.findall(r"(?:icon|draw)\(\"([a-z0-9-]+)\"", source))
        named |= set(
            re.findall(r"(?:access_line|button|link_button)\((?:\"[^\"]*\", )?\"([a-z0-9]+-[a-z0-9-]+)\"", source)
        )
    assert named <= set(icons.symbols())
    assert {entry["icon"] for entry in settings.ENS_NAVIGATION} <= set(icons.symbols())


def test_an_operator_may_bring_a_logo_and_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logo, style = tmp_path / "ville.svg", tmp_path / "ville.css"
    logo.write_text("<svg/>", "utf-8")
    style.write_text(":root { --couverture: #123456; }", "utf-8")
    monkeypatch.setattr(settings, "ENS_LOGO", str(logo))
    monkeypatch.setattr(settings, "ENS_STYLE", str(style))
    before = shelf().digest
    for made in (shelf, environment):
        made.cache_clear()
    try:
        text = Browser().text("/aide/")
        assert shelf().digest != before
        assert f'<img src="{statics.address("ville.svg")}"' in text
        assert f'<link rel="stylesheet" href="{statics.address("ville.css")}">' in text
    finally:
        monkeypatch.undo()
        for made in (shelf, environment):
            made.cache_clear()
