"""Coming in by oneself: two factors or a passkey, one answer for every wrong one, and a line in the history."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse

from ens.credentials import limits, passkeys
from ens.credentials.passkeys import Ceremony
from ens.credentials.rules import windows
from ens.credentials.store import Holder
from ens.gate.history import list_entries
from ens.gate.house import database
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.ids import HOUSE
from ens.lifecycle.services import erase_space
from ens.registry.people import new_number
from tests.enrolment.conftest import come, statements
from tests.factories.authenticator import Device
from tests.factories.browser import Browser
from tests.factories.enrolled import PASSWORD, Enrolled, enrol
from tests.factories.people import new_person

NAME, SECOND, KEY = "/connexion/identifiant/", "/connexion/second/", "/connexion/cle/"


@pytest.fixture
def browser() -> Browser:
    return come()


def password(browser: Browser, login: str, secret: str = PASSWORD) -> HttpResponse:
    return browser.submit(NAME, NAME, identifiant=login, **{"mot-de-passe": secret})


def methods_of(number: int) -> list[str]:
    with database().cursor() as cursor:
        cursor.execute(
            "SELECT s.methods FROM session s JOIN token t USING (hash) WHERE t.number = %s AND s.methods <> 'demo'",
            [number],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.threat("T-44")
def test_a_password_alone_opens_nothing(browser: Browser, enrolled: Enrolled) -> None:
    assert password(browser, enrolled.login).headers["Location"] == SECOND
    assert settings.ENS_COOKIE not in browser.client.cookies
    assert methods_of(enrolled.holder.number) == []
    assert browser.submit(SECOND, SECOND, code="").status_code == 422


@pytest.mark.threat("T-44")
def test_a_second_factor_alone_opens_nothing(browser: Browser) -> None:
    assert browser.get(SECOND).status_code == 410


def test_with_a_code_of_the_app(browser: Browser, enrolled: Enrolled) -> None:
    password(browser, enrolled.login)
    assert browser.submit(SECOND, SECOND, code=enrolled.code()).headers["Location"] == "/connexion/suite/"
    assert methods_of(enrolled.holder.number) == ["password otp"]
    assert browser.get(SECOND).status_code == 410


def test_with_a_code_on_paper(browser: Browser, enrolled: Enrolled) -> None:
    password(browser, enrolled.login)
    assert browser.submit(SECOND, SECOND, code=enrolled.codes[3]).status_code == 303
    assert methods_of(enrolled.holder.number) == ["password recovery"]
    password(browser, enrolled.login)
    assert browser.submit(SECOND, SECOND, code=enrolled.codes[3]).status_code == 422


def noted(space: int, visit: object) -> list[tuple[Outcome, tuple[str, ...]]]:
    lines = [line.entry for line in list_entries(visit, space, None, 30) if line.entry]  # type: ignore[arg-type]
    return [(entry.outcome, tuple(entry.reasons)) for entry in lines if entry.action == Action.ACCOUNTS_SESSION_OPEN]


def test_who_failed_to_come_in_as_her_stands_in_her_history(browser: Browser) -> None:
    person = new_person()
    made = enrol(person.space, person.number)
    password(browser, made.login, "Faux-mot2passe")
    password(browser, made.login)
    browser.submit(SECOND, SECOND, code="000000")
    assert noted(person.space, person.visit) == [(Outcome.REFUSED, ("wrong_proof",))] * 2
    password(browser, made.login)
    browser.submit(SECOND, SECOND, code=made.code())
    assert (Outcome.ALLOWED, ("own_space",)) in noted(person.space, person.visit)


def page(answer: HttpResponse, login: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return f"{answer.status_code} {text.replace(login, '')}"


def test_one_answer_for_every_wrong_pair(browser: Browser, enrolled: Enrolled) -> None:
    gone = new_person()
    erased = enrol(gone.space, gone.number)
    erase_space(gone.visit, gone.space)
    pairs = [
        (enrolled.login, "Faux-mot2passe"),
        ("personne.ici-99", PASSWORD),
        (erased.login, PASSWORD),
        ("zz-personne", ""),
    ]
    assert len({page(password(browser, *pair), pair[0]) for pair in pairs}) == 1


def test_who_lost_every_second_factor_does_not_come_in_with_a_password(browser: Browser, enrolled: Enrolled) -> None:
    with database().cursor() as cursor:
        cursor.execute("DELETE FROM credential WHERE number = %s AND kind <> 1", [enrolled.holder.number])
    assert password(browser, enrolled.login).status_code == 422


def test_ten_wrong_codes_and_even_the_right_one_waits(browser: Browser, enrolled: Enrolled) -> None:
    password(browser, enrolled.login)
    for _ in range(windows.SECOND_FACTOR.most):
        limits.spend(windows.SECOND_FACTOR, str(enrolled.holder.number))
    answer = browser.submit(SECOND, SECOND, code=enrolled.code())
    assert (answer.status_code, "Trop d’essais" in answer.content.decode()) == (422, True)


def register(holder: Holder) -> Device:
    device = Device(settings.ENS_PUBLIC_URL)
    ceremony = passkeys.begin_registration(holder, "Anna")
    passkeys.finish_registration(holder, ceremony.ticket, device.make(ceremony), "")
    return device


def with_key(browser: Browser, where: str, device: Device) -> HttpResponse:
    text = browser.text(where)
    options = re.search(r'data-options="([^"]+)"', text)
    ticket = re.search(r'name="billet" value="([^"]+)"', text)
    assert options is not None
    assert ticket is not None
    ceremony = Ceremony(options[1].replace("&#34;", '"'), ticket[1])
    return browser.submit(where, where, moyen="cle", billet=ceremony.ticket, reponse=device.sign(ceremony))


def test_a_passkey_is_enough(browser: Browser, enrolled: Enrolled) -> None:
    device = register(enrolled.holder)
    assert with_key(browser, KEY, device).headers["Location"] == "/connexion/suite/"
    assert methods_of(enrolled.holder.number) == ["passkey"]


def test_a_passkey_is_a_second_factor_of_its_owner(browser: Browser, enrolled: Enrolled) -> None:
    device = register(enrolled.holder)
    password(browser, enrolled.login)
    assert with_key(browser, SECOND, device).status_code == 303
    assert methods_of(enrolled.holder.number) == ["password passkey"]


def test_an_agents_passkey_opens_nothing_here(browser: Browser, enrolled: Enrolled) -> None:
    agent = register(Holder(HOUSE, new_number()))
    assert with_key(browser, KEY, agent).status_code == 422
    assert settings.ENS_COOKIE not in browser.client.cookies


def test_a_passkey_of_nobody_is_refused(browser: Browser, enrolled: Enrolled) -> None:
    assert with_key(browser, KEY, Device(settings.ENS_PUBLIC_URL)).status_code == 422


@pytest.mark.threat("T-41")
def test_the_database_is_asked_the_same_about_nobody(
    browser: Browser, enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    password(browser, "personne.autre-2", "Faux-mot2passe")
    here = statements(lambda: password(browser, enrolled.login, "Faux-mot2passe"), monkeypatch)
    nowhere = statements(lambda: password(browser, "personne.ici-2", "Faux-mot2passe"), monkeypatch)
    assert here == nowhere
