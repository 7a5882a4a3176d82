"""T-41: neither the answer nor the time that it takes tells whether a login name, a contact or a card is known here.

Times are compared as ranks, known and unknown in turn: the share of pairs in which the known one took longer is one
half when nothing can be told. Without the dummy verification it is nearly one; machines that are busy only blur it.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from ens.enrolment.portal.enrol import NOT_FOUND
from tests.attacks.knocking import Known, Street, known, same_page
from tests.scenarios.live import House

pytestmark = pytest.mark.threat("T-41")

PEOPLE, SERIES = 30, 3
TELLING = 0.3  # from one half: four standard deviations with thirty of each kind
Ask = Callable[[Street, str, str], tuple[int, str]]
_places = count(1)


@pytest.fixture(scope="module")
def people(besieged: House) -> list[Known]:
    return [known(besieged) for _ in range(PEOPLE)]


def address() -> str:
    """Give an address that has not knocked yet: limits per address are another matter."""
    place = next(_places)
    return f"127.0.{10 + place // 250}.{1 + place % 250}"


def _post(street: Street, path: str, **fields: str) -> tuple[int, str]:
    knocker = street.come(address())
    knocker.open(path)
    begun = time.perf_counter_ns()
    answer = knocker.send(path, **fields)
    took = (time.perf_counter_ns() - begun) // 1_000
    return took, f"{answer.status_code} {answer.headers.get('Location', '')} {same_page(answer.text, *fields.values())}"


def try_password(street: Street, login: str, _contact: str) -> tuple[int, str]:
    return _post(street, "/connexion/identifiant/", identifiant=login, mot_de_passe="Faux-mot2passe")


def forget_login(street: Street, _login: str, contact: str) -> tuple[int, str]:
    return _post(street, "/connexion/oubli/", contact=contact)


def forget_password(street: Street, login: str, _contact: str) -> tuple[int, str]:
    return _post(street, "/connexion/oubli/mot-de-passe/", identifiant=login)


def strangers() -> Iterator[tuple[str, str]]:
    for index in count():
        yield f"personne.inconnue-{index:04}", f"personne-{index:04}@exemple.fr"


def told_by_time(left: list[int], right: list[int]) -> float:
    """Give the share of pairs in which the left one took longer (Mann and Whitney)."""
    wins = sum((a > b) + (a == b) / 2 for a in left for b in right)
    return wins / (len(left) * len(right))


@pytest.mark.parametrize("ask", [try_password, forget_login, forget_password], ids=lambda ask: ask.__name__)
def test_nothing_tells_who_is_known(people: list[Known], street: Street, ask: Ask) -> None:
    unknown = strangers()
    shares: list[float] = []
    for _ in range(1 if ask is forget_password else SERIES):  # a code is sent every thirty seconds at most
        here, nowhere = [], []
        for person, stranger in zip(people, unknown, strict=False):
            took, page = ask(street, person.login, person.email)
            here.append(took)
            took, same = ask(street, *stranger)
            nowhere.append(took)
            assert page == same, "one answer, letter for letter"
        shares.append(told_by_time(here, nowhere))
        print(f"\n{ask.__name__}: known {_spread(here)}, unknown {_spread(nowhere)}, share {shares[-1]:.2f}")
        if abs(shares[-1] - 0.5) < TELLING:
            return
    pytest.fail(f"the time tells: {shares}")


def _spread(times: list[int]) -> str:
    low, middle, high = (value / 1_000 for value in statistics.quantiles(times, n=4))
    return f"{low:.1f} / {middle:.1f} / {high:.1f} ms"


def test_a_card_is_right_as_a_whole_or_not_at_all(besieged: House, people: list[Known], street: Street) -> None:
    """A right number with a wrong serial, a right card with a wrong date: the same answer as for nobody's card."""
    number, serial, born = "2840251999011", "99012345678", ("29", "2", "1984")
    person = people[0]
    card = [number, serial, "1984-02-29"]
    besieged.ask("given_card", space=person.space, number=person.number, card=card, email="anna@exemple.fr")

    def show(number: str, serial: str, day: tuple[str, str, str]) -> tuple[int, str]:
        parts = dict(zip(("naissance_jour", "naissance_mois", "naissance_annee"), day, strict=True))
        knocker = street.come(address())
        answer = knocker.send("/inscription/", nir=number, serie=serial, **parts)
        return answer.status_code, same_page(answer.text, number, serial, *(f'value="{part}"' for part in day))

    nobody = show("2840251999022", "99087654321", ("1", "3", "1984"))
    assert nobody[0] == 422
    assert NOT_FOUND in nobody[1]
    assert show(number, "99087654321", born) == nobody
    assert show(number, serial, ("1", "3", "1984")) == nobody
    assert show("2840251999022", serial, born) == nobody
    assert show(number, serial, born)[0] == 303, "the right card goes on"
