"""Refusing with the letter alone: possible before the space opens, final with one more click, and proven by a file."""

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.conf import settings

from ens.credentials import letters
from ens.gate.history import list_entries
from ens.gate.house import database
from ens.kernel.actions import Action
from ens.lifecycle.services import activate_space
from ens.policy.facts import SpaceState
from ens.registry import spaces
from tests.enrolment.conftest import Announced, announce, come

ASK, CONFIRM, DONE, PROOF = (f"/opposition/{page}" for page in ("", "confirmer/", "faite/", "preuve.pdf"))


@pytest.fixture
def robert() -> Announced:
    return announce("1951-07-08", SpaceState.ANNOUNCED)


def state_of(someone: Announced) -> int:
    found = spaces.find_state(database(), someone.person.space)
    assert found is not None
    return found[0]


def test_robert_refuses_and_keeps_a_proof(robert: Announced) -> None:
    browser, code = come(), letters.issue_letter_code(robert.holder)
    assert browser.submit(ASK, ASK, code=code).headers["Location"] == CONFIRM
    page = browser.text(CONFIRM)
    assert "Essai" not in page, "a letter in wrong hands says no name"
    assert state_of(robert) == SpaceState.ANNOUNCED, "a question is no answer"
    assert browser.submit(CONFIRM, CONFIRM).headers["Location"] == DONE
    assert state_of(robert) == SpaceState.OPPOSED
    assert "refusé" in browser.text(DONE)
    document = pypdfium2.PdfDocument(browser.get(PROOF).content)
    text = document[0].get_textpage().get_text_range()
    assert "Anna Essai" in text
    assert "L.1111-13-1" in text
    document.close()


def test_the_letter_has_served(robert: Announced) -> None:
    browser, code = come(), letters.issue_letter_code(robert.holder)
    browser.submit(ASK, ASK, code=code)
    browser.submit(CONFIRM, CONFIRM)
    assert browser.get(CONFIRM).status_code == 410
    assert come().submit(ASK, ASK, code=code).status_code == 422


@pytest.mark.threat("T-44")
def test_a_letter_alone_opens_no_space(robert: Announced) -> None:
    browser, code = come(), letters.issue_letter_code(robert.holder)
    browser.submit(ASK, ASK, code=code)
    for page in ("code/", "code/saisir/", "acces/", "second/"):
        assert browser.get(f"/inscription/{page}").status_code == 410
    assert settings.ENS_COOKIE not in browser.client.cookies


@pytest.mark.parametrize("state", [SpaceState.CREATED, SpaceState.ACTIVATED, SpaceState.OPPOSED])
def test_what_is_open_is_not_refused_any_more(state: SpaceState) -> None:
    someone = announce(state=state)
    browser, code = come(), letters.issue_letter_code(someone.holder)
    browser.submit(ASK, ASK, code=code)
    assert browser.get(CONFIRM).status_code == 409
    assert state_of(someone) == state


def test_no_page_comes_before_its_time(robert: Announced) -> None:
    for page in (CONFIRM, DONE, PROOF):
        assert come().get(page).status_code == 410
    browser = come()
    browser.submit(ASK, ASK, code=letters.issue_letter_code(robert.holder))
    assert [browser.get(page).status_code for page in (DONE, PROOF)] == [410, 410]


def test_a_code_that_nobody_has_is_one_answer(robert: Announced) -> None:
    answers = {come().submit(ASK, ASK, code=code).status_code for code in ("ABCD-EFGH-JKLM", "", "x")}
    assert answers == {422}


def test_it_is_in_his_history_when_he_opens_after_all(robert: Announced) -> None:
    browser = come()
    browser.submit(ASK, ASK, code=letters.issue_letter_code(robert.holder))
    browser.submit(CONFIRM, CONFIRM)
    activate_space(robert.person.space)
    lines = list_entries(robert.person.visit, robert.person.space, None, 20)
    acts = [line.entry.action for line in lines if line.entry]
    assert acts.index(Action.LIFECYCLE_SPACE_ACTIVATE) < acts.index(Action.LIFECYCLE_SPACE_OPPOSE)
