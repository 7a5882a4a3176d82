"""T-17: processes ended at random moments: what was acknowledged is there, nothing else is, the journal verifies."""

import random

import pytest

from tests.attacks.kills import campaign
from tests.attacks.strain import Battered

pytestmark = pytest.mark.threat("T-17")

RUNS = 2  # of some seconds each; for many more: python -m tests.attacks.kills --runs 500


def test_processes_killed_at_random_moments(battered: Battered) -> None:
    told = []
    for line in campaign(battered, RUNS, seed=random.randrange(1_000_000)):
        print(line)
        told.append(line)
    assert len(told) == RUNS + 1
    assert told[-1].endswith("the journal verifies")
