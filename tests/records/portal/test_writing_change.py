"""Camille changes what a document of hers says, or withdraws it; nobody else's."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from ens.gate import door
from ens.gate.door import Found
from ens.gate.house import house
from ens.policy.facts import Flag
from ens.records import notices
from ens.records.lots import DOCUMENT
from ens.sharing import delegations
from tests.factories import documents
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import new_professional
from tests.factories.people import Holder
from tests.records.portal.filling import TYPED, added, faults, form_of, place_of, plain, said_by, send, send_to, stored


def address(space: int, item: bytes, act: str = "") -> str:
    return f"{notebook_of(space)}documents/{house().codec.encode(space, item)}/{act}"


@pytest.fixture
def mine(camille: Holder, browser: Browser) -> Found:
    """A document that Camille has added."""
    send(browser, visibilite="moi")
    return added(camille)[0]


def change(browser: Browser, found: Found, **data: Any) -> HttpResponse:
    page = address(found.space, found.item, "modifier/")
    return browser.submit(page, page, **{**TYPED, "version": str(found.version), **data})


def test_the_form_of_a_change_begins_with_what_the_document_says(browser: Browser, mine: Found) -> None:
    page = browser.text(address(mine.space, mine.item, "modifier/"))
    for text in (
        'value="Ordonnance du dentiste"',
        '<option value="ORD_SOIN" selected>',
        'name="date-jour" value="3"',
        'name="date-mois" value="2"',
        'name="date-annee" value="2026"',
        'value="moi" checked',
        'name="version" value="1"',
    ):
        assert text in page
    assert 'type="file"' not in page


def test_she_changes_what_it_says(camille: Holder, browser: Browser, mine: Found) -> None:
    answer = change(browser, mine, titre="Ordonnance", **{"date-jour": "", "date-mois": ""})
    public = house().codec.encode(mine.space, mine.item)
    assert place_of(answer) == address(mine.space, mine.item)
    assert said_by(camille, answer, public) == notices.CHANGED
    [after] = added(camille)
    assert (after.version, after.header.title, after.header.precision, after.header.flags) == (2, "Ordonnance", 2, 0)
    assert stored(camille) == documents.PDF


def test_changing_nothing_is_said_so(camille: Holder, browser: Browser, mine: Found) -> None:
    answer = change(browser, mine, visibilite="moi")
    assert said_by(camille, answer, house().codec.encode(mine.space, mine.item)) == notices.UNCHANGED
    assert added(camille)[0].version == 1


def test_a_change_that_is_wrong_is_told_and_nothing_changes(camille: Holder, browser: Browser, mine: Found) -> None:
    answer = change(browser, mine, titre="", **{"date-annee": "1899"})
    assert answer.status_code == 422
    assert faults(answer) == ["Donnez un titre à ce document.", "Écrivez une année à partir de 1900."]
    assert 'name="version" value="1"' in plain(answer)
    assert added(camille)[0].version == 1


def test_two_windows_do_not_overwrite_each_other(camille: Holder, browser: Browser, mine: Found) -> None:
    change(browser, mine, titre="Première fenêtre")
    answer = change(browser, mine, titre="Seconde fenêtre")
    assert answer.status_code == 412
    assert "Quelque chose a changé entre-temps" in plain(answer)
    assert added(camille)[0].header.title == "Première fenêtre"


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 30])
def test_a_version_is_a_number(camille: Holder, browser: Browser, mine: Found, version: str) -> None:
    assert change(browser, mine, version=version, titre="Autre").status_code == 400
    assert added(camille)[0].version == 1


def test_she_is_asked_before_a_document_is_withdrawn(camille: Holder, browser: Browser, mine: Found) -> None:
    page = browser.text(address(mine.space, mine.item, "supprimer/")).replace("\u00a0", " ")
    assert "Supprimer « Ordonnance du dentiste » ?" in page
    assert "Vous ne pourrez pas revenir en arrière." in page
    assert len(added(camille)) == 1


def test_what_she_withdraws_is_gone_and_she_is_back_in_her_list(camille: Holder, browser: Browser, mine: Found) -> None:
    page = address(mine.space, mine.item, "supprimer/")
    answer = browser.submit(page, page)
    assert place_of(answer) == f"{browser.notebook}documents/"
    assert said_by(camille, answer, house().codec.encode(camille.space, bytes(10))) == notices.DELETED
    assert "supprimé" in browser.text(answer.headers["Location"])
    assert added(camille) == []
    assert browser.get(page).status_code == 410
    assert browser.get(address(mine.space, mine.item, "modifier/")).status_code == 410


def test_withdrawing_twice_is_told(browser: Browser, mine: Found) -> None:
    page = address(mine.space, mine.item, "supprimer/")
    first = browser.text(page)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', first)[0]
    assert browser.client.post(page, {"csrfmiddlewaretoken": token}).status_code == 303
    assert browser.client.post(page, {"csrfmiddlewaretoken": token}).status_code == 410


NOT_HERS = "Seule la personne qui a ajouté un document peut le modifier ou le supprimer."


def refused(browser: Browser, found: Found, act: str) -> None:
    """Neither the page nor a form made by hand does it."""
    page = address(found.space, found.item, act)
    answer = browser.get(page)
    assert (answer.status_code, NOT_HERS in answer.content.decode()) == (403, True)
    form = {**TYPED, "version": str(found.version)}
    assert browser.submit(form_of(browser), page, **form).status_code == 403


@pytest.mark.parametrize("act", ["modifier/", "supprimer/"])
def test_what_a_professional_added_stays_as_it_is(camille: Holder, browser: Browser, act: str) -> None:
    document = documents.publish(new_professional(), camille.identity)
    refused(browser, door.read(camille.visit, *document.place, DOCUMENT), act)
    assert added(camille)[0].version == 1


def test_what_a_mother_added_in_her_childs_name_is_the_childs(sacha: Holder, browser: Browser) -> None:
    """Code civil, 388-1-1: a representative acts in the name of the minor."""
    send_to(browser, sacha.space)
    [found], his = added(sacha), Browser(sacha)
    assert "Modifier" in his.text(address(found.space, found.item))
    assert change(his, found, titre="Certificat").status_code == 303
    assert added(sacha)[0].header.title == "Certificat"
    page = address(found.space, found.item, "supprimer/")
    assert his.submit(page, page).status_code == 303
    assert added(sacha) == []


@pytest.mark.parametrize("act", ["modifier/", "supprimer/"])
def test_a_mother_who_no_longer_represents_her_child_changes_nothing_there(
    camille: Holder, sacha: Holder, browser: Browser, act: str
) -> None:
    send_to(browser, sacha.space)
    [found] = added(sacha)
    page = address(found.space, found.item, act)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.text(page))[0]
    delegations.withdraw_representative(sacha.space, camille.space)
    assert browser.get(page).status_code == 404
    form = {"csrfmiddlewaretoken": token, **TYPED, "version": "1"}
    assert browser.client.post(page, form).status_code == 404
    assert added(sacha)[0].version == 1


@pytest.mark.parametrize("act", ["modifier/", "supprimer/"])
def test_what_the_child_added_stays_as_it_is_for_her_mother(
    camille: Holder, sacha: Holder, browser: Browser, act: str
) -> None:
    send(Browser(sacha))
    refused(browser, added(sacha)[0], act)
    assert added(sacha)[0].version == 1


def test_a_mother_changes_and_withdraws_what_she_added_for_her_child(sacha: Holder, browser: Browser) -> None:
    send_to(browser, sacha.space)
    [found] = added(sacha)
    assert change(browser, found, titre="Certificat").status_code == 303
    page = address(found.space, found.item, "supprimer/")
    assert browser.submit(page, page).status_code == 303
    assert added(sacha) == []


@pytest.mark.parametrize("act", ["modifier/", "supprimer/"])
def test_a_document_is_found_in_its_own_notebook_alone(
    camille: Holder, sacha: Holder, browser: Browser, act: str
) -> None:
    send_to(browser, sacha.space)
    [found] = added(sacha)
    public = house().codec.encode(found.space, found.item)
    assert browser.get(f"{browser.notebook}documents/{public}/{act}").status_code == 404


@pytest.mark.parametrize("public", ["x", "a" * 26, "é" * 26, "ajouter", "%00" * 3])
@pytest.mark.parametrize("act", ["modifier/", "supprimer/"])
def test_what_is_no_document_is_not_there(browser: Browser, public: str, act: str) -> None:
    assert browser.get(f"{browser.notebook}documents/{public}/{act}").status_code == 404


def test_what_has_not_been_announced_to_her_cannot_be_touched(camille: Holder, browser: Browser) -> None:
    sheet = documents.Sheet(flags=Flag.NOT_ANNOUNCED)
    document = documents.deposit(new_professional(), camille.space, sheet)
    for act in ("modifier/", "supprimer/"):
        assert browser.get(address(*document.place, act)).status_code == 404
