"""Camille says who sees a document, one or all; a minor keeps one from her parents, and they never do it for her."""

import html

import pytest

from ens.gate import door
from ens.kernel.errors import HouseError
from ens.sharing import services
from ens.sharing.delegations import declare_representative
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import DOCUMENT, Deposited, publish
from tests.factories.people import Holder, new_child


def reads(who: Caller, document: Deposited) -> bool:
    try:
        door.read(who.visit, *document.place, DOCUMENT)
    except HouseError:
        return False
    return True


def page_of(holder: Holder, document: Deposited) -> str:
    listed = Browser(holder).text(f"{notebook_of(holder.space)}documents/")
    del document  # the only one there
    return next(part for part in listed.split('"') if "/documents/" in part and len(part) > 60) + "visibilite/"


@pytest.fixture
def nurse(camille: Holder) -> Caller:
    """A nurse whom Camille lets in: authorised, and nothing more."""
    found = new_professional("60")
    services.authorise(camille.visit, camille.space, found.number)
    return found


@pytest.fixture
def report(camille: Holder) -> Deposited:
    return publish(new_structure(), camille.identity, title="Compte rendu")


def test_she_masks_one_document_and_shows_it_again(camille: Holder, nurse: Caller, report: Deposited) -> None:
    browser, page = Browser(camille), page_of(camille, report)
    text = html.unescape(browser.text(page))
    assert f"{nurse.name} ne pourrait plus lire votre document." in text
    assert "Cacher à mes parents" not in text, "she is of age"
    assert reads(nurse, report)
    assert browser.submit(page, page, geste="masquer").status_code == 303
    assert not reads(nurse, report)
    assert f"{nurse.name} pourrait lire votre document." in html.unescape(browser.text(page))
    assert browser.submit(page, page, geste="montrer").status_code == 303
    assert reads(nurse, report)


@pytest.mark.parametrize(("act", "status"), [("cacher", 403), ("montrer", 403), ("", 400), ("effacer", 400)])
def test_what_is_not_offered_is_not_done(
    camille: Holder, nurse: Caller, report: Deposited, act: str, status: int
) -> None:
    browser, page = Browser(camille), page_of(camille, report)
    assert browser.submit(page, page, geste=act).status_code == status
    assert reads(nurse, report)


def test_all_documents_are_masked_at_once_and_shown_again(camille: Holder, nurse: Caller, report: Deposited) -> None:
    other = publish(new_structure(), camille.identity, title="Un autre")
    browser = Browser(camille)
    page = f"{browser.notebook}confidentialite/documents/"
    assert f"{nurse.name} ne pourrait plus lire vos 2 documents." in html.unescape(browser.text(page))
    assert "2 documents ont changé" in html.unescape(browser.submit(page, page, geste="masquer").content.decode())
    assert not reads(nurse, report)
    assert not reads(nurse, other)
    browser.submit(page, page, geste="montrer")
    assert reads(nurse, report)
    assert reads(nurse, other)


def test_a_minor_keeps_a_document_from_her_parents_and_they_count_it_nowhere(camille: Holder) -> None:
    noe = new_child(16)
    declare_representative(noe.space, camille.space)
    secret = publish(new_structure(), noe.identity, title="Secret")
    parent, page = Browser(camille), page_of(noe, secret)
    assert "Cacher à mes parents" not in parent.text(page)
    assert parent.submit(page, page, geste="cacher").status_code == 403
    assert Browser(noe).submit(page, page, geste="cacher").status_code == 303
    assert parent.get(page).status_code == 404
    nurse = new_professional("60")
    services.authorise(noe.visit, noe.space, nurse.number)
    every = f"{notebook_of(noe.space)}confidentialite/documents/"
    assert nurse.name not in parent.text(every), "what a parent is told counts nothing that is hidden"
    assert nurse.name in Browser(noe).text(every)
