"""Ce que Noé garde pour lui, ce qu’un assureur n’obtient pas, ce qu’un médecin doit d’abord annoncer."""

import re

from playwright.sync_api import expect

from tests.browser.chromium import PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.consulting import LETTER, NAME, find, home, letters, line, messages, new_patient, write_letter
from tests.browser.pages import fetch
from tests.cast import DIALLO, DR_MARTIN, INSURER
from tests.scenarios.live import House
from tests.scenarios.newcomers import Newcomer

PLAIN = Screen(PHONE, script=False)
ROOMS = ("", "documents/", "historique/", "partages/nouveau/", "confidentialite/", "confidentialite/documents/")


def let_in(house: House, who: Newcomer) -> None:
    _rule("authorise", house, who)


def block(house: House, who: Newcomer) -> None:
    _rule("block", house, who)


def _rule(act: str, house: House, who: Newcomer) -> None:
    number = house.ask("find_party", identifier=f"8{DR_MARTIN.rpps}")
    house.ask(act, space=who.space, owner=who.number, number=number)


def titles(house: House, patient: str, token: str) -> list[str]:
    answer = house.call(token, "GET", "DocumentReference", params={"patient": patient})
    assert answer.status_code == 200, answer.text
    found = [entry["resource"] for entry in answer.json().get("entry", [])]
    return [each["content"][0]["attachment"]["title"] for each in found]


def test_what_noe_keeps_secret_stays_from_his_parents(visit: Visit, house: House) -> None:
    """En séance secrète, le Dr Martin écrit ; Noé le lit ; ses parents n’en voient rien, nulle part."""
    noe, mother = new_patient(house, born="2010-06-21"), new_patient(house)
    house.ask("represent", child=noe.space, parent=mother.space)
    let_in(house, noe)
    martin = visit(PLAIN, "dr-martin")
    martin.go("/pro/")
    find(martin.page, noe.matricule)
    assert len(messages(house, noe, "une première visite")) == 1
    heard = letters(house, mother)
    martin.page.get_by_role("button", name="Ouvrir une séance secrète").click()
    write_letter(martin.page)
    expect(martin.page.get_by_text("Votre document est déposé")).to_be_visible()
    his = home(visit, house, noe, PLAIN)
    his.go(f"/carnet/{noe.id}/documents/")
    expect(his.page.get_by_role("link", name=LETTER)).to_be_visible()
    line(his, noe, DR_MARTIN.name, "a déposé", LETTER)
    assert titles(house, noe.id, noe.token) == [LETTER]
    hers = home(visit, house, mother, PLAIN)
    for room in ROOMS:
        hers.go(f"/carnet/{noe.id}/{room}")
        expect(hers.page.locator("main")).not_to_contain_text(LETTER)
    hers.go(f"/carnet/{noe.id}/documents/")
    expect(hers.page.locator("main")).not_to_contain_text(re.compile(r"\b1 document\b"))
    assert titles(house, noe.id, mother.token) == []
    assert house.call(mother.token, "GET", "DocumentReference", params={"patient": noe.id}).json()["total"] == 0
    assert fetch(house, f"/carnet/{noe.id}/", "camille").status_code == 404  # Sacha's mother is not his
    block(house, noe)
    assert len(messages(house, noe, "un accès bloqué")) == 1  # the worker has dealt with all that came before
    assert letters(house, mother) == heard


def test_an_insurer_with_a_valid_token_reads_nothing_and_is_seen(visit: Visit, house: House) -> None:
    """Le logiciel de l’assureur a un jeton en règle : il n’obtient rien, et Anna voit qu’il a essayé."""
    anna = new_patient(house)
    assert house.call("assureur", "GET", "metadata").status_code == 200
    for address in (f"DocumentReference?patient={anna.id}", f"Patient/{anna.id}", f"Observation?patient={anna.id}"):
        refused = house.call("assureur", "GET", address)
        assert refused.status_code in {403, 404}, address
        assert anna.matricule not in refused.text
    found = line(home(visit, house, anna, PLAIN), anna, INSURER.name, "Nous avons refusé")
    expect(found).to_contain_text("Rien n’a été lu")


def test_a_pending_result_is_announced(visit: Visit, house: House) -> None:
    """Anna sait qu’un document attend, pas lequel ; le Dr Martin le lui annonce, et l’historique se complète."""
    anna = new_patient(house)
    let_in(house, anna)
    martin, hers = visit(PLAIN, "dr-martin"), home(visit, house, anna, PLAIN)
    martin.go("/pro/")
    find(martin.page, anna.matricule)
    expect(martin.page.get_by_role("heading", level=1)).to_have_text(NAME)
    write_letter(martin.page, "Pas encore la personne : je dois le lui annoncer")
    expect(line(hers, anna, DR_MARTIN.name, "a déposé")).to_contain_text("quand un soignant vous en aura parlé")
    expect(hers.page.locator("main")).not_to_contain_text(LETTER)
    hers.go(f"/carnet/{anna.id}/documents/")
    expect(hers.page.locator("main")).not_to_contain_text(LETTER)
    martin.page.get_by_role("link", name=LETTER).click()
    expect(martin.page.get_by_text("ce document n’est pas visible du patient")).to_be_visible()
    martin.page.get_by_role("button", name="Il est annoncé").click()
    line(hers, anna, DR_MARTIN.name, "a déposé", LETTER)
    hers.go(f"/carnet/{anna.id}/documents/")
    expect(hers.page.get_by_role("link", name=LETTER)).to_be_visible()


def test_who_says_to_have_her_word_is_told_of_and_sent_away(visit: Visit, house: House) -> None:
    """Mme Diallo entre sur parole ; Anna, qui ne veut pas de messages, en est prévenue, et dit non."""
    anna = new_patient(house)
    hers, diallo = home(visit, house, anna, PLAIN), visit(PLAIN, "diallo")
    hers.go(f"/carnet/{anna.id}/me-prevenir/")
    for box in hers.page.get_by_role("checkbox").all():
        box.uncheck()
    hers.page.get_by_role("button", name="Enregistrer").click()
    diallo.go("/pro/")
    find(diallo.page, anna.matricule)
    diallo.page.get_by_label("La personne vient de me donner son accord").check()
    diallo.page.get_by_role("button", name="Entrer pour 24 heures").click()
    expect(diallo.page.get_by_role("heading", level=1)).to_have_text(NAME)
    line(hers, anna, DIALLO.name, "en disant avoir un accord donné de vive voix")
    assert len(messages(house, anna, "un accès ouvert sur parole")) == 1
    hers.go(f"/carnet/{anna.id}/confidentialite/")
    hers.page.get_by_role("button", name=f"Non à {DIALLO.name}").click()
    diallo.page.reload()
    expect(diallo.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
    expect(diallo.page.get_by_text(NAME)).to_have_count(0)
