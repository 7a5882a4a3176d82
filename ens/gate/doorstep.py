"""What happens before anybody is inside: signing in, proving who one is, letting an app in, and the same refused.

No rule decides here, for a proof of identity is no matter of rights. It is written down all the same, in the history of
the person concerned, or in the house's own when nobody is.
"""

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Visit, again, look
from ens.gate.facts import house_keyring as _house_keyring
from ens.gate.house import database
from ens.journal.append import append
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import STRANGER, SYSTEM, Actor
from ens.kernel.ids import HOUSE


def note(
    action: Action,
    space: int = HOUSE,
    actor: Actor | None = None,
    *,
    refused: str = "",
    right: str = "",
    detail: str = "",
) -> None:
    """Write down an act at the doorstep; `refused` is the reason of a refusal, `right` what allowed it otherwise.

    Whoever is refused without having proven who it is stays a stranger; what nobody in particular did, the house did.
    """
    who = actor or (STRANGER if refused else SYSTEM)
    outcome = Outcome.REFUSED if refused else Outcome.ALLOWED
    again(lambda: _note(action, space, who, refused or right, detail, outcome))


def _note(action: Action, space: int, actor: Actor, reason: str, detail: str, outcome: Outcome) -> bool | None:
    scene = look(Visit(actor=actor), space)
    entry = trace.compose(scene, ask(scene, "", action), outcome, (reason,) if reason else (), [], detail)
    keyring = scene.keyring or _house_keyring()
    if outcome is not Outcome.ALLOWED:
        append(database(), keyring, entry, None)
        return True
    return True if append(database(), keyring, entry, scene.version) else None
