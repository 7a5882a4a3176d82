"""A first access, page by page: what each step demands, and what nobody learns before."""

import pytest

from ens.credentials import contacts, letters
from ens.credentials.store import Kind
from ens.enrolment import cards
from ens.enrolment.portal.enrol import NOT_FOUND
from ens.gate.history import list_entries
from ens.gate.house import database
from ens.journal.entry import Outcome
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.notify import services as outbox
from ens.policy.facts import SpaceState
from tests.enrolment.conftest import CARD_PAGE, CODE_PAGE, Announced, announce, come, prove, read_code, show_card
from tests.factories.browser import Browser
from tests.factories.enrolled import enrol
from tests.factories.people import new_person

LATER_PAGES = ("qui/", "code/", "code/saisir/", "acces/", "contacts/", "second/", "codes/", "enfant/")


@pytest.fixture
def browser() -> Browser:
    return come()


def text(answer: object) -> str:
    content: bytes = answer.content  # type: ignore[attr-defined]
    return content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("page", LATER_PAGES)
def test_no_page_is_reached_without_those_before(browser: Browser, page: str) -> None:
    answer = browser.get(CARD_PAGE + page)
    assert answer.status_code == 410
    assert "expiré" in text(answer)


def test_a_card_and_a_code_lead_to_the_access(browser: Browser, anna: Announced) -> None:
    assert prove(browser, anna).headers["Location"] == "/inscription/acces/"


def test_contacts_are_masked_before_anything_is_proven(browser: Browser, anna: Announced) -> None:
    show_card(browser, anna.card)
    page = text(browser.get("/inscription/code/"))
    assert "a•••@e•••.fr" in page
    assert anna.email not in page
    assert "rue Neuve" not in page
    assert "Essai" not in page


@pytest.mark.parametrize("page", ["acces/", "contacts/", "second/"])
def test_a_card_alone_opens_nothing(browser: Browser, anna: Announced, page: str) -> None:
    show_card(browser, anna.card)
    assert browser.get(CARD_PAGE + page).status_code == 410


def test_a_wrong_code_is_written_down_and_leads_nowhere(browser: Browser, anna: Announced) -> None:
    show_card(browser, anna.card)
    browser.submit("/inscription/code/", "/inscription/code/", contact=str(int(Kind.EMAIL)))
    code = read_code(anna.email)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert browser.submit(CODE_PAGE, CODE_PAGE, code=wrong).status_code == 422
    lines = list_entries(anna.person.visit, anna.person.space, None, 20)
    noted = [line.entry for line in lines if line.entry and line.entry.action == Action.ACCOUNTS_CREDENTIAL_ADD]
    assert [(entry.outcome, entry.reasons) for entry in noted] == [(Outcome.REFUSED, ("wrong_proof",))]


@pytest.mark.parametrize(
    ("state", "words"),
    [(SpaceState.SUSPENDED, "3422"), (SpaceState.CLOSED, "3422"), (SpaceState.ACTIVATED, "Vous avez déjà un accès")],
)
def test_what_keeps_it_shut_is_told_after_the_code_alone(browser: Browser, state: SpaceState, words: str) -> None:
    someone = announce(state=state)
    if state is SpaceState.ACTIVATED:
        enrol(*someone.holder)
        someone = Announced(someone.person, someone.card, _verified(someone))
    show_card(browser, someone.card)
    assert words not in text(browser.get("/inscription/code/"))
    answer = prove(browser, someone)
    assert answer.status_code == 403
    assert words in text(answer)


def _verified(someone: Announced) -> str:
    """Tell where a code goes now: to the contact that she has verified since."""
    return contacts.list_contacts(someone.holder.number)[0].value


def test_of_who_has_died_nothing_opens(browser: Browser, anna: Announced) -> None:
    cards.declare_deceased(anna.person.space)
    answer = prove(browser, anna)
    assert (answer.status_code, "décédée" in text(answer)) == (403, True)


def test_who_refused_may_change_her_mind(browser: Browser) -> None:
    assert prove(browser, announce(state=SpaceState.OPPOSED)).headers["Location"] == "/inscription/acces/"


def test_a_letter_is_another_way(browser: Browser, anna: Announced) -> None:
    code = letters.issue_letter_code(anna.holder)
    show_card(browser, anna.card)
    assert browser.submit(CODE_PAGE, CODE_PAGE, code=code).headers["Location"] == "/inscription/acces/"


def test_a_letter_is_sent_twice_a_day_at_most(anna: Announced) -> None:
    def ask() -> int:
        browser = come()
        show_card(browser, anna.card)
        return browser.submit("/inscription/code/", "/inscription/code/", contact=str(int(Kind.ADDRESS))).status_code

    assert [ask() for _ in range(3)] == [200, 200, 422]
    newest = next(iter(outbox.list_waiting(1))).message
    assert newest is not None
    assert newest.lines[0] == "Anna Essai"


def test_twins_are_chosen_and_a_stranger_stops(browser: Browser, anna: Announced) -> None:
    twins = [announce("2019-04-02", card=anna.card) for _ in range(2)]
    assert show_card(browser, twins[0].card).headers["Location"] == "/inscription/qui/"
    who = "/inscription/qui/"
    page = text(browser.get(who))
    assert "Plusieurs enfants" in page
    assert "J’ai 16 ans" not in page
    assert browser.submit(who, who, qualite="parent").status_code == 422, "which one"
    assert browser.submit(who, who, enfant="1").status_code == 422, "who asks"
    assert browser.submit(who, who, enfant="1", qualite="moi").status_code == 422, "at seven"
    assert browser.submit(who, who, enfant="3", qualite="parent").status_code == 422, "somebody else"
    stopped = browser.submit(who, who, enfant="1", qualite="non")
    assert (stopped.status_code, "représentant légal" in text(stopped)) == (403, True)
    assert browser.get(who).status_code == 410, "and starts again"


def test_a_parent_adds_a_childs_notebook_to_her_own_alone() -> None:
    parent = announce(state=SpaceState.ACTIVATED)
    child = announce("2019-04-02", card=parent.card)
    for visitor, expected in ((None, 200), (new_person(), 403), (parent.person, 200)):
        browser = come(visitor)
        show_card(browser, child.card)
        browser.submit("/inscription/qui/", "/inscription/qui/", qualite="parent")
        browser.submit("/inscription/code/", "/inscription/code/", contact=str(int(Kind.EMAIL)))
        _pass_time()
        led = browser.submit(CODE_PAGE, CODE_PAGE, code=read_code(child.email))
        assert led.headers["Location"] == "/inscription/enfant/"
        answer = browser.get("/inscription/enfant/")
        assert answer.status_code == expected
        if visitor is None:
            assert "D’abord votre carnet" in text(answer)
    assert browser.submit("/inscription/enfant/", "/inscription/enfant/").status_code == 303
    lines = list_entries(child.person.visit, child.person.space, None, 20)
    acts = {line.entry.action for line in lines if line.entry}
    assert Action.SHARING_REPRESENTATION_DECLARE in acts


def _pass_time() -> None:
    """Let half a minute pass, so that another code may be asked for."""
    with database().cursor() as cursor:
        cursor.execute("UPDATE one_time_code SET sent = sent - interval '31 seconds'")


def test_at_sixteen_one_has_ones_own(browser: Browser, anna: Announced) -> None:
    born = clock.today().replace(day=1)
    young = announce(f"{born.year - 16}-{born.month:02}-01", card=anna.card)
    show_card(browser, young.card)
    browser.submit("/inscription/qui/", "/inscription/qui/", qualite="moi")
    browser.submit("/inscription/code/", "/inscription/code/", contact=str(int(Kind.EMAIL)))
    browser.submit(CODE_PAGE, CODE_PAGE, code=read_code(young.email))
    page = text(browser.get("/inscription/acces/"))
    assert "pas celles de vos parents" in page
    assert young.email not in page, "the parents’ address is not offered"


def test_a_wrong_card_says_one_thing(browser: Browser, anna: Announced) -> None:
    wrong = type(anna.card)(anna.card.number, "12345678", anna.card.birth_date)
    answer = show_card(browser, wrong)
    assert (answer.status_code, NOT_FOUND in text(answer)) == (422, True)
    assert browser.get("/inscription/code/").status_code == 410
