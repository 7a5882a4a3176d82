"""Choosing one's proofs: each rule beside its field, nothing opens before two factors are proven, all at once then."""

import base64
import re
import time

import pytest
from django.conf import settings

from ens.accounts import terms
from ens.credentials import contacts, passkeys, passwords, recovery, totp
from ens.credentials.passkeys import Ceremony
from ens.credentials.rules.totp import STEP_SECONDS, code_at
from ens.credentials.store import Holder, Kind
from ens.gate.house import database
from ens.policy.facts import SpaceState
from ens.registry import spaces
from tests.enrolment.conftest import Announced, come, prove, read_code
from tests.factories.authenticator import Device
from tests.factories.browser import Browser
from tests.factories.enrolled import PASSWORD, enrol
from tests.factories.people import new_person

ACCESS, VERIFY, SECOND, CODES = (f"/inscription/{page}/" for page in ("acces", "contacts", "second", "codes"))


def text(answer: object) -> str:
    content: bytes = answer.content  # type: ignore[attr-defined]
    return content.decode().replace("\u00a0", " ")


@pytest.fixture
def proven(anna: Announced) -> Browser:
    """Anna’s browser, after her card and her code."""
    browser = come()
    prove(browser, anna)
    return browser


def typed(login: str, email: str, **changes: str) -> dict[str, str]:
    known = {"identifiant": login, "mot-de-passe": PASSWORD, "courriel": email, "conditions": terms.VERSION}
    return {**known, **{name.replace("_", "-"): value for name, value in changes.items()}}


def login_of(anna: Announced) -> str:
    return f"anna.essai-{anna.person.number % 10**6}"


def key_on(browser: Browser) -> bytes:
    found = re.search(r'class="cle-texte">([A-Z2-7 ]+)<', browser.text(SECOND))
    assert found is not None
    return base64.b32decode(found[1].replace(" ", ""))


def state_of(anna: Announced) -> int:
    found = spaces.find_state(database(), anna.person.space)
    assert found is not None
    return found[0]


def choose(browser: Browser, anna: Announced, **changes: str) -> object:
    return browser.submit(ACCESS, ACCESS, **typed(login_of(anna), anna.email, **changes))


WRONG = {
    "a short login": ({"identifiant": "anna"}, "de 8 à 100"),
    "a social security number": ({"identifiant": "288055199900116"}, "sécurité sociale"),
    "her own name": ({"mot_de_passe": "Essai-de-vent7"}, "se devine"),
    "her birth date": ({"mot_de_passe": "Soirée!29021984"}, "se devine"),
    "a common one": ({"mot_de_passe": "Motdepasse1!"}, "trop courant"),
    "no contact": ({"courriel": ""}, "il faut pouvoir vous prévenir"),
    "a foreign number": ({"mobile": "+32 470 12 34 56"}, "mobile français"),
    "no terms": ({"conditions": ""}, "acceptez-les"),
    "other terms": ({"conditions": "1999-01"}, "acceptez-les"),
}


@pytest.mark.parametrize(("changes", "said"), WRONG.values(), ids=WRONG)
def test_each_fault_is_told_beside_its_field(
    proven: Browser, anna: Announced, changes: dict[str, str], said: str
) -> None:
    answer = choose(proven, anna, **changes)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in text(answer)
    assert PASSWORD not in text(answer), "a password is not shown again"
    assert proven.get(SECOND).status_code == 410


def test_a_login_that_somebody_has_is_refused_with_free_ones(proven: Browser, anna: Announced) -> None:
    other = new_person()
    taken = enrol(other.space, other.number).login
    answer = proven.submit(ACCESS, ACCESS, **typed(taken, anna.email))
    assert "déjà pris. Libres" in text(answer)


def test_a_known_contact_that_got_the_code_is_verified_already(proven: Browser, anna: Announced) -> None:
    assert choose(proven, anna).headers["Location"] == SECOND  # type: ignore[attr-defined]


def test_a_new_contact_must_prove_itself(proven: Browser, anna: Announced) -> None:
    email = f"nouvelle-{anna.person.number % 10**6}@exemple.fr"
    answer = proven.submit(ACCESS, ACCESS, **typed(login_of(anna), email, mobile="06 99 00 12 34"))
    assert answer.headers["Location"] == VERIFY
    assert proven.get(SECOND).status_code == 410
    right, wrong = read_code(email), "000000"
    assert proven.submit(VERIFY, VERIFY, courriel=right, mobile=wrong).status_code == 422
    assert "Code reçu par courriel" not in proven.text(VERIFY), "what is proven is not asked again"
    done = proven.submit(VERIFY, VERIFY, mobile=read_code("+33699001234"))
    assert done.headers["Location"] == SECOND


def test_nothing_is_kept_before_the_second_factor(proven: Browser, anna: Announced) -> None:
    choose(proven, anna)
    key_on(proven)
    wrong = proven.submit(SECOND, SECOND, moyen="application", code="000000")
    assert wrong.status_code == 422
    assert passwords.is_free(login_of(anna))
    assert state_of(anna) == SpaceState.CREATED
    assert settings.ENS_COOKIE not in proven.client.cookies


def finished(proven: Browser, anna: Announced, methods: str) -> None:
    """Two factors are kept, the space is open, the browser is signed in, ten codes are shown once."""
    assert passwords.check_password(login_of(anna), PASSWORD) == (anna.holder, True)
    assert state_of(anna) == SpaceState.ACTIVATED
    assert terms.has_accepted(anna.person.number)
    assert [each.value for each in contacts.list_contacts(anna.person.number) if each.verified] == [anna.email]
    page = proven.text(CODES)
    shown = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)
    assert len(set(shown)) == 10
    assert recovery.count_codes(anna.person.number) == 10
    assert settings.ENS_COOKIE in proven.client.cookies
    with database().cursor() as cursor:
        cursor.execute(
            "SELECT s.methods FROM session s JOIN token t USING (hash) WHERE t.number = %s AND s.methods <> 'demo'",
            [anna.person.number],
        )
        assert cursor.fetchall() == [(methods,)]
    assert proven.get(SECOND).status_code == 410, "and not once more"


def test_with_an_app(proven: Browser, anna: Announced) -> None:
    choose(proven, anna)
    code = code_at(key_on(proven), int(time.time()) // STEP_SECONDS)
    assert proven.submit(SECOND, SECOND, moyen="application", code=code).headers["Location"] == CODES
    assert totp.has_totp(anna.person.number)
    finished(proven, anna, "password otp")


def test_with_paper(proven: Browser, anna: Announced) -> None:
    choose(proven, anna)
    assert proven.submit(SECOND, SECOND, moyen="papier").headers["Location"] == CODES
    assert not totp.has_totp(anna.person.number)
    finished(proven, anna, "password recovery")


def test_with_a_passkey(proven: Browser, anna: Announced) -> None:
    choose(proven, anna)
    page = proven.text(SECOND)
    options = re.search(r'data-options="([^"]+)"', page)
    ticket = re.search(r'name="billet" value="([^"]+)"', page)
    assert options is not None
    assert ticket is not None
    ceremony = Ceremony(options[1].replace("&#34;", '"').replace("&quot;", '"'), ticket[1])
    answer = Device(settings.ENS_PUBLIC_URL).make(ceremony)
    done = proven.submit(SECOND, SECOND, moyen="cle", reponse=answer, billet=ceremony.ticket, nom="Téléphone")
    assert done.headers["Location"] == CODES
    assert passkeys.has_passkey(anna.person.number)
    finished(proven, anna, "passkey")


def test_two_who_finish_at_once_are_one(proven: Browser, anna: Announced) -> None:
    """The same way was walked twice with the same card: the second finds that there is an access already."""
    choose(proven, anna)
    enrol(anna.person.space, anna.person.number)
    answer = proven.submit(SECOND, SECOND, moyen="papier")
    assert answer.status_code == 422
    assert not totp.check_totp(anna.person.number, "000000")
    assert len(contacts.list_owners(Kind.EMAIL, anna.email)) == 0, "all or nothing"
    assert passwords.find_login(anna.person.number) != login_of(anna)
    assert Holder(*anna.holder) == anna.holder
