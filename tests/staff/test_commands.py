"""Dangerous commands ask two operators first, as soon as there are two at work."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.scenarios.live import House, shared_demo
from tests.scenarios.newcomers import identity

pytestmark = pytest.mark.threat("T-39")


@pytest.fixture
def house(pytestconfig: pytest.Config) -> House:
    return shared_demo(pytestconfig)


@pytest.fixture
def operators(house: House) -> Iterator[list[int]]:
    numbers: list[int] = house.ask("operators")
    yield numbers
    house.ask("dismiss", numbers=numbers)


def refused(house: House, *arguments: str) -> bool:
    """Run a command that two must agree on; say whether it ended with one line and did nothing."""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        house.run(*arguments)
    return caught.value.returncode == 2 and "Traceback" not in caught.value.stderr


def test_no_space_is_closed_before_two_agree_and_then_once(house: House, operators: list[int]) -> None:
    spaces = [house.ask("person", identity=identity())["id"] for _ in range(2)]
    assert refused(house, "space", "close", "--id", spaces[0])
    house.ask("agree", numbers=operators, kind="keys")
    assert refused(house, "space", "close", "--id", spaces[0]), "they agreed on something else"
    house.ask("agree", numbers=operators, kind="closure")
    assert "Espace fermé" in house.run("space", "close", "--id", spaces[0])
    assert refused(house, "space", "close", "--id", spaces[1]), "an approval serves once"


def test_no_third_operator_comes_in_alone(house: House, operators: list[int]) -> None:
    assert refused(house, "staff", "add", "--role", "operator", "--name", "Autre Personne")
    assert refused(house, "staff", "disable", "--number", str(operators[0]))
    assert "/guichet/inscription/" in house.run("staff", "add", "--name", "Agent Ordinaire")
    listed = house.run("staff", "list")
    assert "Agent Ordinaire" in listed
    assert "Autre Personne" not in listed
