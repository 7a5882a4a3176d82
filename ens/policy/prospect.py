"""« Qu’est-ce qui changerait ? »: the same decision, before and after a change of rule, for those whom it concerns.

Nothing is guessed: each witness is put before `decide()` twice for each header, and what differs is counted.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec import structs

from ens.kernel.actions import Action
from ens.kernel.actors import Actor
from ens.policy.decide import decide
from ens.policy.facts import Declared, Facts, Header, Sharing
from ens.policy.question import Mode, Question

# An emergency as it should be declared: what then stands against it is the person's own rules.
DECLARED: Final = Declared("Personne inconsciente, en danger", recent=True, used=0)


class Witness(msgspec.Struct, frozen=True):
    """Somebody whom a change may concern: who, in which mode, and where she works (`place`, `place_type`)."""

    actor: Actor
    mode: Mode = Mode.NORMAL
    place: int = 0
    place_type: str = ""


class Effect(msgspec.Struct, frozen=True):
    """How many items a witness reads before a change and after it; `gained` and `lost` are not their difference."""

    witness: Witness
    before: int
    after: int
    gained: int
    lost: int


class Rules(msgspec.Struct, frozen=True):
    """What is decided upon: a sharing state, and the headers under it, in one order before and after."""

    sharing: Sharing
    headers: Sequence[Header]


def compare(facts: Facts, before: Rules, after: Rules, witnesses: Iterable[Witness]) -> list[Effect]:
    """Tell what each witness would gain and lose; those for whom nothing changes are left out."""
    return [effect for each in witnesses if (effect := _effect(facts, before, after, each)) is not None]


def _effect(facts: Facts, before: Rules, after: Rules, witness: Witness) -> Effect | None:
    then, now = _readable(facts, before, witness), _readable(facts, after, witness)
    pairs = list(zip(then, now, strict=True))
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    return Effect(witness, sum(then), sum(now), gained, lost) if gained or lost else None


def _readable(facts: Facts, rules: Rules, witness: Witness) -> list[bool]:
    """Decide once for all headers that no rule can tell apart."""
    declared = DECLARED if witness.mode is not Mode.NORMAL else None
    seen = structs.replace(
        facts,
        actor=witness.actor,
        sharing=rules.sharing,
        place=witness.place,
        place_type=witness.place_type,
        declared=declared,
        link=None,
    )
    known: dict[tuple[str, int, int, str, str], bool] = {}
    answers = []
    for header in rules.headers:
        alike = header.facets()
        if alike not in known:
            question = Question(Action.RECORDS_ITEM_READ, header.kind, mode=witness.mode)
            known[alike] = decide(question, structs.replace(seen, header=header)).allowed
        answers.append(known[alike])
    return answers
