"""Gate, vault and journal under random acts and faults: a few runs of the campaign (`python -m tests.fuzz.crashes`)."""

from pathlib import Path

import pytest

from tests.databases import Database
from tests.fuzz.faults import KINDS
from tests.fuzz.ground import ground
from tests.fuzz.play import figures
from tests.fuzz.runs import play

RUNS, STEPS = 5, 30


@pytest.mark.threat("T-10", "T-17", "T-18")
def test_whatever_happens_the_house_does_what_the_model_says(fresh_database: Database, tmp_path: Path) -> None:
    figures.clear()
    with ground(fresh_database, tmp_path):
        play(1, RUNS, STEPS)
    assert figures["runs"] >= RUNS
    assert all(figures[f"faults: {kind}"] for kind in KINDS), figures
