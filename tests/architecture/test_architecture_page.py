"""docs/architecture.md names every floor and every table, and can be read in one go."""

import configparser
import re

from ens.postgres.roles import PRIVILEGES
from tests.architecture.test_documents import PROJECT

PAGE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")


def test_it_can_be_read_in_one_go() -> None:
    assert len(PAGE.splitlines()) <= 300


def test_every_table_has_its_line() -> None:
    assert sorted(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == sorted(PRIVILEGES)


def test_every_floor_and_room_has_its_place_in_order() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(PROJECT / ".importlinter")
    layers = contracts["importlinter:contract:floors"]["layers"].strip().splitlines()
    plan = PAGE.partition("## 2. ")[2].partition("```")[2].partition("```")[0].strip().splitlines()
    told = [re.split(r"  +", line)[0] for line in plan if not line.startswith(" ")]
    assert told == [line.strip() for line in layers]
