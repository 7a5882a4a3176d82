"""The session: a cookie that says nothing, a row that ends it everywhere."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.gate.facts import Visit
from ens.gate.history import list_entries
from ens.gate.house import database as connection
from ens.gate.secrets import Sealed, unseal
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Unauthenticated
from ens.registry import parties, sessions, tokens
from ens.web import session
from ens.web.session import SignedIn, StaleProof
from tests.factories.browser import Browser
from tests.factories.callers import PERSON_SCOPES, new_professional, new_session, new_token
from tests.factories.people import Holder, new_person

pytestmark = pytest.mark.threat("T-20")


def with_cookie(token: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[settings.ENS_COOKIE] = token
    return request


def test_who_brings_no_session_is_nobody() -> None:
    with pytest.raises(Unauthenticated):
        session.visit_of(HttpRequest())


def test_a_cookie_longer_than_any_token_is_nobody() -> None:
    with pytest.raises(Unauthenticated):
        session.visit_of(with_cookie("x" * 129))


def test_only_the_hash_goes_to_the_gate(person: Holder) -> None:
    token = person.caller.token
    assert session.visit_of(with_cookie(token)).token_hash == tokens.hashed(token)


def test_a_programs_token_opens_no_page_though_it_is_hers(person: Holder) -> None:
    browser = Browser(person)
    browser.client.cookies[settings.ENS_COOKIE] = new_token(ActorKind.PERSON, person.number, PERSON_SCOPES)
    assert browser.get(browser.notebook).headers["Location"].startswith("/connexion/")
    browser.client.cookies[settings.ENS_COOKIE] = new_session(ActorKind.PERSON, person.number, PERSON_SCOPES)
    assert browser.get(browser.notebook).status_code == 200


def there(token: str, **headers: str) -> HttpRequest:
    request = with_cookie(token)
    request.META.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
    return request


def age(token: str, **minutes: int) -> None:
    """Make columns of a session older."""
    for column, passed in minutes.items():
        table, key = ("token", "hash") if column == "expires" else ("session", "hash")
        with connection().cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = {column} - make_interval(mins => %s) WHERE {key} = %s",
                [passed, tokens.hashed(token)],
            )


def left(token: str) -> float:
    """Tell the minutes after which a session would end if nobody came."""
    with connection().cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM expires - now()) / 60 FROM token WHERE hash = %s", [tokens.hashed(token)]
        )
        found: float = float(cursor.fetchone()[0])
        return found


def test_a_session_ends_when_nobody_came_for_two_hours(person: Holder) -> None:
    token = person.caller.token
    age(token, expires=119)
    session.get_session(with_cookie(token))
    age(token, expires=1)
    with pytest.raises(Unauthenticated):
        session.get_session(with_cookie(token))


def test_who_opens_a_page_stays_two_hours_more(person: Holder) -> None:
    token = person.caller.token
    age(token, expires=100, seen=100)
    session.get_session(with_cookie(token))
    assert left(token) == pytest.approx(120, abs=0.5)


def test_somebody_there_is_written_down_once_a_minute_at_most(person: Holder) -> None:
    token = person.caller.token
    age(token, expires=100)
    session.get_session(with_cookie(token))
    assert left(token) == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize(
    ("headers", "slides"),
    [
        ({}, True),
        ({"sec_fetch_mode": "navigate", "sec_fetch_user": "?1"}, True),
        ({"sec_fetch_mode": "navigate"}, False),
        ({"sec_fetch_mode": "cors"}, False),
        ({"sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"}, False),
    ],
    ids=["an old browser", "a person", "a page that reloads itself", "a script", "an image"],
)
def test_only_a_person_keeps_a_session_alive(person: Holder, headers: dict[str, str], slides: bool) -> None:
    """X-09: a page that asks by itself does not put the end off."""
    token = person.caller.token
    age(token, expires=100, seen=100)
    session.get_session(there(token, **headers))
    assert left(token) == pytest.approx(120 if slides else 20, abs=0.5)


def test_no_session_outlives_its_own_end_however_busy(person: Holder) -> None:
    token = person.caller.token
    age(token, expires=100, seen=100, ends=11 * 60)
    session.get_session(with_cookie(token))
    assert left(token) == pytest.approx(60, abs=0.5)


def test_a_session_that_ended_does_not_slide_open_again(person: Holder) -> None:
    token = person.caller.token
    age(token, expires=121, seen=121)
    sessions.slide(connection(), tokens.hashed(token), clock.now())
    with pytest.raises(Unauthenticated):
        session.get_session(with_cookie(token))


def signed_in(person: Holder, request: HttpRequest | None = None) -> tuple[HttpRequest, HttpResponse]:
    """Sign somebody in with the browser that sent a request."""
    came, response = request or HttpRequest(), HttpResponse()
    session.begin(came, response, SignedIn(ActorKind.PERSON, person.number, PERSON_SCOPES, "passkey"))
    return came, response


def test_signing_in_makes_a_new_session_and_ends_the_one_before(person: Holder) -> None:
    before = person.caller.token
    _, response = signed_in(person, with_cookie(before))
    after = response.cookies[settings.ENS_COOKIE].value
    assert after != before
    assert session.get_session(with_cookie(after)).methods == "passkey"
    with pytest.raises(Unauthenticated):
        session.get_session(with_cookie(before))


def test_signing_in_is_in_the_history_with_its_way(person: Holder) -> None:
    signed_in(person)
    found = [line.entry for line in list_entries(person.visit, person.space, None, 5) if line.entry]
    assert [each.detail for each in found if each.action == Action.ACCOUNTS_SESSION_OPEN] == ["passkey"]


def test_the_device_is_named_for_the_person_alone(person: Holder) -> None:
    request = HttpRequest()
    request.META["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    _, response = signed_in(person, request)
    found = session.get_session(with_cookie(response.cookies[settings.ENS_COOKIE].value))
    assert b"Firefox" not in found.label
    assert unseal(person.space, found.id, Sealed(found.label_term, found.label)) == b"Firefox sur Windows"


def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(settings, "ENS_NEW_DEVICE", ["somebody"])
    monkeypatch.setattr("ens.web.session.import_string", lambda _name: lambda _who, label: heard.append(label))
    return heard


def test_a_new_device_is_told_of_and_a_known_one_is_not(person: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = told(monkeypatch)
    _, first = signed_in(person)
    assert heard == [], "the very first device is the one of the enrolment"
    known = HttpRequest()
    known.COOKIES[settings.ENS_DEVICE_COOKIE] = first.cookies[settings.ENS_DEVICE_COOKIE].value
    signed_in(person, known)
    assert heard == []
    signed_in(person)
    assert heard == ["Appareil inconnu"]


def test_a_device_known_to_one_person_is_new_to_another(person: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, other = told(monkeypatch), new_person()
    signed_in(other)
    _, first = signed_in(person)
    shared = HttpRequest()
    shared.COOKIES[settings.ENS_DEVICE_COOKIE] = first.cookies[settings.ENS_DEVICE_COOKIE].value
    signed_in(other, shared)
    assert heard == ["Appareil inconnu"]


def test_a_dangerous_act_asks_for_a_recent_proof(person: Holder) -> None:
    token = person.caller.token
    session.require_recent(with_cookie(token), 300)
    age(token, proven=6)
    with pytest.raises(StaleProof):
        session.require_recent(with_cookie(token), 300)
    session.require_recent(with_cookie(token), 600)


def test_a_proof_that_a_provider_remembers_is_as_old_as_it_was(person: Holder) -> None:
    hour_ago = clock.now_us() // 1_000_000 - 3_600
    who = SignedIn(ActorKind.PERSON, person.number, PERSON_SCOPES, "fc", hour_ago)
    found = session.get_session(with_cookie(session.make(who, "x")))
    assert session.proof_age(found, clock.now()) == pytest.approx(3_600, abs=5)


def test_a_suspended_professional_has_no_session_any_more(database: object) -> None:
    physician = new_professional()
    token = new_session(ActorKind.PROFESSIONAL, physician.number, "user/*.cruds")
    assert session.get_session(with_cookie(token)).number == physician.number
    parties.set_active(connection(), physician.number, active=False)
    with pytest.raises(Unauthenticated):
        session.get_session(with_cookie(token))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    response = HttpResponse()
    session.open_session(response, "secret")
    cookie = response.cookies[settings.ENS_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == cookie["domain"] == ""


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_PUBLIC_URL", "https://carnet.exemple.fr")
    response = HttpResponse()
    session.open_session(response, "secret")
    assert response.cookies[settings.ENS_COOKIE]["secure"] is True


def test_signing_out_ends_the_session_for_whoever_copied_it(person: Holder) -> None:
    browser, thief = Browser(person), Browser(person)
    assert thief.get(browser.notebook).status_code == 200
    answer = browser.submit(browser.notebook, "/deconnexion/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert answer.cookies[settings.ENS_COOKIE].value == ""
    assert thief.get(thief.notebook).headers["Location"].startswith("/connexion/")


def test_leaving_is_in_the_history_once(person: Holder) -> None:
    browser = Browser(person)
    page = browser.text(browser.notebook)
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    for _ in range(2):  # the second time there is nothing left to leave
        assert browser.client.post("/deconnexion/", {"csrfmiddlewaretoken": token}).status_code == 303
        browser.client.cookies[settings.ENS_COOKIE] = person.caller.token
    visit = Visit(tokens.hashed(new_session(ActorKind.PERSON, person.number, PERSON_SCOPES)))
    found = [line.entry for line in list_entries(visit, person.space, None, 9) if line.entry]
    assert [each.detail for each in found if each.action == Action.ACCOUNTS_SESSION_END] == ["demo"]


def test_a_revoked_session_holds_no_longer_than_the_next_page(person: Holder) -> None:
    browser = Browser(person)
    assert browser.get(browser.notebook).status_code == 200
    tokens.revoke(connection(), person.caller.token)
    assert browser.get(browser.notebook).status_code == 303
