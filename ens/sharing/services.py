"""What a person rules about professionals; when a call returns, nothing decided on the old rules can be served."""

from collections.abc import Callable

from ens.gate.facts import Visit
from ens.gate.spaces import change_sharing
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.policy.facts import Sharing
from ens.sharing import patients, rules

_GIVE, _CHOOSE = Action.SHARING_AUTHORISATION_GIVE, Action.SHARING_CHOICE_SET


def now() -> int:
    """Tell the time in seconds since 1970."""
    return clock.now_us() // 1_000_000


def authorise(visit: Visit, space: int, professional: int, seconds: int = rules.AUTHORISATION_SECONDS) -> None:
    """Authorise a professional, or the team of a structure, to read; for a year unless said otherwise."""
    moment = now()
    change_sharing(visit, space, _GIVE, lambda old: rules.authorise(old, professional, moment + seconds, moment))
    patients.remember(professional, space)


def withdraw(visit: Visit, space: int, professional: int) -> None:
    """Withdraw an authorisation."""
    change_sharing(visit, space, Action.SHARING_AUTHORISATION_WITHDRAW, lambda old: rules.withdraw(old, professional))
    patients.forget(professional, frozenset({space}))


def block(visit: Visit, space: int, actor: int) -> None:
    """Block a professional or a structure."""
    moment = now()
    change_sharing(visit, space, Action.SHARING_BLOCK_SET, lambda old: rules.block(old, actor, moment))
    patients.forget(actor, frozenset({space}))


def unblock(visit: Visit, space: int, actor: int) -> None:
    """Lift a block; an authorisation must be given anew."""
    change_sharing(visit, space, Action.SHARING_BLOCK_LIFT, lambda old: rules.unblock(old, actor))


def choose_treating(visit: Visit, space: int, professional: int) -> None:
    """Declare the treating practitioner."""
    moment = now()
    until = moment + rules.AUTHORISATION_SECONDS
    change_sharing(visit, space, _GIVE, lambda old: rules.choose_treating(old, professional, until, moment))
    patients.remember(professional, space)


def choose_treating_no_more(visit: Visit, space: int, professional: int) -> None:
    """Take the treating practitioner's role away from somebody."""
    change_sharing(visit, space, _CHOOSE, lambda old: rules.choose_treating_no_more(old, professional))


def put_back(visit: Visit, space: int, number: int, standing: rules.Standing) -> None:
    """Undo what was just ruled about somebody."""
    change_sharing(visit, space, _GIVE, lambda old: rules.put_back(old, number, standing))


def trust(visit: Visit, space: int, professional: int, *, trusted: bool) -> None:
    """Make a professional an administrator, or one no more."""
    change: Callable[[Sharing, int], Sharing] = rules.trust if trusted else rules.trust_no_more
    change_sharing(visit, space, _CHOOSE, lambda old: change(old, professional))


def ask(visit: Visit, space: int, professional: int, what: str) -> None:
    """Let a professional ask to read, or to be the treating practitioner."""
    moment = now()
    action = Action.SHARING_AUTHORISATION_ASK
    change_sharing(visit, space, action, lambda old: rules.ask(old, professional, what, moment), what)


def let_in_by_code(visit: Visit, space: int, professional: int) -> None:
    """Let a professional read for a year, who has typed the code that the person showed."""
    moment = now()
    until = moment + rules.AUTHORISATION_SECONDS
    action = Action.SHARING_AUTHORISATION_ASK
    change_sharing(visit, space, action, lambda old: rules.authorise(old, professional, until, moment), "code")
    patients.remember(professional, space)


def let_in_on_word(visit: Visit, space: int, professional: int) -> None:
    """Let a professional read for a day because he says that the person agreed; she is asked to confirm it."""
    moment = now()
    action = Action.SHARING_AUTHORISATION_ASK
    change_sharing(visit, space, action, lambda old: rules.let_in_on_word(old, professional, moment), "spoken")
    patients.remember(professional, space)


def answer(visit: Visit, space: int, professional: int, *, agreed: bool) -> None:
    """Answer what a professional asked."""
    moment = now()
    until = moment + rules.AUTHORISATION_SECONDS
    action = _GIVE if agreed else Action.SHARING_AUTHORISATION_WITHDRAW
    change_sharing(visit, space, action, lambda old: rules.answer(old, professional, until, moment, agreed=agreed))
    if agreed:
        patients.remember(professional, space)
