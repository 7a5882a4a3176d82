"""Camille entre par FranceConnect, le Dr Martin par Pro Santé Connect : grand écran, téléphone, sans JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import PHONE, Screen, Tab
from tests.browser.conftest import Visit
from tests.browser.signing import FRANCECONNECT, PSC, befriend, sign_in
from tests.scenarios.live import House

SCREENS = pytest.mark.parametrize("screen", [Screen(), Screen(PHONE, script=False)], ids=["desktop", "phone"])


@pytest.fixture
def tab(visit: Visit, screen: Screen) -> Tab:
    return visit(screen)


def look(page: Page, title: str) -> None:
    """See that the page has this title, fits its screen, and, where scripts run, that axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(title))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    if page.viewport_size != {"width": PHONE[0], "height": PHONE[1]}:  # there, no script runs
        assert violations(page) == [], page.url


@SCREENS
def test_camille_comes_in_through_franceconnect_and_leaves_both(tab: Tab, house: House) -> None:
    """Elle choisit FranceConnect, entre dans son carnet, le quitte, et FranceConnect est quitté aussi."""
    befriend(tab, house, FRANCECONNECT)
    page = tab.page
    tab.go("/")
    look(page, "Espace santé")
    page.get_by_role("link", name="Ouvrir mon carnet").click()
    look(page, "Ouvrir votre carnet")
    page.get_by_role("link", name=FRANCECONNECT).click()
    look(page, "Qui êtes-vous")
    page.get_by_role("button", name="Camille Roussel").click()
    look(page, "Camille")
    page.get_by_role("button", name="Quitter").click()
    look(page, "À bientôt")
    tab.go("/mon-compte/")
    expect(page).to_have_url(re.compile("/connexion/"))


@SCREENS
def test_who_has_no_notebook_reads_what_to_do(tab: Tab, house: House) -> None:
    """Hélène n’a pas de carnet : la page le dit, et par où passer."""
    befriend(tab, house, FRANCECONNECT)
    tab.expected.add(403)
    tab.go("/connexion/")
    tab.page.get_by_role("link", name=FRANCECONNECT).click()
    tab.page.get_by_role("button", name="Hélène Absente").click()
    look(tab.page, "trouvé votre carnet")
    tab.page.get_by_role("link", name="Choisir un moyen de connexion").click()
    look(tab.page, "Ouvrir votre carnet")


@SCREENS
def test_dr_martin_comes_in_through_pro_sante_connect(tab: Tab, house: House) -> None:
    """Le Dr Martin entre, lit qui elle est pour nous, et repart."""
    page = sign_in(tab, house, "Dr Claire Martin", PSC)
    look(page, "Trouver une personne")
    expect(page.get_by_text("Dr Claire Martin").first).to_be_visible()
    expect(page.get_by_text("Cabinet médical des Tilleuls")).to_be_visible()
    page.get_by_role("button", name="Quitter").click()
    look(page, "À bientôt")


@SCREENS
def test_a_nurse_says_where_she_works_today(tab: Tab, house: House) -> None:
    """Mme Diallo exerce en deux lieux : elle dit lequel, et peut en changer."""
    befriend(tab, house, PSC)
    page = tab.page
    tab.go("/pro/connexion/")
    look(page, "Espace des professionnels")
    page.get_by_role("link", name=PSC).click()
    page.get_by_role("button", name="Aminata Diallo").click()
    look(page, "Où exercez-vous")
    page.get_by_role("button", name="Centre hospitalier de Valombre").click()
    look(page, "Trouver une personne")
    expect(page.get_by_text("Centre hospitalier de Valombre")).to_be_visible()
    page.get_by_role("link", name="Changer").click()
    page.get_by_role("button", name="Cabinet infirmier du Quai").click()
    expect(page.get_by_text("Cabinet infirmier du Quai")).to_be_visible()


@SCREENS
def test_dr_nguyen_approves_on_his_phone(tab: Tab, house: House) -> None:
    """Le Dr Nguyen tape son numéro, approuve sur son téléphone, et la page continue seule."""
    origin, page = befriend(tab, house, PSC), tab.page
    tab.go("/pro/connexion/telephone/")
    look(page, "téléphone")
    page.get_by_label("Votre numéro RPPS").fill("99700100029")
    page.get_by_role("button", name="Appeler mon téléphone").click()
    look(page, "Approuvez sur votre téléphone")
    phone = page.context.new_page()
    phone.goto(f"{origin}/telephone")
    look(phone, "Le téléphone")
    phone.get_by_role("button", name="Oui").first.click()
    phone.close()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trouver une personne")
    expect(page.get_by_text("Dr Paul Nguyen").first).to_be_visible()
