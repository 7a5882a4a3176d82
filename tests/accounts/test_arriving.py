"""Between signing in and the notebook: the terms, then the first choices, once each; and nothing goes past them."""

import html
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.accounts import terms
from ens.gate.choices import read_choices
from ens.gate.history import list_entries
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Conflict, NotFound
from ens.sharing.delegations import declare_representative
from ens.web import session
from ens.web.session import SignedIn
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import PERSON_SCOPES, new_professional
from tests.factories.people import Holder, new_child, new_person

TERMS, CHOICES = "/mon-compte/conditions/", "/mon-compte/choix/"
ANSWERS = {"visibles": "oui", "regulation": "oui", "urgence": "non"}


@pytest.fixture
def newcomer(camille: Holder) -> Browser:
    """Camille, just signed in for the first time."""
    browser, response = Browser(camille), HttpResponse()
    session.begin(HttpRequest(), response, SignedIn(ActorKind.PERSON, camille.number, PERSON_SCOPES, "fc"))
    browser.client.cookies[settings.ENS_COOKIE] = response.cookies[settings.ENS_COOKIE].value
    return browser


def led(browser: Browser, path: str) -> Iterator[str]:
    """Follow where a page leads, to the end."""
    for _ in range(6):
        answer = browser.get(path)
        if answer.status_code != 303:
            return
        path = answer.headers["Location"]
        yield path


def test_a_newcomer_reads_the_terms_then_chooses_then_is_where_she_wanted(newcomer: Browser) -> None:
    wanted = f"{newcomer.notebook}documents/"
    assert list(led(newcomer, wanted))[-1] == TERMS
    assert newcomer.submit(TERMS, TERMS, version=terms.VERSION).headers["Location"] == "/connexion/suite/"
    assert list(led(newcomer, "/connexion/suite/"))[-1] == CHOICES
    assert newcomer.submit(CHOICES, CHOICES, **ANSWERS).headers["Location"] == "/connexion/suite/"
    assert list(led(newcomer, "/connexion/suite/")) == [wanted]
    assert newcomer.get(wanted).status_code == 200


def test_what_was_said_once_is_not_asked_again(newcomer: Browser, camille: Holder) -> None:
    newcomer.submit(TERMS, TERMS, version=terms.VERSION)
    newcomer.submit(CHOICES, CHOICES, **ANSWERS)
    response = HttpResponse()
    session.begin(HttpRequest(), response, SignedIn(ActorKind.PERSON, camille.number, PERSON_SCOPES, "passkey"))
    newcomer.client.cookies[settings.ENS_COOKIE] = response.cookies[settings.ENS_COOKIE].value
    assert next(led(newcomer, "/connexion/suite/")) == "/"


@pytest.mark.parametrize("path", ["", "documents/", "historique/", "documents/ajouter/", "choix/"])
def test_no_address_goes_past_the_terms(newcomer: Browser, path: str) -> None:
    answer = newcomer.get(newcomer.notebook + path)
    assert answer.headers["Location"].startswith("/connexion/suite/?suite=%2Fcarnet%2F")


@pytest.mark.parametrize("path", ["", "appareils/", "identite/"])
def test_nor_does_the_account(newcomer: Browser, path: str) -> None:
    assert newcomer.get(f"/mon-compte/{path}").headers["Location"].startswith("/connexion/suite/")


def test_who_does_not_accept_may_leave(newcomer: Browser) -> None:
    assert newcomer.submit(TERMS, "/deconnexion/").status_code == 303
    assert newcomer.get(TERMS).headers["Location"].startswith("/connexion/?suite=")


def test_new_terms_are_asked_about_anew(newcomer: Browser, monkeypatch: pytest.MonkeyPatch, camille: Holder) -> None:
    newcomer.submit(TERMS, TERMS, version=terms.VERSION)
    assert terms.has_accepted(camille.number)
    monkeypatch.setattr(terms, "VERSION", "2027-01")
    assert not terms.has_accepted(camille.number)
    assert newcomer.submit(TERMS, TERMS, version="2026-11").status_code == 409, "those are not the ones in force"
    assert not terms.has_accepted(camille.number)
    newcomer.submit(TERMS, TERMS, version="2027-01")
    assert terms.has_accepted(camille.number)


def test_accepting_is_in_her_history_with_the_version(newcomer: Browser, camille: Holder) -> None:
    newcomer.submit(TERMS, TERMS, version=terms.VERSION)
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 20) if line.entry]
    assert [each.detail for each in found if each.action == Action.ACCOUNTS_TERMS_ACCEPT] == [terms.VERSION]


def test_nothing_is_accepted_by_asking_for_a_version_that_is_not_there(camille: Holder) -> None:
    with pytest.raises(Conflict):
        terms.accept(camille.space, camille.number, "")
    assert not terms.has_accepted(camille.number)


def test_the_choices_are_kept_as_they_were_made(camille: Holder) -> None:
    assert read_choices(camille.visit, camille.space).made is False
    Browser(camille).submit(CHOICES, CHOICES, visibles="non", regulation="oui", urgence="non")
    assert read_choices(camille.visit, camille.space)[:4] == (True, True, False, True)
    text = html.unescape(Browser(camille).text(CHOICES))
    assert 'name="visibles" value="non" checked' in text
    assert 'name="urgence" value="non" checked' in text


@pytest.mark.parametrize("changes", [{"visibles": ""}, {"regulation": "peut-être"}, {"urgence": ""}])
def test_an_answer_that_is_missing_is_asked_for_again(camille: Holder, changes: dict[str, str]) -> None:
    answer = Browser(camille).submit(CHOICES, CHOICES, **ANSWERS | changes)
    assert answer.status_code == 422
    assert "Il reste un point à corriger" in answer.content.decode()
    assert read_choices(camille.visit, camille.space).made is False


def test_a_parent_chooses_for_the_childs_notebook_and_a_stranger_does_not(camille: Holder) -> None:
    child, stranger = new_child(9), new_person()
    declare_representative(child.space, camille.space)
    address = f"{notebook_of(child.space)}choix/"
    assert "Choix du carnet d’Anna" in Browser(camille).text("/mon-compte/")
    assert Browser(camille).submit(address, address, **ANSWERS | {"visibles": "non"}).status_code == 303
    assert read_choices(child.visit, child.space).masks_new is True
    assert read_choices(camille.visit, camille.space).made is False
    assert Browser(stranger).get(address).status_code == 404


def test_no_professional_chooses_for_anybody(camille: Holder) -> None:
    physician = new_professional()
    with pytest.raises(NotFound):
        read_choices(physician.visit, camille.space)
