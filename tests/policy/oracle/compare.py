"""Compares both laws on situations that name every reason often enough."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from ens.policy.decide import NO_RIGHT, decide
from ens.policy.reasons import REFUSALS, RIGHTS
from tests.policy.oracle.cedar import answers
from tests.policy.oracle.situations import Situation, deciding, situations

REASONS: Final = frozenset({*RIGHTS, *REFUSALS, NO_RIGHT, "own_space", "authorised", "legal_representative"})


@dataclass(slots=True)
class Comparison:
    """How many situations were compared, how often each reason came up, and where the laws differ."""

    compared: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    different: list[Situation] = field(default_factory=list)


def compare(seed: int, wanted: int) -> Comparison:
    """Draw situations until each reason has come up so often, and ask both laws about each."""
    result, found = Comparison(), list(situations(seed, wanted, REASONS))
    for each, ought in zip(found, answers(found), strict=True):
        result.compared += 1
        result.counted.update(deciding(each))
        if decide(*each).allowed is not ought:
            result.different.append(each)
    return result
