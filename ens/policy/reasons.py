"""The reasons that the laws give, with their words, in the order of the rules.

A law that permits says why in `RIGHTS`, unless the words depend on the reader (`ens.history.sentences.reasons`); one
that forbids says it in `REFUSALS`.
"""

import sys
from collections.abc import Mapping
from typing import Any, Final

from ens.policy.decide import RULES
from ens.policy.words import Words


def _gather(name: str) -> dict[str, Any]:
    laws = [sys.modules[rule.__module__] for rule in RULES]
    return {reason: words for law in laws for reason, words in getattr(law, name, {}).items()}


RIGHTS: Final[Mapping[str, str]] = _gather("RIGHTS")
REFUSALS: Final[Mapping[str, Words]] = _gather("REFUSALS")
