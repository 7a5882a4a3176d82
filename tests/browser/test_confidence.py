"""Camille décide qui lit son carnet, Jeanne invite une aidante : au clavier du monde réel, sans JavaScript."""

import html
import re

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import fetch, notebook
from tests.cast import JEANNE
from tests.scenarios.live import House

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["écran large", "téléphone"])


@SIZES
def test_camille_sees_what_would_change_blocks_and_takes_it_back(
    visit: Visit, house: House, size: tuple[int, int]
) -> None:
    """Elle lit ce que perdrait Dr Martin, la bloque, la voit refusée, puis annule."""
    tab = visit(Screen(size, script=False), "camille")
    patient = house.patient("288055199900116")
    tab.go(notebook(house, "confidentialite/"))
    page = tab.page
    page.get_by_role("link", name="Dr Claire Martin").click()
    expect(page.get_by_text("Dr Claire Martin ne pourrait plus lire").first).to_be_visible()
    assert house.call("dr-martin", "GET", "DocumentReference", params={"patient": patient}).status_code == 200
    page.get_by_role("button", name="Bloquer pour Dr Claire Martin").click()
    expect(page.get_by_role("heading", name="C’est bloqué")).to_be_visible()
    assert house.call("dr-martin", "GET", "DocumentReference", params={"patient": patient}).status_code in {403, 404}
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Médecin traitant").first).to_be_visible()
    assert house.call("dr-martin", "GET", "DocumentReference", params={"patient": patient}).status_code == 200


def test_camille_finds_a_nurse_lets_her_in_for_a_day_and_sends_her_away(visit: Visit, house: House) -> None:
    """Elle cherche une infirmière dans l’annuaire, l’autorise un jour, retire l’accès."""
    tab = visit(Screen(PHONE, script=False), "camille")
    tab.go(notebook(house, "confidentialite/"))
    page = tab.page
    page.get_by_role("link", name="Ajouter un soignant").click()
    page.get_by_label("Nom du soignant").fill("aminata")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Mme Aminata Diallo").click()
    expect(page.get_by_text("N’a pas accès à ce carnet.")).to_be_visible()
    page.get_by_label("Jusqu’à quand ?").select_option(label="Un jour")
    page.get_by_role("button", name="Autoriser pour Mme Aminata Diallo").click()
    expect(page.get_by_role("heading", name="L’accès est ouvert")).to_be_visible()
    page.get_by_role("button", name="Retirer l’accès pour Mme Aminata Diallo").click()
    expect(page.get_by_role("heading", name="L’accès est retiré")).to_be_visible()


@SIZES
def test_jeanne_invites_a_carer_who_accepts_and_is_refused_the_rest(
    visit: Visit, house: House, size: tuple[int, int]
) -> None:
    """Camille accepte d’aider Jeanne, lit, ne peut ni régler ni voir l’historique ; Jeanne y met fin."""
    jeanne = visit(Screen(size, script=False), "jeanne")
    jeanne.go(notebook(house, "confidentialite/proches/inviter/", JEANNE))
    jeanne.page.get_by_label("Son prénom et son nom").fill("Camille Roussel")
    jeanne.page.get_by_label("Son adresse e-mail").fill("camille.roussel@exemple.fr")
    jeanne.page.get_by_label("Six mois").check()
    jeanne.page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(jeanne.page.get_by_role("heading", name="L’invitation est partie")).to_be_visible()
    letters = html.unescape(fetch(house, "/courrier-de-demonstration/", "").text)
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", letters)
    assert code is not None
    camille = visit(Screen(size, script=False), "camille")
    camille.expected |= {403, 404}
    camille.go("/mon-compte/aider/")
    camille.page.get_by_label("Le code de l’invitation").fill(code[0])
    camille.page.get_by_role("button", name="Voir l’invitation").click()
    expect(camille.page.get_by_role("heading", level=1)).to_contain_text("Aider ")
    camille.page.get_by_role("button", name="Accepter").click()
    camille.page.get_by_role("link", name="Jeanne vous l’aidez").click()
    expect(camille.page.get_by_text("Vous êtes dans le carnet de Jeanne, que vous aidez")).to_be_visible()
    expect(camille.page.get_by_text("parce que vous aidez cette personne")).to_be_visible()
    expect(camille.page.get_by_role("link", name="Montrer un code")).to_have_count(0)
    contents = camille.page.get_by_role("navigation", name="Sommaire").get_by_role("link")
    assert [each.strip() for each in contents.all_inner_texts()] == ["Accueil", "Documents"]
    for rest in (
        "historique/",
        "confidentialite/",
        "choix/",
        "applications/",
        "confidentialite/proches/",
        "code-soignant/",
    ):
        assert fetch(house, notebook(house, rest, JEANNE), "camille").status_code in {403, 404}, rest
    jeanne.go(notebook(house, "confidentialite/proches/", JEANNE))
    jeanne.page.get_by_role("button", name="Mettre fin à cette aide").click()
    expect(jeanne.page.get_by_role("heading", name="Cette aide a pris fin")).to_be_visible()
    assert fetch(house, notebook(house, "", JEANNE), "camille").status_code == 404
