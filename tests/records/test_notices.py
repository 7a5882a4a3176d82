"""What was just done is said to who did it, about what she did it to, for a while: a link cannot lie."""

import time

import pytest

from ens.gate.facts import Visit
from ens.records.notices import ADDED, DELETED, read_stamp, stamp

CAMILLE, NGUYEN = Visit(b"c" * 32), Visit(b"n" * 32)
DOCUMENT, OTHER = "a" * 26, "b" * 26


def test_it_is_said_to_who_did_it() -> None:
    assert read_stamp(CAMILLE, DOCUMENT, stamp(CAMILLE, DOCUMENT, ADDED)) == ADDED


@pytest.mark.parametrize(("visit", "about"), [(NGUYEN, DOCUMENT), (CAMILLE, OTHER)])
def test_it_says_nothing_to_another_session_or_about_another_document(visit: Visit, about: str) -> None:
    assert read_stamp(visit, about, stamp(CAMILLE, DOCUMENT, ADDED)) == ""


@pytest.mark.parametrize("word", ["", ADDED, f"{DELETED}:1wZ:x", "é" * 400, ":::"])
def test_nobody_makes_one_up(word: str) -> None:
    assert read_stamp(CAMILLE, DOCUMENT, word) == ""


def test_it_is_not_changed_into_another_act() -> None:
    _, _, signature = stamp(CAMILLE, DOCUMENT, ADDED).partition(":")
    assert read_stamp(CAMILLE, DOCUMENT, f"{DELETED}:{signature}") == ""


def test_it_is_news_for_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    word = stamp(CAMILLE, DOCUMENT, ADDED)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 590)
    assert read_stamp(CAMILLE, DOCUMENT, word) == ADDED
    monkeypatch.setattr(time, "time", lambda: now + 610)
    assert read_stamp(CAMILLE, DOCUMENT, word) == ""
