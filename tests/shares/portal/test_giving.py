"""Camille chooses what to show; others choose nothing of hers."""

import pytest

from ens.gate import shares
from ens.policy.facts import Flag
from ens.sharing import delegations
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import new_structure
from tests.factories.documents import Sheet, deposit
from tests.factories.journal import last
from tests.factories.people import Holder, new_child
from tests.shares.showing import public, show


def test_camille_shows_a_document_and_ends_it(camille: Holder, browser: Browser) -> None:
    report = deposit(new_structure(), camille.space, Sheet(title="Bilan annuel"))
    show(browser, report)
    assert last(camille.space).action == "sharing:share:give"
    assert [ref.item for ref in last(camille.space).refs] == [report.place[1]]
    page = f"{browser.notebook}partages/"
    assert "Encore une ouverture" in browser.text(page)
    [number] = shares.list_shares(camille.visit, camille.space)
    assert browser.submit(page, page, partage=str(number)).status_code == 303
    assert shares.list_shares(camille.visit, camille.space) == {}
    assert "Aucun partage en cours" in browser.text(page)
    assert browser.submit(f"{page}nouveau/", page, partage=str(number)).status_code == 404


def test_it_lasts_and_opens_as_she_says(camille: Holder, browser: Browser) -> None:
    show(browser, deposit(new_structure(), camille.space), duree="604800", fois="10", code_alone=False)
    [share] = shares.list_shares(camille.visit, camille.space).values()
    assert (share.end - share.given, share.left, share.code_alone) == (604_800, 10, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"documents": []}, "Cochez une rubrique ou un document au moins"),
        ({"duree": "60"}, "Dites pour combien de temps"),
        ({"duree": "999999999"}, "Dites pour combien de temps"),
        ({"fois": "0"}, "Dites combien de fois"),
    ],
)
def test_a_form_that_says_too_little_comes_back(
    camille: Holder, browser: Browser, changes: dict[str, object], sentence: str
) -> None:
    report = deposit(new_structure(), camille.space)
    page = f"{browser.notebook}partages/nouveau/"
    sent = {"documents": [public(report)], "duree": "3600", "fois": "1", **changes}
    answer = browser.submit(page, page, **sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert shares.list_shares(camille.visit, camille.space) == {}


@pytest.mark.parametrize("flag", [Flag.MASKED, Flag.NOT_ANNOUNCED])
def test_what_is_masked_or_not_announced_is_neither_offered_nor_shown(
    camille: Holder, browser: Browser, flag: Flag
) -> None:
    hospital = new_structure()
    deposit(hospital, camille.space, Sheet(title="Compte rendu visible"))
    hidden = deposit(hospital, camille.space, Sheet(title="Rapport gardé", flags=int(flag)))
    page = f"{browser.notebook}partages/nouveau/"
    assert "Compte rendu visible" in browser.text(page)
    assert "Rapport gardé" not in browser.text(page)
    sent = {"documents": [public(hidden)], "duree": "3600", "fois": "1"}
    assert browser.submit(page, page, **sent).status_code == 404


def test_nobody_shows_what_is_in_another_notebook(browser: Browser, camille: Holder) -> None:
    other = new_child()
    theirs, own = deposit(new_structure(), other.space), deposit(new_structure(), camille.space)
    page = f"{browser.notebook}partages/nouveau/"
    sent = {"documents": [public(own), public(theirs)], "duree": "3600", "fois": "1"}
    assert browser.submit(page, page, **sent).status_code == 404
    assert browser.get(f"{notebook_of(other.space)}partages/").status_code == 404


@pytest.mark.threat("T-60")
def test_a_parent_hears_nothing_of_what_a_minor_shows(camille: Holder, browser: Browser) -> None:
    noe = new_child(16)
    delegations.declare_representative(noe.space, camille.space)
    secret = Sheet(title="Consultation tenue secrète", flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES))
    kept = deposit(new_structure(), noe.space, secret)
    deposit(new_structure(), noe.space)
    show(Browser(noe), kept)
    there = notebook_of(noe.space)
    assert "Aucun partage en cours" in browser.text(f"{there}partages/")
    assert "tenue secrète" not in browser.text(f"{there}partages/nouveau/")
    assert "partagé" not in browser.text(f"{there}historique/?par=famille")
    sent = {"documents": [public(kept)], "duree": "3600", "fois": "1"}
    assert browser.submit(f"{there}partages/nouveau/", f"{there}partages/nouveau/", **sent).status_code == 404
    assert "partagé" in Browser(noe).text(f"{there}historique/?par=famille")
