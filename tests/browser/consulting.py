"""At a practice: somebody new with a notebook, the code that she shows, and what is written about her."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import Screen, Tab
from tests.browser.pages import cookie_of, fetch
from tests.browser.walk import OUTBOX
from tests.scenarios.live import House
from tests.scenarios.newcomers import Newcomer, newcomer

NAME = "Anna Tilleul"
LETTER = "Lettre au cardiologue"
LETTER_TEXT = "Merci de recevoir cette patiente."
TOLD_WITHIN = 10  # seconds: the worker looks every two, under whatever else this machine does


def new_patient(house: House, born: str = "1971-05-02") -> Newcomer:
    """Open the notebook of somebody whom messages reach."""
    anna = newcomer(house, birth_name="TILLEUL", given_names=["ANNA"], birth_date=born)
    house.ask("reach", space=anna.space, number=anna.number, email=address_of(anna))
    return anna


def address_of(who: Newcomer) -> str:
    """Tell where messages reach her."""
    return f"p{who.number}@exemple.fr"


def home(visit: Callable[..., Tab], house: House, who: Newcomer, screen: Screen) -> Tab:
    """Give a tab in which somebody new is signed in."""
    tab = visit(screen)
    tab.page.context.add_cookies([{"name": cookie_of(house), "value": who.session, "url": house.base}])
    return tab


def find(page: Page, matricule: str) -> None:
    """Look for a person from the desk."""
    page.goto(page.url.partition("/pro/")[0] + "/pro/")
    page.get_by_role("textbox", name="Matricule INS").fill(matricule)
    page.get_by_role("button", name="Ouvrir").first.click()


def show_code(tab: Tab, who: Newcomer) -> str:
    """Let the patient show a code on her telephone."""
    tab.go(f"/carnet/{who.id}/")
    tab.page.get_by_role("link", name="Montrer un code").click()
    tab.page.get_by_role("button", name="Montrer un code").click()
    return re.sub(r"\D", "", tab.page.locator(".code-montre strong").inner_text())


def write_letter(page: Page, sight: str = "La personne et les soignants qu’elle autorise") -> None:
    """Deposit a letter from the record."""
    page.get_by_role("link", name=re.compile("époser")).first.click()
    page.get_by_label("Ou le texte").fill(LETTER_TEXT)
    page.get_by_label("Titre").fill(LETTER)
    page.get_by_label("Nature").select_option("11488-4")
    page.get_by_label(sight).check()
    page.get_by_role("button", name="Déposer").click()


def line(tab: Tab, who: Newcomer, *said: str) -> Locator:
    """Give the newest line of a history that says all of this; it is there within a second."""
    tab.go(f"/carnet/{who.id}/historique/")
    found = tab.page.locator(".entree")
    for each in said:
        found = found.filter(has_text=each)
    expect(found.first).to_be_visible(timeout=1_000)
    return found.first


def messages(house: House, who: Newcomer, subject: str) -> list[str]:
    """Wait until the worker has written to somebody, and give what it wrote under this subject."""
    end = time.monotonic() + TOLD_WITHIN
    while not (found := [text for text in letters(house, who) if subject in text]) and time.monotonic() < end:
        time.sleep(0.25)
    return found


def letters(house: House, who: Newcomer) -> list[str]:
    """Give all that was written to somebody."""
    listed = fetch(house, OUTBOX, "").text.replace("\u00a0", " ")
    return [each for each in listed.split('<li class="rang entree">') if address_of(who) in each]
