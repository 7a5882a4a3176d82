"""Camille sees where she is signed in, and signs out a device that she left behind; with effect at once."""

import re

import pytest
from django.conf import settings

from ens.gate.history import list_entries
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.web.devices import name_device
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import PERSON_SCOPES, new_professional, new_session
from tests.factories.people import Holder, new_child, new_person

pytestmark = pytest.mark.threat("T-20")
PAGE = "/mon-compte/appareils/"
END = f"{PAGE}deconnecter/"
END_OTHERS = f"{PAGE}deconnecter-les-autres/"


def another(camille: Holder, label: str = "Safari sur iPhone") -> Browser:
    """Sign Camille in on another device."""
    browser = Browser(camille)
    browser.client.cookies[settings.ENS_COOKIE] = new_session(ActorKind.PERSON, camille.number, PERSON_SCOPES, label)
    return browser


def listed(browser: Browser) -> dict[str, str]:
    """Read the ids in the forms of the page, by the name of the device that the button says."""
    found = re.findall(r'name="appareil" value="([0-9a-f]{20})".*?<span class="vh"> ([^<]+)</span>', browser.text(PAGE))
    return {label: device for device, label in found}


def is_in(browser: Browser) -> bool:
    return browser.get(browser.notebook).status_code == 200


def test_camille_sees_each_device_and_which_is_hers(camille: Holder) -> None:
    browser = Browser(camille)
    assert "Votre carnet n’est ouvert qu’ici" in browser.text(PAGE)
    another(camille)
    text = browser.text(PAGE)
    assert "ouvert à 2 endroits" in text
    assert text.count("Cet appareil") == 1
    assert list(listed(browser)) == ["Safari sur iPhone"]


def test_she_signs_out_the_phone_and_stays_in_herself(camille: Holder) -> None:
    browser, phone, tablet = Browser(camille), another(camille), another(camille, "Chrome sur Android")
    answer = browser.submit(PAGE, END, appareil=listed(browser)["Safari sur iPhone"])
    assert answer.headers["Location"] == f"{PAGE}?fait=un"
    assert (is_in(browser), is_in(phone), is_in(tablet)) == (True, False, True)


def test_she_signs_out_all_others_at_once(camille: Holder) -> None:
    browser, phone, tablet = Browser(camille), another(camille), another(camille, "Chrome sur Android")
    assert browser.submit(PAGE, END_OTHERS).headers["Location"] == f"{PAGE}?fait=autres"
    assert (is_in(browser), is_in(phone), is_in(tablet)) == (True, False, False)
    assert browser.submit(PAGE, END_OTHERS).headers["Location"] == f"{PAGE}?fait=aucun"


def test_nobody_signs_out_somebody_elses_device(camille: Holder) -> None:
    other = new_person()
    phone = another(other)
    device = listed(Browser(other))["Safari sur iPhone"]
    assert Browser(camille).submit(PAGE, END, appareil=device).status_code == 422
    assert Browser(camille).submit(PAGE, END_OTHERS).status_code == 303
    assert is_in(phone)


@pytest.mark.parametrize("device", ["", "x", "é" * 20, "0" * 20, "0" * 5_000, "zz" * 10])
def test_what_names_no_device_is_refused(camille: Holder, device: str) -> None:
    assert Browser(camille).submit(PAGE, END, appareil=device).status_code == 422


def test_it_is_in_the_history_which_device_went(camille: Holder) -> None:
    browser = Browser(camille)
    another(camille)
    browser.submit(PAGE, END, appareil=listed(browser)["Safari sur iPhone"])
    found = [line.entry for line in list_entries(camille.visit, camille.space, None, 20) if line.entry]
    assert [each.detail for each in found if each.action == Action.ACCOUNTS_SESSION_END] == ["Safari sur iPhone"]


@pytest.mark.parametrize("path", ["", "appareils/", "conditions/", "choix/", "identite/"])
def test_a_professional_has_no_account_here(camille: Holder, path: str) -> None:
    browser = Browser()
    token = new_session(ActorKind.PROFESSIONAL, new_professional().number, "user/*.cruds")
    browser.client.cookies[settings.ENS_COOKIE] = token
    assert browser.get(f"/mon-compte/{path}").status_code == 404


def test_a_parent_finds_nothing_of_the_childs_account(camille: Holder) -> None:
    """From 16 a minor has credentials of his own: no address of these pages names anybody but oneself."""
    child = new_child(16)
    another(child, "Firefox sur Android")
    assert "Firefox sur Android" not in Browser(camille).text(PAGE)
    assert Browser(camille).get(f"{notebook_of(child.space)}appareils/").status_code == 404


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("curl/8", "Appareil inconnu"),
        ("<script>alert(1)</script>", "Appareil inconnu"),
        ("", "Appareil inconnu"),
    ],
)
def test_a_device_is_named_as_its_owner_would(header: str, said: str) -> None:
    assert name_device(header) == said
