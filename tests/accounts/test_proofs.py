"""Camille looks after what opens her notebook: nothing changes without a recent proof, and she is told of all of it."""

import base64
import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.accounts import proofs
from ens.credentials import passkeys, passwords, recovery, totp
from ens.credentials.passkeys import Ceremony
from ens.credentials.rules import totp as totp_rules
from ens.credentials.store import Holder as Keeper
from ens.credentials.store import Kind, add
from ens.gate.history import list_entries
from ens.gate.house import database as connection
from ens.journal.entry import Outcome
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict
from ens.notify import services as outbox
from ens.registry import tokens
from ens.web.session import get_session
from tests.factories.authenticator import Device
from tests.factories.browser import Browser
from tests.factories.people import Holder, new_person

PAGE = "/mon-compte/acces/"
CONTACTS = "/mon-compte/coordonnees/"
PASSWORD = "Tilleul-1987-brume"


@pytest.fixture(autouse=True)
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages stay in the outbox, where these tests read them."""
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", True)


@pytest.fixture
def browser(camille: Holder) -> Browser:
    return Browser(camille)


def keeper(who: Holder) -> Keeper:
    return Keeper(who.space, who.number)


def stale(browser: Browser) -> None:
    """Let the proof of identity grow older than ten minutes."""
    assert browser.who is not None
    with connection().cursor() as cursor:
        cursor.execute(
            "UPDATE session SET proven = proven - make_interval(mins => 11) WHERE hash = %s",
            [tokens.hashed(browser.who.caller.token)],
        )


def address(who: Holder, name: str = "un") -> str:
    """Give an address that no other test writes to."""
    return f"{name}-{who.caller.token[:8]}@exemple.fr".lower().replace("_", "x")


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def deeds(who: Holder) -> list[tuple[str, str, Outcome]]:
    found = [line.entry for line in list_entries(who.visit, who.space, None, 30) if line.entry]
    return [(each.action, each.detail, each.outcome) for each in found if each.action.startswith("accounts:")]


def add_passkey(browser: Browser, device: Device | None = None, **changes: str) -> HttpResponse:
    device = device or Device(min(passkeys.origins()))
    page = browser.text(f"{PAGE}cle/")
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None
    answer = device.make(Ceremony(html.unescape(found[1]), ""))
    given = {"billet": field(page, "billet"), "reponse": answer, "nom": "Mon téléphone"}
    return browser.submit(f"{PAGE}cle/", f"{PAGE}cle/", **(given | changes))


def test_she_adds_a_passkey_and_takes_it_away(browser: Browser, camille: Holder) -> None:
    assert add_passkey(browser).headers["Location"] == f"{PAGE}?fait=cle"
    (kept,) = passkeys.list_passkeys(camille.number)
    assert "Mon téléphone" in browser.text(PAGE)
    answer = browser.submit(PAGE, f"{PAGE}retirer/", moyen="cle", cle=kept.id)
    assert answer.headers["Location"] == f"{PAGE}?fait=retire"
    assert passkeys.list_passkeys(camille.number) == []
    acts = [(action, detail) for action, detail, _ in deeds(camille)]
    assert acts[:2] == [
        (Action.ACCOUNTS_CREDENTIAL_REMOVE, "passkey"),
        (Action.ACCOUNTS_CREDENTIAL_ADD, "passkey"),
    ]


def test_a_passkey_asked_for_by_one_session_is_not_added_to_another(browser: Browser) -> None:
    other = new_person()
    page = Browser(other).text(f"{PAGE}cle/")
    assert add_passkey(browser, billet=field(page, "billet")).status_code == 422
    assert passkeys.list_passkeys(other.number) == []


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id": "a", "rawId": 1, "response": []}'])
def test_nonsense_is_no_passkey(browser: Browser, camille: Holder, answer: str) -> None:
    assert add_passkey(browser, reponse=answer).status_code == 422
    assert passkeys.list_passkeys(camille.number) == []


def test_she_adds_an_app_that_shows_the_right_code(browser: Browser, camille: Holder) -> None:
    page = browser.text(f"{PAGE}application/")
    key = _key(page)
    code = totp_rules.code_at(key, clock.now_us() // 30_000_000)
    given = {"billet": field(page, "billet"), "code": f"{code[:3]} {code[3:]}"}
    assert browser.submit(f"{PAGE}application/", f"{PAGE}application/", **given).status_code == 303
    assert totp.has_totp(camille.number)


def test_a_wrong_code_adds_nothing_and_shows_the_same_key_again(browser: Browser, camille: Holder) -> None:
    page = browser.text(f"{PAGE}application/")
    answer = browser.submit(f"{PAGE}application/", f"{PAGE}application/", billet=field(page, "billet"), code="000000")
    assert answer.status_code == 422
    assert _key(answer.content.decode()) == _key(page)
    assert not totp.has_totp(camille.number)


def _key(page: str) -> bytes:
    shown = re.search(r'class="cle-texte">([^<]+)<', page)
    assert shown is not None
    return base64.b32decode(shown[1].replace(" ", ""))


def test_an_app_shown_to_one_person_is_not_added_by_another(browser: Browser, camille: Holder) -> None:
    page = Browser(new_person()).text(f"{PAGE}application/")
    code = totp_rules.code_at(_key(page), clock.now_us() // 30_000_000)
    given = {"billet": field(page, "billet"), "code": code}
    assert browser.submit(f"{PAGE}application/", f"{PAGE}application/", **given).status_code == 422
    assert not totp.has_totp(camille.number)


def test_new_codes_are_shown_once_and_old_ones_are_worth_nothing(browser: Browser, camille: Holder) -> None:
    (old, *_) = recovery.new_codes(keeper(camille))
    answer = browser.submit(PAGE, f"{PAGE}codes/").content.decode()
    codes = re.findall(r"<code>([^<]+)</code>", answer)
    assert len(codes) == recovery.count_codes(camille.number) == 10
    assert not recovery.use_code(camille.number, old)
    assert recovery.use_code(camille.number, codes[0])


def with_password(camille: Holder) -> None:
    passwords.set_login(keeper(camille), f"anna.{camille.number}", passwords.hash_password(PASSWORD))


def test_she_changes_her_password_and_every_other_device_is_out(browser: Browser, camille: Holder) -> None:
    with_password(camille)
    new = "Glycine.4402.vent"
    answer = browser.submit(f"{PAGE}mot-de-passe/", f"{PAGE}mot-de-passe/", actuel=PASSWORD, nouveau=new)
    assert answer.headers["Location"] == f"{PAGE}?fait=mot-de-passe"
    assert passwords.is_own_password(camille.number, new)
    assert not passwords.is_own_password(camille.number, PASSWORD)


@pytest.mark.parametrize(
    ("actual", "new"),
    [("autre-Chose-1", "Glycine.4402.vent"), (PASSWORD, "court"), (PASSWORD, PASSWORD), (PASSWORD, "Essai-Anna-1984")],
    ids=["not hers", "too short", "the same", "her own name"],
)
def test_a_password_that_does_not_do_changes_nothing(browser: Browser, camille: Holder, actual: str, new: str) -> None:
    with_password(camille)
    answer = browser.submit(f"{PAGE}mot-de-passe/", f"{PAGE}mot-de-passe/", actuel=actual, nouveau=new)
    assert answer.status_code == 422
    assert passwords.is_own_password(camille.number, PASSWORD)


def test_who_guesses_at_a_password_is_stopped_and_seen(browser: Browser, camille: Holder) -> None:
    with_password(camille)
    page = f"{PAGE}mot-de-passe/"
    statuses = [
        browser.submit(page, page, actuel=f"Fausse-{n}-cle", nouveau="Glycine.4402.vent").status_code for n in range(12)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert (Action.ACCOUNTS_CREDENTIAL_ADD, "password", Outcome.REFUSED) in deeds(camille)


def test_the_last_thing_beside_a_password_stays(browser: Browser, camille: Holder) -> None:
    with_password(camille)
    add_passkey(browser)
    (kept,) = passkeys.list_passkeys(camille.number)
    assert browser.submit(PAGE, f"{PAGE}retirer/", moyen="cle", cle=kept.id).status_code == 409
    assert passkeys.list_passkeys(camille.number) == [kept]
    recovery.new_codes(keeper(camille))
    assert browser.submit(PAGE, f"{PAGE}retirer/", moyen="cle", cle=kept.id).status_code == 303


def test_two_removals_at_once_leave_one(browser: Browser, camille: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(camille)
    add_passkey(browser)
    add(keeper(camille), Kind.TOTP, camille.number.to_bytes(16, "big"), bytes(20))
    (kept,) = passkeys.list_passkeys(camille.number)
    request = HttpRequest()
    request.COOKIES[settings.ENS_COOKIE] = camille.caller.token
    session, meeting, check = get_session(request), Barrier(2), proofs._check_something_left

    def wait_then_check(number: int) -> None:
        with suppress(BrokenBarrierError):
            meeting.wait(1)
        check(number)

    def removed(act: Callable[[], None]) -> bool:
        try:
            act()
        except Conflict:
            return False
        finally:
            connection().close()
        return True

    monkeypatch.setattr(proofs, "_check_something_left", wait_then_check)
    with ThreadPoolExecutor(2) as both:
        acts = [lambda: proofs.remove_passkey(session, kept.id), lambda: proofs.remove_app(session)]
        assert sorted(both.map(removed, acts)) == [False, True]


def test_nobody_takes_away_somebody_elses_passkey(browser: Browser) -> None:
    other = new_person()
    add_passkey(Browser(other))
    (kept,) = passkeys.list_passkeys(other.number)
    assert browser.submit(PAGE, f"{PAGE}retirer/", moyen="cle", cle=kept.id).status_code == 422
    assert passkeys.list_passkeys(other.number) == [kept]


@pytest.mark.threat("T-20")
@pytest.mark.parametrize("path", ["cle/", "application/", "mot-de-passe/"])
def test_an_open_session_alone_changes_nothing(browser: Browser, path: str) -> None:
    """Whoever finds the screen unlocked reads, and does not make the account her own."""
    assert browser.get(PAGE + path).status_code == 200
    stale(browser)
    answer = browser.get(PAGE + path)
    assert (
        answer.headers["Location"] == f"/connexion/confirmer/?suite=%2Fmon-compte%2Facces%2F{path.replace('/', '')}%2F"
    )
    assert "Est-ce bien vous" in browser.text(answer.headers["Location"])


@pytest.mark.threat("T-20")
@pytest.mark.parametrize(
    ("page", "action", "data"),
    [
        (PAGE, f"{PAGE}retirer/", {"moyen": "application"}),
        (PAGE, f"{PAGE}codes/", {}),
        (CONTACTS, CONTACTS, {"lequel": "courriel", "coordonnee": "voleur@exemple.fr"}),
    ],
)
def test_nor_does_a_form(browser: Browser, camille: Holder, page: str, action: str, data: dict[str, str]) -> None:
    add(keeper(camille), Kind.TOTP, b"x" * 16, bytes(20))
    stale(browser)
    assert browser.submit(page, action, **data).headers["Location"].startswith("/connexion/confirmer/")
    assert totp.has_totp(camille.number)
    assert recovery.count_codes(camille.number) == 0


def change_contact(browser: Browser, wanted: str, code: str = "") -> HttpResponse:
    """Ask for a new e-mail address, and type the code that went there, or another."""
    page = browser.submit(CONTACTS, CONTACTS, lequel="courriel", coordonnee=wanted).content.decode()
    sent = next(each.message for each in outbox.list_waiting(20) if each.message and each.message.to == wanted)
    found = re.search(r"\b\d{6}\b", sent.body)
    assert found is not None
    data = {"billet": field(page, "billet"), "code": code or found[0]}
    return browser.submit(CONTACTS, f"{CONTACTS}code/", **data)


def rest(camille: Holder) -> None:
    """Let the thirty seconds between two codes go by."""
    with connection().cursor() as cursor:
        cursor.execute("UPDATE one_time_code SET sent = sent - interval '31 seconds'")


def test_the_first_contact_is_there_at_once_and_the_next_after_three_days(browser: Browser, camille: Holder) -> None:
    old, new = address(camille), address(camille, "deux")
    assert change_contact(browser, old).headers["Location"] == f"{CONTACTS}?fait=maintenant"
    assert f"<strong>{old}</strong>" in browser.text(CONTACTS)
    rest(camille)
    assert change_contact(browser, new).headers["Location"] == f"{CONTACTS}?fait=attente"
    page = browser.text(CONTACTS)
    assert f"<strong>{old}</strong>" in page
    assert f"Dans 72 heures au plus, ce sera <strong>{new}</strong>" in page
    notices = [each.message for each in outbox.list_waiting(20) if each.message and each.message.to == old]
    assert any("72 heures" in notice.body for notice in notices)
    assert browser.submit(CONTACTS, f"{CONTACTS}annuler/", lequel="courriel").status_code == 303
    assert new not in browser.text(CONTACTS)


def test_a_wrong_code_changes_no_contact(browser: Browser, camille: Holder) -> None:
    wanted = address(camille)
    answer = change_contact(browser, wanted, code="000000")
    assert answer.status_code == 422
    assert f"<strong>{wanted}</strong>" not in browser.text(CONTACTS)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("courriel", ""), ("courriel", "pas une adresse"), ("mobile", "01 23 45 67 89"), ("fax", "a@exemple.fr")],
)
def test_what_is_no_contact_is_said_so(browser: Browser, kind: str, typed: str) -> None:
    answer = browser.submit(CONTACTS, CONTACTS, lequel=kind, coordonnee=typed)
    assert answer.status_code == 422


def test_a_contact_asked_for_in_one_session_is_not_confirmed_in_another(browser: Browser, camille: Holder) -> None:
    other = new_person()
    page = Browser(other).submit(CONTACTS, CONTACTS, lequel="courriel", coordonnee=address(other)).content.decode()
    data = {"billet": field(page, "billet"), "code": "000000"}
    assert browser.submit(CONTACTS, f"{CONTACTS}code/", **data).status_code == 422
