"""What one decision costs, for each kind of caller who reads one document of Camille's.

The least of forty batches in this process, of the processor's own time: other work on the machine changes it little.
"""

import time
from typing import Final

from ens.kernel.actions import Action
from ens.policy.decide import decide
from tests.policy.situations import Situation, situation

BATCHES: Final = 40
BATCH: Final = 1_000
CALLERS: Final = ("camille", "dr-martin", "dr-nguyen", "hopital", "applicoeur", "assureur")


def _least(asked: Situation) -> float:
    """Give the least µs that one decision took on average, over the batches."""
    found = []
    for _ in range(BATCHES):
        begun = time.thread_time_ns()
        for _ in range(BATCH):
            decide(asked.question, asked.facts)
        found.append((time.thread_time_ns() - begun) / BATCH / 1000)
    return min(found)


def tell_decisions() -> None:
    """Print the table of decisions."""
    print("| who reads | the answer | µs of one decision |\n|---|---|---|")
    for who in CALLERS:
        asked = situation(who, Action.RECORDS_ITEM_READ)
        answer = decide(asked.question, asked.facts)
        print(f"| {who} | {'yes' if answer.allowed else 'no'}: {', '.join(answer.reasons)} | {_least(asked):.1f} |")
