"""What a person has chosen for her space as a whole, as its settings page shows it.

Like the list of notebooks these are facts of decisions, and no item is opened: nothing is written down for a look.
"""

from functools import partial
from typing import NamedTuple

from msgspec import structs

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Visit, look
from ens.gate.spaces import change_sharing
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.policy.decide import decide
from ens.policy.facts import Sharing


class Choices(NamedTuple):
    """Whether new documents are masked, and what is let in an emergency; `made` is False until she was asked.

    `unmasks` shows masked documents in an emergency, `lifts_blocks` lets in one whom she has blocked otherwise.
    """

    masks_new: bool
    regulation: bool
    break_glass: bool
    made: bool = True
    unmasks: bool = False
    lifts_blocks: bool = False


def read_sharing(visit: Visit, space: int) -> Sharing:
    """Read the rules of a space, for whoever may change them; others are refused, and that is written down."""
    scene = look(visit, space)
    question = ask(scene, "", Action.SHARING_CHOICE_SET)
    decision = decide(question, scene.facts())
    if not decision.allowed:
        raise trace.refuse(scene, question, decision)
    return scene.sharing


def read_choices(visit: Visit, space: int) -> Choices:
    """Read the choices of a space, for whoever may change them."""
    return choices_of(read_sharing(visit, space))


def choices_of(sharing: Sharing) -> Choices:
    """Tell what has been chosen."""
    return Choices(
        sharing.masks_new,
        sharing.regulation,
        sharing.break_glass,
        sharing.chosen > 0,
        sharing.emergency_unmasks,
        sharing.emergency_lifts_blocks,
    )


def chosen(sharing: Sharing, choices: Choices) -> Sharing:
    """Give the rules as they are once these choices are made."""
    return structs.replace(
        sharing,
        masks_new=choices.masks_new,
        regulation=choices.regulation,
        break_glass=choices.break_glass,
        emergency_unmasks=choices.unmasks,
        emergency_lifts_blocks=choices.lifts_blocks,
    )


def make_choices(visit: Visit, space: int, choices: Choices) -> None:
    """Make the choices of a space, with effect on the next deposit and on the next emergency."""
    now = clock.now_us() // 1_000_000

    def choose(sharing: Sharing) -> Sharing:
        return structs.replace(chosen(sharing, choices), chosen=now)

    change_sharing(visit, space, Action.SHARING_CHOICE_SET, choose)


def list_unwanted(visit: Visit, space: int) -> frozenset[str]:
    """List the kinds of notices that are not wanted, for whoever may change that."""
    read_choices(visit, space)
    return look(visit, space).sharing.unwanted


def choose_unwanted(visit: Visit, space: int, kinds: frozenset[str]) -> None:
    """Choose which kinds of notices are not wanted."""
    change = partial(structs.replace, unwanted=kinds)
    change_sharing(visit, space, Action.SHARING_CHOICE_SET, change)
