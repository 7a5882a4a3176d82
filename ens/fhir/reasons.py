"""What a refusal says to the calling program, for each reason that may be given outward: (French, English)."""

from typing import Final

from ens.policy.decide import NO_RIGHT
from ens.policy.reasons import REFUSALS

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    NO_RIGHT: (
        "Rien ne vous donne le droit de faire cela dans cet espace.",
        "Nothing gives you the right to do this in this space.",
    ),
    **{reason: (words.french, words.english) for reason, words in REFUSALS.items() if words.french},
}
