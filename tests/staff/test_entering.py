"""An agent comes in by an invitation that serves once, with two factors, and never finds anything of anybody's."""

import base64
import html
import re
import secrets

import pytest
from django.conf import settings
from django.http import HttpResponse

from ens.credentials import passkeys
from ens.credentials.passkeys import Ceremony
from ens.credentials.rules import totp as totp_rules
from ens.gate import house as gate_house
from ens.gate.door import read
from ens.gate.facts import Visit
from ens.kernel import clock
from ens.kernel.errors import Unauthenticated
from ens.kernel.ids import NO_ITEM
from ens.registry import tokens
from ens.staff import members
from ens.staff.members import Role
from tests.factories.authenticator import Device
from tests.factories.browser import Browser, notebook_of
from tests.factories.people import new_person
from tests.staff.conftest import Hire, seated

pytestmark = pytest.mark.threat("T-39")
SIGN_IN = "/guichet/connexion/"
PASSWORD = "Glycine.4402.vent"


@pytest.fixture
def login() -> str:
    """Choose a login name that nobody has."""
    return f"alex.guichet-{secrets.token_hex(4)}"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def accept(address: str, login: str, **changes: str) -> tuple[HttpResponse, bytes]:
    """Use an invitation with a password and an app."""
    browser = Browser()
    page = browser.text(address)
    shown = re.search(r'class="cle-texte">([^<]+)<', page)
    assert shown is not None
    key = base64.b32decode(shown[1].replace(" ", ""))
    code = totp_rules.code_at(key, clock.now_us() // 30_000_000 - 1)
    data = {"moyen": "application", "identifiant": login, "mot-de-passe": PASSWORD, "code": code}
    return browser.submit(address, address, **data, cle=field(page, "cle"), **changes), key


def enter(key: bytes, login: str, password: str = PASSWORD) -> tuple[Browser, HttpResponse]:
    browser = Browser()
    code = totp_rules.code_at(key, clock.now_us() // 30_000_000)
    data = {"identifiant": login, "mot-de-passe": password, "code": code}
    return browser, browser.submit(SIGN_IN, SIGN_IN, **data)


def invited(role: Role = Role.SUPPORT) -> str:
    _, secret = members.add_member("Alex Guichet", role)
    return f"/guichet/inscription/{secret}/"


def test_an_agent_takes_up_the_invitation_and_comes_in_with_two_factors(database: object, login: str) -> None:
    done, key = accept(invited(), login)
    assert done.headers["Location"] == SIGN_IN
    browser, answer = enter(key, login)
    assert answer.headers["Location"] == "/connexion/suite/"
    assert browser.get("/connexion/suite/").headers["Location"] == "/guichet/accueil/"
    assert browser.get("/guichet/accueil/").headers["Location"] == "/guichet/"
    assert "Bonjour Alex Guichet" in browser.text("/guichet/")


def test_or_with_a_passkey(database: object) -> None:
    address, browser = invited(Role.OPERATOR), Browser()
    device = Device(min(passkeys.origins()))
    page = browser.text(address)
    options = re.search(r'data-options="([^"]+)"', page)
    assert options is not None
    made = {
        "moyen": "cle",
        "billet": field(page, "billet"),
        "reponse": device.make(Ceremony(html.unescape(options[1]), "")),
    }
    assert browser.submit(address, address, **made, nom="Bureau").status_code == 303
    page = browser.text(SIGN_IN)
    options = re.search(r'data-options="([^"]+)"', page)
    assert options is not None
    used = {"billet": field(page, "billet"), "reponse": device.sign(Ceremony(html.unescape(options[1]), ""))}
    assert browser.submit(SIGN_IN, SIGN_IN, **used).status_code == 303
    browser.get("/connexion/suite/")
    assert "Bonjour Alex Guichet" in browser.text("/pilotage/")


def test_an_invitation_serves_once(database: object, login: str) -> None:
    address = invited()
    assert accept(address, login)[0].status_code == 303
    assert Browser().get(address).status_code == 404
    assert Browser().get("/guichet/inscription/autre/").status_code == 404


def test_a_weak_password_or_a_wrong_code_leaves_the_invitation_as_it_was(database: object, login: str) -> None:
    address = invited()
    browser = Browser()
    page = browser.text(address)
    data = {"moyen": "application", "identifiant": login, "mot-de-passe": "court", "code": "000000"}
    assert browser.submit(address, address, **data, cle=field(page, "cle")).status_code == 422
    data["mot-de-passe"] = PASSWORD
    assert browser.submit(address, address, **data, cle=field(page, "cle")).status_code == 422
    assert accept(address, login)[0].status_code == 303


@pytest.mark.parametrize(
    "changes", [{"identifiant": "autre.agent"}, {"mot-de-passe": "Glycine.4402.mur"}, {"code": "000000"}, {"code": ""}]
)
def test_one_wrong_proof_of_three_opens_nothing(database: object, login: str, changes: dict[str, str]) -> None:
    _, key = accept(invited(), login)
    browser = Browser()
    code = totp_rules.code_at(key, clock.now_us() // 30_000_000)
    data = {"identifiant": login, "mot-de-passe": PASSWORD, "code": code} | changes
    answer = browser.submit(SIGN_IN, SIGN_IN, **data)
    assert answer.status_code == 422
    assert settings.ENS_COOKIE not in answer.cookies


def test_who_does_not_work_here_any_more_is_out_at_the_next_page(hire: Hire) -> None:
    member = hire(Role.SUPPORT)
    browser = seated(member)
    assert browser.get("/guichet/").status_code == 200
    members.disable_member(member)
    assert browser.get("/guichet/").headers["Location"].startswith(SIGN_IN)


def test_each_role_has_its_own_pages(hire: Hire) -> None:
    agent, operator = seated(hire(Role.SUPPORT)), seated(hire(Role.OPERATOR))
    assert (agent.get("/guichet/").status_code, agent.get("/pilotage/").status_code) == (200, 404)
    assert (operator.get("/guichet/").status_code, operator.get("/pilotage/").status_code) == (404, 200)


@pytest.mark.parametrize("role", Role)
def test_nobody_of_the_staff_reads_a_notebook(hire: Hire, role: Role) -> None:
    camille = new_person()
    browser = seated(hire(role))
    assert browser.get(notebook_of(camille.space)).status_code in {303, 404}
    visit = Visit(tokens.hashed(browser.client.cookies[settings.ENS_COOKIE].value))
    with pytest.raises(Unauthenticated):
        read(visit, camille.space, NO_ITEM, "Patient")
    public = gate_house.house().codec.encode(camille.space, NO_ITEM)
    assert public not in browser.text("/guichet/" if role is Role.SUPPORT else "/pilotage/")


def test_a_person_finds_no_page_of_the_staff(database: object) -> None:
    browser = Browser(new_person())
    for path in ("/guichet/", "/pilotage/", "/guichet/accueil/"):
        assert browser.get(path).headers["Location"].startswith(SIGN_IN)


def test_the_name_of_an_agent_is_sealed(database: object) -> None:
    member, _ = members.add_member("Alexandra Guichet", Role.SUPPORT)
    with gate_house.database().cursor() as cursor:
        cursor.execute("SELECT sealed::text FROM staff WHERE number = %s", [member.number])
        assert b"Alexandra".hex() not in cursor.fetchone()[0]
    assert "Alexandra Guichet" in {each.name for each in members.list_members() if each.number == member.number}
