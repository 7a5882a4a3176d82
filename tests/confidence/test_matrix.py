"""Anybody reads what each profession may read, without an account; the page says what the decision does."""

import html
import re

import pytest

from ens.policy import matrix
from ens.records import taxonomy
from ens.registry.professions import professions
from tests.databases import Database
from tests.factories.browser import Browser

PAGE = "/qui-lit-quoi/"


@pytest.fixture
def text(database: Database) -> str:  # the page looks for a session
    assert database
    return html.unescape(Browser().text(PAGE)).replace("\u00a0", " ")


def test_every_profession_of_the_matrix_is_there_with_what_it_reads(text: str) -> None:
    names, classes = dict(professions()), taxonomy.load_classes()
    parts = dict(re.findall(r"<strong>([^<]+)</strong> :(.*?)</details>", text, re.DOTALL))
    assert set(parts) == {names[code] for code in matrix.rows()}
    for code in matrix.rows():
        reads, _, never = parts[names[code]].partition("Non accessible")
        for number, each in classes.items():
            may = matrix.may_read(code, number, "")
            assert (f"<strong>{each.label}</strong></div>" in reads) is may, (code, number)
            assert (f"<strong>{each.label}</strong></div>" in never) is not may, (code, number)


def test_a_type_that_is_refused_alone_is_named(text: str) -> None:
    part = text.partition("<strong>Médecin</strong>")[2].partition("</details>")[0]
    assert "Attestation de résidence" in part.partition("Non accessible")[2]
