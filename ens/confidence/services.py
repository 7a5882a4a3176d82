"""What a person does about one professional or structure, by the words of her form; and what it would change."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from ens.confidence.rules import Act
from ens.gate.facts import Visit
from ens.gate.prospect import Proposal, foresee
from ens.kernel.errors import Invalid
from ens.policy.facts import Sharing
from ens.policy.prospect import Effect
from ens.sharing import rules, services

DAY: Final = 86_400
DURATIONS: Final[Mapping[str, int]] = {"365": 365 * DAY, "30": 30 * DAY, "1": DAY}  # days of an authorisation

_DO: Final[Mapping[Act, Callable[[Visit, int, int], None]]] = {
    Act.ACCEPT: partial(services.answer, agreed=True),
    Act.REFUSE: partial(services.answer, agreed=False),
    Act.WITHDRAW: services.withdraw,
    Act.TREATING: services.choose_treating,
    Act.NOT_TREATING: services.choose_treating_no_more,
    Act.TRUST: partial(services.trust, trusted=True),
    Act.TRUST_NO_MORE: partial(services.trust, trusted=False),
    Act.BLOCK: services.block,
    Act.UNBLOCK: services.unblock,
}


now = services.now
put_back = services.put_back


def do(visit: Visit, space: int, number: int, act: Act, days: str = "365") -> None:
    """Do what the person said, with effect on the next request."""
    if act is not Act.AUTHORISE:
        _DO[act](visit, space, number)
        return
    if days not in DURATIONS:
        raise Invalid("Choisissez jusqu’à quand.", ("unknown_duration",))
    services.authorise(visit, space, number, DURATIONS[days])


def effects_of(visit: Visit, space: int, number: int, acts: Sequence[Act]) -> dict[Act, list[Effect]]:
    """Tell what each act would change."""
    found = foresee(visit, space, [Proposal(partial(_after, number=number, act=act)) for act in acts])
    return dict(zip(acts, found, strict=True))


def _after(sharing: Sharing, number: int, act: Act) -> Sharing:
    """Give the rules as the act would leave them."""
    moment = now()
    until = moment + rules.AUTHORISATION_SECONDS
    made: Mapping[Act, Callable[[], Sharing]] = {
        Act.ACCEPT: lambda: rules.answer(sharing, number, until, moment, agreed=True),
        Act.REFUSE: lambda: rules.answer(sharing, number, until, moment, agreed=False),
        Act.AUTHORISE: lambda: rules.authorise(sharing, number, until, moment),
        Act.WITHDRAW: lambda: rules.withdraw(sharing, number),
        Act.TREATING: lambda: rules.choose_treating(sharing, number, until, moment),
        Act.NOT_TREATING: lambda: rules.choose_treating_no_more(sharing, number),
        Act.TRUST: lambda: rules.trust(sharing, number),
        Act.TRUST_NO_MORE: lambda: rules.trust_no_more(sharing, number),
        Act.BLOCK: lambda: rules.block(sharing, number, moment),
        Act.UNBLOCK: lambda: rules.unblock(sharing, number),
    }
    return made[act]()
