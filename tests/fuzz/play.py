"""One act, done in the house and in the model while a fault may strike, and judged.

An act that was answered was answered as the law says, and its one entry stands where it belongs. An act that a fault
cut short is whole or not there at all: its entry tells which, and the model follows it.
"""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, connections

from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM, ActorKind
from ens.kernel.errors import Conflict, Gone, HouseError, Unauthenticated
from ens.lifecycle import services as lifecycle
from ens.policy.facts import SpaceState
from tests.fuzz import ground
from tests.fuzz.faults import Death, Fault, injected
from tests.fuzz.ground import UNREADABLE
from tests.fuzz.model import Line, Paper, Player, Room

THE_HOUSE: Final = Player("house", ActorKind.SYSTEM, SYSTEM.number)
NO_FAULT: Final = ("", 0)
figures: Final = Counter[str]()
errors: Final[list[str]] = []  # of the first run that failed, before it is tried again


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who does what to which space or document, how it is done, and what that changes in the model.

    `stale` says that it was prepared on an older version than there is.
    """

    who: Player
    room: Room
    action: Action
    do: Callable[[], Any]
    paper: Paper | None = None
    check: Callable[[Any], None] = lambda _: None
    change: Callable[[], None] = lambda: None
    stale: bool = False

    def line(self, outcome: Outcome) -> Line:
        """Write the entry that it leaves when it ends like this."""
        return (self.who.number, str(self.action), str(outcome))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What must come of an act that nothing disturbs: the error that is its answer, and the outcome in its entry."""

    error: type[HouseError] | None
    outcome: Outcome | None


def foresee(act: Act) -> Verdict:
    """Say what must come of an act."""
    if not act.who.live:
        return Verdict(Unauthenticated, None)
    if act.room.state is SpaceState.ERASED and act.who is THE_HOUSE:
        return Verdict(Conflict, None)  # there is no key to rotate, which shows before the gate
    if not act.room.may(act.who, act.action, act.paper):
        return Verdict(HouseError, Outcome.REFUSED)
    if act.paper is not None and act.paper.deleted:
        return Verdict(Gone, Outcome.REFUSED)
    if act.stale:
        return Verdict(Conflict, Outcome.FAILED)
    return Verdict(None, Outcome.ALLOWED)


def perform(act: Act, ledger: ground.Ledger, drawn: tuple[str, int] = NO_FAULT) -> None:
    """Carry out an act while a fault may strike, and hold the house against the model."""
    with remembered(f"{act.who.name} {act.action} {drawn}"):
        _perform(act, ledger, drawn)


@contextmanager
def remembered(what: str) -> Iterator[None]:
    """Keep the words of an error: the same steps may go another way when they are tried again."""
    try:
        yield
    except BaseException:
        errors.append(f"{what}\n{traceback.format_exc()}")
        raise


def _perform(act: Act, ledger: ground.Ledger, drawn: tuple[str, int]) -> None:
    foreseen, fault = foresee(act), Fault(*drawn)
    given, error = _carry_out(act, fault)
    news = ledger.news()
    room, beside = news.pop(act.room.number, []), news.pop(ground.HOUSE, [])
    assert news == {}, "an entry about somebody else"
    figures["acts"] += 1
    if fault.struck:
        figures[f"faults: {fault.kind}"] += 1
        ledger.struck = True
    if error is None or not fault.struck:
        _judge(act, foreseen, error, room, beside)
    else:
        _judge_struck(act, foreseen, error, room, beside)
    if error is None:
        act.check(given)
    if act.line(Outcome.ALLOWED) in room or UNREADABLE in room:
        act.change()
    act.room.lines += room


def _carry_out(act: Act, fault: Fault) -> tuple[Any, BaseException | None]:
    given, error = _try(act, fault)
    if fault.struck and fault.kind == "die":
        ground.restart()
    elif fault.struck:
        connections["default"].close()
        if act.action is Action.LIFECYCLE_SPACE_ERASE:
            lifecycle.finish_erasures()  # the worker's, sooner than it would
    return given, error


def _try(act: Act, fault: Fault) -> tuple[Any, BaseException | None]:
    try:
        with injected(fault):
            return act.do(), None
    except (Death, HouseError) as error:
        return None, error
    except (DatabaseError, InterfaceError, OSError) as error:
        if not fault.struck:
            raise
        return None, error


def _judge(act: Act, foreseen: Verdict, error: BaseException | None, room: list[Line], beside: list[Line]) -> None:
    """Judge an act that was answered."""
    if foreseen.error is None:
        assert error is None, error
    else:
        assert isinstance(error, foreseen.error), error
        assert foreseen.error is Unauthenticated or not isinstance(error, Unauthenticated)
    expected = [] if foreseen.outcome is None else [act.line(foreseen.outcome)]
    if act.room.state is SpaceState.ERASED:
        assert (room, beside) == ([], expected)
    elif act.action is Action.LIFECYCLE_SPACE_ERASE and error is None:
        assert (room, beside) == ([UNREADABLE], [])
    else:
        assert (room, beside) == (expected, [])


def _judge_struck(act: Act, foreseen: Verdict, error: BaseException, room: list[Line], beside: list[Line]) -> None:
    """Judge an act that a fault cut short: all of it is there, or nothing but the word that it failed."""
    if isinstance(error, HouseError) and foreseen.error is not None:  # the refusal was given all the same
        _judge(act, foreseen, error, room, beside)
        return
    possible: list[list[Line]] = [[]]
    if foreseen.outcome is not None:
        possible.append([act.line(foreseen.outcome)])
    if foreseen.outcome is Outcome.ALLOWED:
        possible += [[act.line(Outcome.FAILED)], [act.line(Outcome.ALLOWED), act.line(Outcome.FAILED)]]
    if act.action is Action.LIFECYCLE_SPACE_ERASE:
        possible.append([UNREADABLE])
    if act.room.state is SpaceState.ERASED:
        room, beside = beside, room
    assert room in possible, (error, room)
    assert beside == []
