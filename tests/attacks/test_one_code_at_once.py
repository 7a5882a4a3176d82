"""T-42: a code is used once, by one browser, for one person and one purpose, however many ask at the same moment."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from tests.attacks.knocking import Knocker, Street, known
from tests.scenarios.live import House
from tests.scenarios.newcomers import identity

pytestmark = pytest.mark.threat("T-42")

AT_ONCE = 8


def all_at_once(knockers: list[Knocker], path: str, **fields: str) -> list[int]:
    """Let all send the same form at the same moment; gives the answers."""
    start = Barrier(len(knockers))

    def one(knocker: Knocker) -> int:
        start.wait()
        return knocker.send(path, **fields).status_code

    with ThreadPoolExecutor(len(knockers)) as crew:
        return sorted(crew.map(one, knockers))


def copies(street: Street, knocker: Knocker) -> list[Knocker]:
    """Give browsers with the same cookies, as somebody has who copied them; their connections are warm."""
    made = [street.come().become(knocker) for _ in range(AT_ONCE)]
    for each in made:
        each.http.get("/healthz")
    return made


def test_a_code_of_an_app_opens_once(besieged: House, street: Street) -> None:
    person, first = known(besieged), street.come("127.0.4.1")
    first.password(person.login, person.password)
    answers = all_at_once(copies(street, first), "/connexion/second/", code=person.code())
    assert answers.count(303) == 1, answers
    assert set(answers) == {303, 422}


def test_a_code_on_paper_opens_once(besieged: House, street: Street) -> None:
    person, first = known(besieged), street.come("127.0.4.2")
    paper = besieged.ask("paper", space=person.space, number=person.number)
    first.password(person.login, person.password)
    answers = all_at_once(copies(street, first), "/connexion/second/", code=paper[0])
    assert answers.count(303) == 1, answers


@pytest.fixture
def with_code(besieged: House, street: Street) -> tuple[Knocker, str]:
    """Somebody whose card has been recognised, and the code that was sent to her."""
    made = besieged.ask("person", identity=identity(), state="CREATED")
    number = "2900351999" + str(made["number"])[-3:]
    email = f"louise-{number[-3:]}@exemple.fr"
    card = [number, "99011122233", "1990-03-12"]
    besieged.ask("given_card", space=made["space"], number=made["number"], card=card, email=email)
    knocker = street.come("127.0.4.3")
    born = {"naissance_jour": "12", "naissance_mois": "3", "naissance_annee": "1990"}
    assert knocker.send("/inscription/", nir=number, serie="99011122233", **born).status_code == 303
    assert knocker.send("/inscription/code/", contact="5").status_code == 303
    body = next(body for to, body in besieged.ask("messages") if to == email)
    found = re.search(r"\d{6}", body)
    assert found is not None
    return knocker, found[0]


def test_a_code_of_a_message_goes_through_once(street: Street, with_code: tuple[Knocker, str]) -> None:
    knocker, code = with_code
    answers = all_at_once(copies(street, knocker), "/inscription/code/saisir/", code=code)
    assert answers.count(303) == 1, answers


def test_five_wrong_codes_wear_it_out(with_code: tuple[Knocker, str]) -> None:
    knocker, code = with_code
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [knocker.send("/inscription/code/saisir/", code=wrong).status_code for _ in range(5)] == [422] * 5
    assert knocker.send("/inscription/code/saisir/", code=code).status_code == 422, "even the right one"


def test_a_code_is_good_in_its_own_browser_alone(
    besieged: House, street: Street, with_code: tuple[Knocker, str]
) -> None:
    knocker, code = with_code
    thief = street.come("127.0.4.4")
    assert thief.open("/inscription/code/saisir/").status_code == 410, "whoever has the code and no card"
    person = known(besieged)
    thief.password(person.login, person.password)
    assert thief.send("/inscription/code/saisir/", code=code).status_code == 410, "on another errand"
    assert thief.send("/connexion/second/", code=code).status_code == 422, "for another purpose"
    assert knocker.send("/inscription/code/saisir/", code=code).status_code == 303, "nobody has worn it out"


def test_a_second_factor_is_its_owners_alone(besieged: House, street: Street) -> None:
    person, thief = known(besieged), known(besieged)
    knocker = street.come("127.0.4.5")
    knocker.password(person.login, person.password)
    assert knocker.send("/connexion/second/", code=thief.code()).status_code == 422
    assert knocker.send("/connexion/second/", code=replace(thief, key=person.key).code()).status_code == 303
