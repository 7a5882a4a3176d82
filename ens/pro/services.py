"""Finding a person, and being let in: by a code that she shows, on her word, or by a demand that she answers."""

from datetime import date
from functools import partial
from typing import Final, NamedTuple

from ens.credentials import codes, limits
from ens.gate import people, rounds, standing
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.gate.rounds import Known
from ens.gate.standing import Standing
from ens.gate.traits import list_bearers
from ens.kernel.actions import Action
from ens.kernel.errors import Invalid, NotFound, Refused, TooMany
from ens.kernel.identifiers import Ins
from ens.kernel.identity import Identity
from ens.kernel.ids import NOWHERE
from ens.policy.facts import Declared
from ens.policy.question import Mode
from ens.pro import rules
from ens.pro.seats import EMERGENCY_SECONDS, Emergency, Seat, ends_at
from ens.registry import quotas
from ens.sharing import patients
from ens.sharing import services as sharing

CODE_SECONDS: Final = 300
_PURPOSE: Final = "let-in"
_WRONG: Final = "Ce code n’est pas le bon, ou ses cinq minutes sont passées. Demandez-en un autre."
MINE: Final = 50  # people on one page of her list
_MODES: Final = {Mode.BREAK_GLASS.value: Mode.BREAK_GLASS, Mode.REGULATION.value: Mode.REGULATION}


class Mine(NamedTuple):
    """A person who lets her in; `alert` is when somebody else opened the record in an emergency (µs), or 0."""

    known: Known
    alert: int

    @property
    def born(self) -> date:
        """Tell when she was born: two people may bear one name."""
        return date.fromisoformat(self.known.birth_date)


def find(seat: Seat, sought: Ins | Identity) -> int:
    """Find the space of a person by her whole identity, under limits; raises NotFound, the same for all who are not."""
    who = str(seat.party.number)
    limits.spend(rules.SEARCHES, who)
    space = people.resolve(sought.oid, sought.matricule) if isinstance(sought, Ins) else _by_traits(sought)
    try:
        standing.find_standing(seat.visit, space)
    except NotFound:
        limits.spend(rules.MISSES, who)
        raise
    return space


def _by_traits(traits: Identity) -> int:
    """Find the one bearer of all five strict traits; of several, the INS alone tells which."""
    bearers = list_bearers(traits)
    return bearers[0].space if len(bearers) == 1 else NOWHERE


def require_giving(visit: Visit, space: int) -> None:
    """Refuse whoever may not let anybody in."""
    standing.require(visit, space, Action.SHARING_AUTHORISATION_GIVE)


def show_code(visit: Visit, space: int) -> str:
    """Make the code that a person shows to whom she lets in; only who may authorise shows one."""
    require_giving(visit, space)
    return codes.make_code(_PURPOSE, str(space), "", CODE_SECONDS)


def enter_by_code(seat: Seat, space: int, typed: str) -> None:
    """Let a professional in for a year, who types the code that the person shows."""
    limits.spend(rules.CODES_TYPED, str(seat.party.number))
    if not codes.redeem_code(_PURPOSE, str(space), "", typed):
        raise Invalid(_WRONG)
    sharing.let_in_by_code(seat.visit, space, seat.party.number)


def enter_on_word(seat: Seat, space: int) -> None:
    """Let a professional in for a day because the person said yes aloud; `ens.notices` tells her."""
    if not limits.try_spending(rules.ON_WORD, str(seat.party.number)):
        raise TooMany(
            "Vous êtes entré trop souvent sur parole aujourd’hui. Demandez le code, ou l’accord à distance.",
            ("too_many_tries",),
        )
    sharing.let_in_on_word(seat.visit, space, seat.party.number)


def demand(seat: Seat, space: int, what: str) -> None:
    """Ask a person to be let in, or to be her treating practitioner; she answers in her notebook."""
    limits.spend(rules.DEMANDS, str(seat.party.number))
    sharing.ask(seat.visit, space, seat.party.number, what)


def declare_emergency(seat: Seat, space: int, mode: str, reason: str) -> Emergency:
    """Declare an emergency: counted, and decided upon by the gate; raises Refused with the reason."""
    if mode not in _MODES:
        raise Invalid("Dites de quelle urgence il s’agit.")
    kind = _MODES[mode]
    used = quotas.use(database(), seat.party.number, rules.EMERGENCIES[kind]) - 1
    emergency = Emergency(space, kind, Declared(reason.strip(), recent=True, used=used), ends_at(EMERGENCY_SECONDS))
    found = standing.find_standing(seat._replace(emergency=emergency).visit_to(space), space)
    if not found.reads:
        raise Refused(reasons=found.reasons)
    return emergency


def list_mine(seat: Seat, page: int, name: str = "") -> tuple[list[Mine], int]:
    """List a page of those who let her in, what happened last first, and how many pages there are.

    Who has withdrawn, or blocked her, or is no more, is not shown and goes from the list. With a `name`, only those who
    bear it, or what begins so.
    """
    held = patients.list_patients(seat.party.number)
    named = rounds.list_named(list(held), partial(rules.bears, name)) if name else list(held)
    ranked = sorted(((space, held[space]) for space in named), key=lambda each: each[1].latest, reverse=True)
    wanted = ranked[(page - 1) * MINE : page * MINE]
    known = list(rounds.list_known(seat.visit, [(space, each.seen or each.since) for space, each in wanted]))
    gone = frozenset(space for space, _ in wanted) - {each.space for each in known}
    if gone:
        patients.forget(seat.party.number, gone)
    return [Mine(each, held[each.space].alert) for each in known], max(1, -(-len(ranked) // MINE))


def stand(seat: Seat, space: int) -> Standing:
    """Tell where a professional stands with a person."""
    return standing.find_standing(seat.visit_to(space), space)


def look_at(seat: Seat, found: Standing) -> None:
    """Write down, in her own list, that she has looked; an emergency makes nobody her patient."""
    if seat.emergency is None or seat.emergency.space != found.space:
        patients.look_at(seat.party.number, found.space)
