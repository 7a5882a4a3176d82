"""« Qui est venu » : chaque passage y est dans la seconde, lu ou refusé."""

import time
from collections.abc import Callable

import pytest

from tests.browser.chromium import Screen
from tests.browser.conftest import Visit
from tests.browser.pages import document, notebook
from tests.cast import CAMILLE
from tests.scenarios.live import House, agents

REPORT = "Échographie de la thyroïde"
MARTIN, NGUYEN = "Dr Claire Martin", "Dr Paul Nguyen"


def at_home(house: House) -> str:
    return document(house, REPORT)


def at_the_desk(house: House) -> str:
    return at_home(house).replace("/carnet/", "/pro/patients/")


@pytest.mark.parametrize(
    ("who", "path", "status", "written"),
    [
        ("dr-martin", lambda house: at_the_desk(house).partition("documents/")[0], 200, (MARTIN, "list", "allowed")),
        ("dr-martin", at_the_desk, 200, (MARTIN, "read", "allowed")),
        ("dr-nguyen", at_the_desk, 404, (NGUYEN, "read", "refused")),
        ("camille", at_home, 200, ("person", "read", "allowed")),
        ("camille", lambda house: notebook(house, "historique/"), 200, ("person", "list", "allowed")),
    ],
)
def test_each_access_is_in_the_history_within_a_second(
    visit: Visit, house: House, who: str, path: Callable[[House], str], status: int, written: tuple[str, str, str]
) -> None:
    """Une page s’ouvre, ou se refuse ; une seconde après, l’historique de Camille le dit."""
    patient, tab, address = house.patient(CAMILLE.identity.matricule), visit(Screen(), who), path(house)
    before = {event["id"] for event in house.history("camille", patient, 20)}
    tab.go(address, status)
    begun = time.monotonic()
    events = house.history("camille", patient, 20)
    assert time.monotonic() - begun < 1
    new = [event for event in events if event["id"] not in before]
    seen = [(name, act.rpartition(":")[2], end.partition(",")[0]) for name, act, end in agents(new)]
    assert written in seen, seen
