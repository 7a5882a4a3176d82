"""The history as a PDF: the sentences of the page, nothing that the page does not say."""

import re

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.http import HttpResponse

from ens.history import queries
from ens.kernel import clock
from ens.policy.facts import Flag
from ens.sharing import delegations
from ens.web import dates
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller
from tests.factories.documents import Sheet, deposit, read
from tests.factories.people import Holder, new_child


def pdf_of(browser: Browser, book: str, query: str = "") -> str:
    answer: HttpResponse = browser.get(f"{book}historique/historique.pdf{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", " ", text)


def test_she_takes_away_what_the_page_says(camille: Holder, martin: Caller, hospital: Caller) -> None:
    browser = Browser(camille)
    read(martin, deposit(hospital, camille.space, Sheet(title="Bilan annuel")))
    deposit(hospital, camille.space, Sheet(title="Biopsie", flags=int(Flag.NOT_ANNOUNCED)))
    text = pdf_of(browser, browser.notebook)
    assert f"{martin.name}, médecin, a lu « Bilan annuel »." in text
    assert "parce que vous lui avez donné l’accès jusqu’au" in text
    assert f"{hospital.name} a déposé « Bilan annuel »." in text
    assert "Biopsie" not in text
    assert "ne prouve pas" not in text


def test_a_period_holds_its_own_lines_alone(camille: Holder, hospital: Caller) -> None:
    browser = Browser(camille)
    deposit(hospital, camille.space)
    year = dates.local(clock.now()).year
    assert hospital.name in pdf_of(browser, browser.notebook, f"?mois={year}")
    before = pdf_of(browser, browser.notebook, f"?mois={year - 1}")
    assert f"Qui est venu en {year - 1}" in before
    assert "Aucun passage." in before
    assert browser.get(f"{browser.notebook}historique/historique.pdf?mois=hier").status_code == 400


def test_it_says_where_it_stops(camille: Holder, hospital: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(camille)
    for _ in range(3):
        deposit(hospital, camille.space)
    assert "s’arrête" not in pdf_of(browser, browser.notebook)
    monkeypatch.setattr(queries, "PRINTED", 2)
    text = pdf_of(browser, browser.notebook)
    assert text.count("Ligne ") == 2
    assert "Ce document s’arrête à 2000 passages." in text


def test_a_parent_s_says_that_it_is_not_whole(camille: Holder, hospital: Caller) -> None:
    sacha = new_child()
    delegations.declare_representative(sacha.space, camille.space)
    deposit(hospital, sacha.space, Sheet(title="Vaccins"))
    deposit(hospital, sacha.space, Sheet(title="Confidence", flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)))
    text = pdf_of(Browser(camille), notebook_of(sacha.space))
    assert "Vaccins" in text
    assert "Confidence" not in text
    assert "Ce document ne prouve pas que tout y est" in text
