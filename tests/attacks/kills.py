"""Ends processes of a house at random moments, again and again, while people deposit and read.

`python -m tests.attacks.kills --runs 200 --seed 1`: every acknowledged document is readable at the end of each round,
nothing is visible that was not sent, and the journal verifies.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from tests.attacks.strain import Battered, Seen, calling, check_nothing_is_lost
from tests.scenarios.newcomers import newcomer

VICTIMS: Final = ("a web process", "the listener", "the worker")
ROUND: Final = 10  # runs for one person, then everything is read again
LONGEST_PAUSE: Final = 1.5
BACK_WITHIN: Final = 30.0
AFTER: Final = 5  # deposits acknowledged after each end


def campaign(house: Battered, runs: int, seed: int) -> Iterator[str]:
    """End a process so many times, and tell each; raises when a promise is broken."""
    chance = random.Random(seed)
    for first in range(0, runs, ROUND):
        person = newcomer(house)
        house.dismiss_steward()
        with calling(house, person) as seen:
            wait_for_more(house, seen)
            for run in range(first, min(first + ROUND, runs)):
                victim = chance.choice(VICTIMS)
                time.sleep(chance.uniform(0, LONGEST_PAUSE))
                kill(house, victim, chance)
                wait_for_more(house, seen)
                yield f"seed {seed}, run {run}: {victim} ended, {len(seen.acknowledged)} deposits acknowledged so far"
        assert [text for text in seen.wrong if ":" in text] == [], "lines may break, answers may not be wrong"
        visible = check_nothing_is_lost(house, person, seen.acknowledged)
        yield f"seed {seed}: {len(seen.acknowledged)} acknowledged, {len(visible)} visible, the journal verifies"


def kill(house: Battered, victim: str, chance: random.Random) -> None:
    """End one process, without a word."""
    listener = house.running["serve"].pid
    webs = [pid for pid in house.webs() if pid != listener]
    pid = {
        VICTIMS[0]: chance.choice(webs) if webs else listener,
        VICTIMS[1]: listener,
        VICTIMS[2]: house.running["worker"].pid,
    }[victim]
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    for process in house.running.values():
        if process.pid == pid:
            process.wait(10)


def wait_for_more(house: Battered, seen: Seen) -> None:
    """Wait until the house serves again; a listener may need a second start, while the last one's children let go."""
    wanted, end = len(seen.acknowledged) + AFTER, time.monotonic() + BACK_WITHIN
    while len(seen.acknowledged) < wanted:
        assert time.monotonic() < end, (dict(seen.answers), seen.wrong[-3:])
        house.keep_running()
        time.sleep(0.05)


def main() -> int:
    """Run a campaign on a house of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.kills")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    arguments = parser.parse_args()
    house = Battered()
    try:
        house.start()
        for line in campaign(house, arguments.runs, arguments.seed):
            print(line, flush=True)
    finally:
        house.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
