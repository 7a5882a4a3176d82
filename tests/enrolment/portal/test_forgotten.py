"""What was forgotten: sent to a verified contact, changed with two proofs, and every session ends."""

import pytest
from django.conf import settings
from django.http import HttpResponse

from ens.credentials import passwords
from ens.gate.house import database
from ens.notify import services as outbox
from tests.enrolment.conftest import come, read_code, statements
from tests.factories.browser import Browser
from tests.factories.enrolled import PASSWORD, Enrolled

LOGIN, PASSWORD_PAGE, NEW = (f"/connexion/oubli/{page}" for page in ("", "mot-de-passe/", "nouveau/"))
OTHER = "Loutre-rousse9 au bord"


@pytest.fixture
def browser() -> Browser:
    return come()


def messages(to: str) -> list[str]:
    return [
        each.message.body for each in outbox.list_waiting(200) if each.message is not None and each.message.to == to
    ]


def test_a_login_goes_to_its_contact_and_nowhere_on_the_page(browser: Browser, enrolled: Enrolled) -> None:
    answer = browser.submit(LOGIN, LOGIN, contact=enrolled.email.upper())
    assert enrolled.login not in answer.content.decode()
    assert enrolled.login in messages(enrolled.email)[0]


def test_nobody_known_gets_the_same_page_and_no_message(browser: Browser, enrolled: Enrolled) -> None:
    known = browser.submit(LOGIN, LOGIN, contact=enrolled.email)
    unknown = browser.submit(LOGIN, LOGIN, contact="personne.ici@exemple.fr")
    assert known.content == unknown.content
    assert messages("personne.ici@exemple.fr") == []


def test_three_an_hour_about_one_contact(browser: Browser, enrolled: Enrolled) -> None:
    answers = [browser.submit(LOGIN, LOGIN, contact=enrolled.email).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 422]
    assert len(messages(enrolled.email)) == 3


def ask(browser: Browser, enrolled: Enrolled) -> str:
    led = browser.submit(PASSWORD_PAGE, PASSWORD_PAGE, identifiant=enrolled.login)
    assert led.headers["Location"] == NEW
    return read_code(enrolled.email)


def change(browser: Browser, code: str, second: str, password: str = OTHER) -> HttpResponse:
    return browser.submit(NEW, NEW, code=code, second=second, **{"mot-de-passe": password})


def test_with_both_proofs_it_changes_and_everybody_hears(browser: Browser, enrolled: Enrolled) -> None:
    code = ask(browser, enrolled)
    answer = change(browser, code, enrolled.code())
    assert (answer.status_code, "a changé" in answer.content.decode()) == (200, True)
    assert passwords.is_own_password(enrolled.holder.number, OTHER)
    assert settings.ENS_COOKIE not in browser.client.cookies, "she signs in as always"
    assert any("mot de passe vient de changer" in body for body in messages(enrolled.email))


def test_every_session_ends_with_it(browser: Browser, enrolled: Enrolled) -> None:
    with_session = come()
    with_session.submit(
        "/connexion/identifiant/", "/connexion/identifiant/", identifiant=enrolled.login, **{"mot-de-passe": PASSWORD}
    )
    with_session.submit("/connexion/second/", "/connexion/second/", code=enrolled.code())
    assert with_session.get("/mon-compte/").headers["Location"].startswith("/connexion/suite/"), "she is inside"
    change(browser, ask(browser, enrolled), enrolled.codes[0])
    assert with_session.get("/mon-compte/").headers["Location"].startswith("/connexion/?"), "and must sign in again"


@pytest.mark.threat("T-44")
@pytest.mark.parametrize("missing", ["code", "second"])
def test_one_proof_changes_nothing(browser: Browser, enrolled: Enrolled, missing: str) -> None:
    code = ask(browser, enrolled)
    proofs = {"code": code, "second": enrolled.codes[0]} | {missing: "000000"}
    assert change(browser, **proofs).status_code == 422
    assert passwords.is_own_password(enrolled.holder.number, PASSWORD)


def test_a_code_serves_once_even_for_a_bad_password(browser: Browser, enrolled: Enrolled) -> None:
    code = ask(browser, enrolled)
    assert change(browser, code, enrolled.codes[0], "court").status_code == 422, "said before anything is used"
    assert change(browser, code, enrolled.codes[0], PASSWORD).status_code == 422, "the one that she had"
    assert change(browser, code, enrolled.codes[1]).status_code == 422, "it has been used with that"
    assert passwords.is_own_password(enrolled.holder.number, PASSWORD)


def test_a_name_that_nobody_has_leads_the_same_way(browser: Browser, enrolled: Enrolled) -> None:
    led = browser.submit(PASSWORD_PAGE, PASSWORD_PAGE, identifiant="personne.ici-77")
    assert led.headers["Location"] == NEW
    assert change(browser, "123456", "123456").status_code == 422


def test_what_is_told_to_nobody_is_thrown_away(browser: Browser, enrolled: Enrolled) -> None:
    def waiting() -> int:
        with database().cursor() as cursor:
            cursor.execute("SELECT count(*) FROM outbox")
            return int(cursor.fetchone()[0])

    before = waiting()
    browser.submit(LOGIN, LOGIN, contact="personne.la@exemple.fr")
    assert waiting() == before + 1, "as many rows as for somebody"


@pytest.mark.threat("T-41")
@pytest.mark.parametrize(
    ("page", "field", "value"),
    [(LOGIN, "contact", "personne.ici-1@exemple.fr"), (PASSWORD_PAGE, "identifiant", "personne.ici-1")],
    ids=["login", "password"],
)
def test_the_database_is_asked_the_same_for_nobody(
    browser: Browser, enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch, page: str, field: str, value: str
) -> None:
    known = enrolled.email if page == LOGIN else enrolled.login
    browser.submit(page, page, **{field: "personne.autre-1@exemple.fr" if page == LOGIN else "personne.autre-1"})
    here = statements(lambda: browser.submit(page, page, **{field: known}), monkeypatch)
    nowhere = statements(lambda: browser.submit(page, page, **{field: value}), monkeypatch)
    assert here == nowhere
