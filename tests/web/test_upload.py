"""Files that people send: whole up to the limit, counted beyond it, never on the disk."""

import io

import pytest
from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory


def received(content: bytes) -> InMemoryUploadedFile:
    file = sent(content).FILES["fichier0"]
    assert isinstance(file, InMemoryUploadedFile)
    return file


def sent(*contents: bytes) -> HttpRequest:
    files = {}
    for place, content in enumerate(contents):
        files[f"fichier{place}"] = io.BytesIO(content)
        files[f"fichier{place}"].name = f"radio {place}.tiff"
    request: HttpRequest = RequestFactory().post("/", files)
    return request


@pytest.fixture(autouse=True)
def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_UPLOAD_LIMIT", 200_000)


def test_a_file_comes_whole() -> None:
    content = bytes(range(256)) * 500
    file = received(content)
    assert (file.name, file.size, file.read()) == ("radio 0.tiff", len(content), content)


def test_a_file_of_exactly_the_limit_comes_whole() -> None:
    file = received(b"x" * 200_000)
    assert (file.size, len(file.read())) == (200_000, 200_000)


def test_of_a_file_that_is_too_large_the_size_is_known_and_the_rest_forgotten() -> None:
    file = received(b"x" * 5_000_000)
    assert (file.size, len(file.read())) == (5_000_000, 200_000)


def test_a_form_has_place_for_a_file_and_a_photo() -> None:
    assert len(sent(b"a", b"b").FILES) == 2


def test_two_files_share_the_room() -> None:
    files = sent(b"a" * 150_000, b"b" * 150_000).FILES
    kept = [file.read() for file in files.values() if isinstance(file, InMemoryUploadedFile)]
    assert [len(content) for content in kept] == [150_000, 50_000]


def test_three_files_are_refused() -> None:
    with pytest.raises(TooManyFilesSent):
        sent(b"a", b"b", b"c").FILES  # noqa: B018  reading is what parses
