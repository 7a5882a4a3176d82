"""What `bin/ens judgment` does: a judge's decision about a child, written by the house once two operators agree.

They have the decision before them; the command names the child and whom it is about by their national numbers.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Final, NamedTuple

from ens.gate.house import database
from ens.gate.people import resolve
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Invalid
from ens.kernel.identifiers import split_token
from ens.kernel.ids import NOWHERE
from ens.registry import parties
from ens.sharing import judgments
from ens.sharing.family import PARIS
from ens.staff import acts

ACTS: Final = ("entrust", "release", "restore", "withdraw")
KIND: Final = "judgment"


class Decision(NamedTuple):
    """What a judge decided: about which child (a space), which person (a space) or service (a number), and until when.

    `until` is in seconds since 1970, 0 where the act has no end of its own.
    """

    act: str
    child: int
    person: int
    service: int
    until: int


def read_decision(act: str, child: str, person: str, service: str, until: str) -> Decision:
    """Read a decision as it was typed; `Invalid` names what is missing or unknown."""
    if bool(person) == bool(service):
        raise Invalid("one of --person and --service")
    if service and act not in {"entrust", "release"}:
        raise Invalid(f"{act} is about a person")
    if bool(until) != (act == "entrust"):
        raise Invalid("--until YYYY-MM-DD goes with entrust, and with nothing else")
    space = _space(person, "--person") if person else NOWHERE
    return Decision(act, _space(child, "--child"), space, _service(service) if service else 0, _end(until))


def carry_out(decision: Decision) -> None:
    """Write a decision; `Refused` as long as no second operator has approved."""
    acts.demand(KIND)
    if decision.act == "entrust" and decision.service:
        judgments.entrust_to_service(decision.child, decision.service, decision.until)
    elif decision.act == "entrust":
        judgments.entrust(decision.child, decision.person, decision.until)
    elif decision.service:
        judgments.release_from_service(decision.child, decision.service)
    else:
        _OF_PERSONS[decision.act](decision.child, decision.person)


_OF_PERSONS: Final[Mapping[str, Callable[[int, int], None]]] = {
    "release": judgments.release,
    "restore": judgments.restore_authority,
    "withdraw": judgments.withdraw_authority,
}


def _space(token: str, option: str) -> int:
    try:
        space = resolve(*split_token(token))
    except ValueError as error:
        raise Invalid(f"{option} is OID|MATRICULE") from error
    if space == NOWHERE:
        raise Invalid(f"{option}: nobody here has that number")
    return space


def _service(identifier: str) -> int:
    party = parties.find(database(), identifier)
    if party is None or party.kind is not ActorKind.STRUCTURE:
        raise Invalid("--service: no structure of the directory has that number")
    return party.number


def _end(text: str) -> int:
    """Read the last day of a decision: it ends with that day, in Paris."""
    if not text:
        return 0
    try:
        return int(datetime.combine(date.fromisoformat(text), time.max, PARIS).timestamp()) + 1
    except ValueError as error:
        raise Invalid("--until is YYYY-MM-DD") from error
