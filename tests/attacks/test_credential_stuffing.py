"""T-40: a thousand passwords are tried on many names from one address, then from many: few are even looked at.

Nobody else is kept out meanwhile, the person aimed at comes in with a browser that she has used, and nothing is
forgotten when the house starts again.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from ens.credentials.rules import windows
from tests.attacks.knocking import Known, Street, known
from tests.scenarios.live import House

pytestmark = pytest.mark.threat("T-40")

TRIES = 1_000
CALLERS = 4
ATTACKER = "127.0.0.66"


def stuff(street: Street, victim: Known, others: list[Known]) -> Counter[int]:
    """Try a thousand pairs from one address: half on one person, half on everybody, right ones among them."""
    names = [victim.login if index % 2 else others[index % len(others)].login for index in range(TRIES)]
    knockers = [street.come(ATTACKER) for _ in range(CALLERS)]
    for knocker in knockers:
        knocker.open("/connexion/identifiant/")

    def one(index: int) -> int:
        password = victim.password if index >= TRIES - 50 else f"Azerty-{index:04}!"
        return knockers[index % CALLERS].password(names[index], password).status_code

    with ThreadPoolExecutor(CALLERS) as crew:
        return Counter(crew.map(one, range(TRIES)))


def test_a_thousand_tries_are_few_looks_and_keep_nobody_out(besieged: House, street: Street) -> None:
    victim, neighbour, *others = [known(besieged) for _ in range(12)]
    home = street.come("127.0.0.7")
    assert home.sign_in(victim), "the browser that she always uses"
    answers = stuff(street, victim, others)
    print(f"\n{TRIES} tries from one address: {dict(answers)}")
    assert sum(answers.values()) == TRIES
    assert set(answers) == {422, 429}, "right passwords among them opened nothing, and nothing broke"
    assert answers[422] <= 2 * windows.SIGN_IN_ADDRESS.most  # two periods may meet under the attack
    attacker = street.come(ATTACKER)
    assert attacker.password(victim.login, victim.password).status_code == 429
    assert street.come().sign_in(neighbour), "somebody else, elsewhere"
    assert street.come("127.0.0.8").password(victim.login, victim.password).status_code == 303, "she herself, anew"
    assert home.password(victim.login, victim.password).status_code == 303, "she herself, as always"
    besieged.stop()
    besieged.start()
    assert attacker.password(others[0].login, others[0].password).status_code == 429, "a restart forgets nothing"


def test_from_many_addresses_one_person_is_guarded_and_not_shut_out(besieged: House, street: Street) -> None:
    victim = known(besieged)
    home = street.come("127.0.3.1")
    assert home.sign_in(victim)
    answers = Counter(
        street.come(f"127.0.2.{place}").password(victim.login, f"Azerty-{place}{index}!").status_code
        for place in range(1, 19)
        for index in range(4)
    )
    print(f"\n{sum(answers.values())} tries from 18 addresses on one person: {dict(answers)}")
    assert answers[422] <= 2 * windows.SIGN_IN_NAME.most
    assert answers[429] > 0
    stranger = street.come("127.0.2.99")
    assert stranger.password(victim.login, victim.password).status_code == 429, "a right guess from anywhere"
    assert home.password(victim.login, victim.password).status_code == 303, "she herself, where she has been before"
    assert street.come("127.0.2.98").password(known(besieged).login, "x").status_code == 422, "other people"
