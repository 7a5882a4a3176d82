"""Letters written with a word processor are read as text: words, accents, breaks and tables; nothing hidden."""

import time

import pytest

from ens.formats.preview.child import ask
from ens.formats.preview.limited.rtf import read_rtf
from ens.formats.preview.limited.serve import CannotShow
from ens.formats.preview.shapes import Reason, Refusal


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"{\rtf1\ansi Bonjour}", "Bonjour"),
        (rb"{\rtf1\ansi\ansicpg1252 Ch\'e8re coll\'e8gue,\par\par Merci.}", "Chère collègue,\n\nMerci."),
        (rb"{\rtf1 \u233?\u339?uf \u8364 ?}", "éœuf €"),
        (rb"{\rtf1\uc2 \u233??a}", "éa"),
        (rb"{\rtf1\uc0 \u233a}", "éa"),
        (rb"{\rtf1 \u-10179?\u-8704?}", "\U0001f600"),
        (rb"{\rtf1 \u-10179?}", "\ufffd"),
        (rb"{\rtf1 {\uc0 \u233}\u233?x}", "ééx"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red1;}{\stylesheet{\s0 Normal;}}\f0 Texte}", "Texte"),
        (rb"{\rtf1{\*\generator Word;}{\info{\author Dupont}}{\*\unknown cach\'e9}Texte}", "Texte"),
        (rb"{\rtf1{\field{\*\fldinst HYPERLINK javascript:alert(1)}{\fldrslt lien}}}", "lien"),
        (rb"{\rtf1{\pict\pngblip 89504e47}{\object{\*\objdata 0105}}Texte}", "Texte"),
        (rb"{\rtf1\trowd\cellx1 a\cell b\cell\row c\cell d\cell\row}", "a\tb\t\nc\td"),
        (rb"{\rtf1 a\~b\_c\-d\emdash e\bullet\lquote f\rquote}", "a\u00a0b\u2011cd—e•‘f’"),
        (rb"{\rtf1 \{\\\}}", "{\\}"),
        (rb"{\rtf1\ansicpg1251 \'cf\'f0}", "Пр"),
        (rb"{\rtf1\ansicpg99999 \'e9}", "é"),
        (b"{\\rtf1 a\\bin5 }}}}}b\r\nc}", "abc"),
        (b"{\\rtf1 un\\\ndeux\\line trois}", "un\ndeux\ntrois"),
        (rb"{\rtf1 \'zz\x y}", "zzy"),
        (rb"}}}{\rtf1 a}}} b", "a b"),
        (b"{\\rtf1 \x07\x1ba\xe2\\u8238?b}", "aâb"),
        (rb"{\rtf1 <script>alert(1)</script>}", "<script>alert(1)</script>"),
        (b"", ""),
    ],
)
def test_what_is_read(written: bytes, read: str) -> None:
    assert read_rtf(written) == read


def test_endless_files_end() -> None:
    began = time.monotonic()
    assert len(read_rtf(b"{\\rtf1 " + b"a" * 5_000_000)) == 400_000
    with pytest.raises(CannotShow):
        read_rtf(b"{" * 100_000)
    assert time.monotonic() - began < 5
    assert ask("rtf", "extract", b"{\\rtf1 " + b"\\b" * 12_000_000) == Refusal(Reason.HEAVY)
