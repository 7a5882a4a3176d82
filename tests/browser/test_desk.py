"""Au cabinet : une patiente montre son code, le médecin lit, elle le bloque, il dépose encore ; la nuit, l’urgence."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.consulting import (
    LETTER,
    LETTER_TEXT,
    NAME,
    find,
    home,
    line,
    messages,
    new_patient,
    show_code,
    write_letter,
)
from tests.cast import DR_MARTIN, DR_NGUYEN
from tests.factories.people import new_matricule
from tests.scenarios.live import House


@pytest.mark.parametrize("size", [DESKTOP], ids=["1280 px"])  # `test_every_page` looks at each page at every width
def test_dr_martin_is_let_in_reads_is_blocked_and_still_deposits(
    visit: Visit, house: House, size: tuple[int, int]
) -> None:
    """Le Dr Martin entre par le code, lit, est bloquée au clic suivant, dépose encore. Le Dr Nguyen n’entre jamais."""
    anna = new_patient(house)
    hers = home(visit, house, anna, Screen(PHONE, script=False))
    martin = visit(Screen(size), "dr-martin")
    martin.go("/pro/")
    find(martin.page, anna.matricule)
    expect(martin.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
    expect(martin.page.get_by_text(NAME)).to_have_count(0)
    martin.page.get_by_label("Code de 6 chiffres").fill(show_code(hers, anna))
    martin.page.get_by_role("button", name="Entrer avec ce code").click()
    expect(martin.page.get_by_role("heading", level=1)).to_have_text(NAME)
    write_letter(martin.page)
    expect(martin.page.get_by_text("Votre document est déposé")).to_be_visible()
    martin.page.get_by_role("link", name=LETTER).click()
    expect(martin.page.get_by_text(LETTER_TEXT)).to_be_visible()
    line(hers, anna, DR_MARTIN.name, "a lu", LETTER)
    hers.go(f"/carnet/{anna.id}/confidentialite/")
    hers.page.get_by_role("link", name=DR_MARTIN.name).click()
    hers.page.get_by_role("button", name=f"Bloquer pour {DR_MARTIN.name}").click()
    martin.page.get_by_role("link", name="Dossier").first.click()
    expect(martin.page.get_by_role("heading", level=1)).to_have_text("Ce carnet ne s’ouvre pas")
    expect(martin.page.get_by_text(LETTER)).to_have_count(0)
    line(hers, anna, DR_MARTIN.name, "Nous avons refusé")
    write_letter(martin.page)
    expect(martin.page.get_by_text(NAME)).to_have_count(0)
    line(hers, anna, DR_MARTIN.name, "a déposé", LETTER)
    nguyen = visit(Screen(size), "dr-nguyen")
    nguyen.expected.add(404)
    nguyen.go("/pro/")
    expect(nguyen.page.get_by_role("link", name=NAME)).to_have_count(0)
    find(nguyen.page, anna.matricule)
    expect(nguyen.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
    line(hers, anna, DR_NGUYEN.name)
    find(nguyen.page, new_matricule())
    expect(nguyen.page.get_by_text("Aucun carnet ne répond à cette identité")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE], ids=["390 px"])
def test_a_record_is_opened_in_an_emergency_at_night(visit: Visit, house: House, size: tuple[int, int]) -> None:
    """La nuit, le Dr Nguyen déclare une urgence ; la patiente et son médecin traitant en sont prévenus."""
    anna = new_patient(house)
    number = house.ask("find_party", identifier=f"8{DR_MARTIN.rpps}")
    house.ask("choose_treating", space=anna.space, owner=anna.number, number=number)
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
    morning = home(visit, house, anna, Screen(size))
    expect(line(morning, anna, "Accès en urgence", DR_NGUYEN.name)).to_be_visible()
    told = messages(house, anna, "un accès en urgence")
    assert len(told) == 1
    assert not any(word in told[0] for word in (DR_NGUYEN.name, reason, NAME))
    treating = visit(Screen(size), "dr-martin")
    treating.go("/pro/")
    hers = treating.page.locator("li").filter(has_text=NAME).filter(has_text="Ouvert en urgence")
    expect(hers.first).to_be_visible()
    nguyen.page.get_by_role("button", name="Terminer").click()
    find(nguyen.page, anna.matricule)
    expect(nguyen.page.get_by_role("heading", level=1)).to_have_text("Cette personne a un carnet")
