"""The switches of a notebook: shown before they act, for real once confirmed."""

import html

import pytest

from ens.gate.choices import Choices, make_choices, read_choices
from ens.policy.facts import Flag
from ens.sharing import services
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import Sheet, deposit
from tests.factories.people import Holder

SAME = {"visibles": "oui", "regulation": "oui", "urgence": "oui", "masques": "non", "bloques": "non"}


@pytest.fixture
def browser(camille: Holder) -> Browser:
    """Camille, who has chosen once already, and has two documents, one of them masked."""
    make_choices(camille.visit, camille.space, Choices(masks_new=False, regulation=True, break_glass=True))
    for flags in (0, int(Flag.MASKED)):
        deposit(new_structure(), camille.space, Sheet(flags=flags))
    return Browser(camille)


def asked(browser: Browser, **changes: str) -> str:
    page = f"{browser.notebook}choix/"
    answer = browser.submit(page, page, **SAME | changes)
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"urgence": "non"}, "En urgence vitale, un médecin ne pourrait plus lire votre document."),
        ({"regulation": "non"}, "Si vous appelez le 15, le médecin du Samu ne pourrait plus lire votre document."),
        ({"masques": "oui"}, "En urgence vitale, un médecin pourrait lire 1 document de plus."),
        ({"visibles": "non"}, "Les prochains documents déposés par d’autres seraient masqués aux soignants."),
        ({"bloques": "oui"}, "En urgence, un soignant bloqué pourrait entrer."),
    ],
)
def test_she_sees_what_a_switch_would_change_and_nothing_has_changed_yet(
    browser: Browser, camille: Holder, changes: dict[str, str], told: str
) -> None:
    before = read_choices(camille.visit, camille.space)
    text = asked(browser, **changes)
    assert told in text
    assert text.count("<strong>") <= 4, "the other switches say nothing"
    assert read_choices(camille.visit, camille.space) == before
    page = f"{browser.notebook}choix/"
    assert browser.submit(page, page, **SAME | changes, confirme="oui").status_code == 303
    assert read_choices(camille.visit, camille.space) != before


def test_choices_that_change_nothing_ask_for_no_confirmation(browser: Browser) -> None:
    page = f"{browser.notebook}choix/"
    assert browser.submit(page, page, **SAME).status_code == 303


def test_a_later_answer_that_is_missing_is_asked_for(browser: Browser) -> None:
    page = f"{browser.notebook}choix/"
    assert browser.submit(page, page, **{**SAME, "bloques": ""}).status_code == 422


def test_nothing_says_any_more_that_switches_have_no_effect(browser: Browser) -> None:
    assert "Personne n’entre encore en urgence" not in browser.text(f"{browser.notebook}choix/")


def test_a_blocked_physician_is_named_where_emergencies_lift_blocks(
    browser: Browser, camille: Holder, martin: Caller
) -> None:
    services.block(camille.visit, camille.space, martin.number)
    assert "En urgence, un soignant bloqué pourrait entrer." in asked(browser, bloques="oui")
    assert martin.name not in asked(browser, bloques="oui"), "nobody reads more in an ordinary visit"
