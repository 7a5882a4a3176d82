"""Au cabinet : une patiente montre son code, le médecin lit, elle le bloque, il dépose encore ; la nuit, l’urgence."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import cookie_of
from tests.cast import DR_MARTIN, DR_NGUYEN
from tests.factories.people import new_matricule
from tests.scenarios.live import House

pytestmark = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280 px", "390 px"])
NAME = "Anna Tilleul"
LETTER = "Lettre au cardiologue"


class Patient:
    """Somebody new with a notebook."""

    def __init__(self, house: House) -> None:
        self.matricule = new_matricule()
        self.identity = {
            "matricule": self.matricule,
            "oid": "1.2.250.1.213.1.4.10",
            "birth_name": "TILLEUL",
            "given_names": ["ANNA"],
            "birth_date": "1971-05-02",
            "sex": "female",
            "birth_place": f"{secrets.randbelow(90_000) + 1_000:05}",
        }
        made: dict[str, Any] = house.ask("person", identity=self.identity)
        self.space, self.number, self.id = made["space"], made["number"], made["id"]
        self.token = house.ask("session", number=self.number)


def find(page: Page, matricule: str) -> None:
    page.goto(page.url.partition("/pro/")[0] + "/pro/")
    page.get_by_role("textbox", name="Matricule INS").fill(matricule)
    page.get_by_role("button", name="Ouvrir").first.click()


def show_code(visit: Visit, house: House, who: Patient) -> str:
    """Let the patient show a code on her telephone."""
    tab = visit(Screen(PHONE))
    tab.page.context.add_cookies([{"name": cookie_of(house), "value": who.token, "url": house.base}])
    tab.go(f"/carnet/{who.id}/")
    tab.page.get_by_role("link", name="Montrer un code").click()
    tab.page.get_by_role("button", name="Montrer un code").click()
    return re.sub(r"\D", "", tab.page.locator(".code-montre strong").inner_text())


def write_letter(page: Page) -> None:
    page.get_by_role("link", name=re.compile("époser")).first.click()
    page.get_by_label("Ou le texte").fill("Merci de recevoir cette patiente.")
    page.get_by_label("Titre").fill(LETTER)
    page.get_by_label("Nature").select_option("11488-4")
    page.get_by_label("La personne et les soignants qu’elle autorise").check()
    page.get_by_role("button", name="Déposer").click()


def test_dr_martin_is_let_in_reads_is_blocked_and_still_deposits(
    visit: Visit, house: House, size: tuple[int, int]
) -> None:
    """Le Dr Martin entre par le code, lit, est bloquée au clic suivant, dépose encore. Le Dr Nguyen n’entre jamais."""
    anna = Patient(house)
    martin = visit(Screen(size), "dr-martin")
    martin.go("/pro/")
    find(martin.page, anna.matricule)
    expect(martin.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
    expect(martin.page.get_by_text(NAME)).to_have_count(0)
    martin.page.get_by_label("Code de 6 chiffres").fill(show_code(visit, house, anna))
    martin.page.get_by_role("button", name="Entrer avec ce code").click()
    expect(martin.page.get_by_role("heading", level=1)).to_have_text(NAME)
    write_letter(martin.page)
    expect(martin.page.get_by_text("Votre document est déposé")).to_be_visible()
    martin.page.get_by_role("link", name=LETTER).click()
    expect(martin.page.get_by_text("Merci de recevoir cette patiente.")).to_be_visible()
    number = house.ask("find_party", identifier=f"8{DR_MARTIN.rpps}")
    house.ask("block", space=anna.space, owner=anna.number, number=number)
    martin.page.get_by_role("link", name="Dossier").first.click()
    expect(martin.page.get_by_role("heading", level=1)).to_have_text("Ce carnet ne s’ouvre pas")
    expect(martin.page.get_by_text(LETTER)).to_have_count(0)
    write_letter(martin.page)
    expect(martin.page.get_by_text(NAME)).to_have_count(0)
    nguyen = visit(Screen(size), "dr-nguyen")
    nguyen.expected.add(404)
    nguyen.go("/pro/")
    expect(nguyen.page.get_by_role("link", name=NAME)).to_have_count(0)
    find(nguyen.page, anna.matricule)
    expect(nguyen.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
    find(nguyen.page, new_matricule())
    expect(nguyen.page.get_by_text("Aucun carnet ne répond à cette identité")).to_be_visible()


def test_a_record_is_opened_in_an_emergency_at_night(visit: Visit, house: House, size: tuple[int, int]) -> None:
    """La nuit, le Dr Nguyen déclare une urgence ; le bandeau reste, et la patiente lit son nom et son motif."""
    anna = Patient(house)
    reason = "Retrouvée inconsciente dans la rue."
    nguyen = visit(Screen(size), "dr-nguyen")
    nguyen.expected.add(422)
    nguyen.go("/pro/")
    find(nguyen.page, anna.matricule)
    nguyen.page.get_by_role("link", name="accès en urgence").click()
    nguyen.page.get_by_role("button", name="Ouvrir en urgence").click()  # without a reason
    expect(nguyen.page.get_by_text("Écrivez en quelques mots")).to_be_visible()
    nguyen.page.get_by_label("Pourquoi y a-t-il urgence").fill(reason)
    nguyen.page.get_by_role("button", name="Ouvrir en urgence").click()
    expect(nguyen.page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(nguyen.page.get_by_text(reason)).to_be_visible()
    nguyen.page.get_by_role("link", name="Déposer").click()
    expect(nguyen.page.get_by_text(reason)).to_be_visible()
    morning = visit(Screen(size))
    morning.page.context.add_cookies([{"name": cookie_of(house), "value": anna.token, "url": house.base}])
    morning.go(f"/carnet/{anna.id}/historique/")
    expect(morning.page.get_by_text("Accès en urgence").first).to_be_visible()
    expect(morning.page.locator(".entree").get_by_text(DR_NGUYEN.name).first).to_be_visible()
    nguyen.page.get_by_role("button", name="Terminer").click()
    find(nguyen.page, anna.matricule)
    expect(nguyen.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
