"""What a person rules about who may come in; when a call returns, nothing decided on the old rules can be served."""

from ens.gate.facts import Visit
from ens.gate.spaces import change_sharing
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.sharing import rules


def authorise(visit: Visit, space: int, professional: int, seconds: int = rules.AUTHORISATION_SECONDS) -> None:
    """Authorise a professional to read, for a year unless said otherwise."""
    until = clock.now_us() // 1_000_000 + seconds
    action = Action.SHARING_AUTHORISATION_GIVE
    change_sharing(visit, space, action, lambda old: rules.authorise(old, professional, until))


def withdraw(visit: Visit, space: int, professional: int) -> None:
    """Withdraw an authorisation."""
    change_sharing(visit, space, Action.SHARING_AUTHORISATION_WITHDRAW, lambda old: rules.withdraw(old, professional))


def block(visit: Visit, space: int, actor: int) -> None:
    """Block a professional or a structure."""
    change_sharing(visit, space, Action.SHARING_BLOCK_SET, lambda old: rules.block(old, actor))


def unblock(visit: Visit, space: int, actor: int) -> None:
    """Lift a block; an authorisation must be given anew."""
    change_sharing(visit, space, Action.SHARING_BLOCK_LIFT, lambda old: rules.unblock(old, actor))


def choose_treating(visit: Visit, space: int, professional: int) -> None:
    """Declare the treating practitioner."""
    until = clock.now_us() // 1_000_000 + rules.AUTHORISATION_SECONDS
    action = Action.SHARING_AUTHORISATION_GIVE
    change_sharing(visit, space, action, lambda old: rules.choose_treating(old, professional, until))
