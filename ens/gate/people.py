"""Finding and reading the person of a space: by INS, by those who may, under quota for those who may only deposit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.journal.entry import Ref
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import HouseError, NotFound, TooMany
from ens.kernel.identity import Identity
from ens.kernel.ids import NOWHERE
from ens.policy.decide import Decision, decide
from ens.policy.question import Question
from ens.policy.rules.deposit import DEPOSITORS
from ens.registry import find, people, quotas
from ens.vault.keyring import Keyring
from ens.vault.traits import open_identity

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Person:
    """The person of a space as one caller may see her; `identity` is None for who only needs to find her."""

    space: int
    identity: Identity | None


def resolve(oid: str, matricule: str) -> int:
    """Route an INS to its space, or to NOWHERE; tells nothing by itself, the gate decides on what follows."""
    row = people.find_by_ins(database(), find.ins_index(house().index_key, oid, matricule))
    return NOWHERE if row is None else row.space


def identity_of(space: int, keyring: Keyring) -> Identity | None:
    """Open the identity of the person whose space this is; the house's own space has none."""
    row = people.find_by_space(database(), space)
    return None if row is None else open_identity(keyring, row.key_term, row.sealed_identity)


def get_number(space: int) -> int:
    """Tell the opaque number of the person of a space; raises NotFound when it has none."""
    row = people.find_by_space(database(), space)
    if row is None:
        raise NotFound
    return row.number


def name_of(number: int) -> str:
    """Write the name of a person by her opaque number, for those who know her already; empty when she is unknown."""
    row = people.find_by_number(database(), number)
    keyring = None if row is None else house().keys.keyring(row.space, row.key_term)
    return "" if row is None or keyring is None else open_identity(keyring, row.key_term, row.sealed_identity).name


def get_birth_date(space: int) -> date:
    """Tell when the person of a space was born: a fact of the rules that depend on age, like her identity."""
    keyring = look(Visit(actor=SYSTEM), space).keyring
    identity = None if keyring is None else identity_of(space, keyring)
    if identity is None:
        raise NotFound
    return date.fromisoformat(identity.birth_date)


def find_person(visit: Visit, oid: str, matricule: str) -> Person:
    """Find a person by INS; written down in her history, like every look."""
    return see_person(visit, resolve(oid, matricule), Action.REGISTRY_PERSON_FIND)


def see_person(visit: Visit, space: int, action: Action = Action.REGISTRY_PERSON_READ) -> Person:
    """Read the person of a space, as much of her as the caller may see."""
    return again(lambda: _see(visit, space, action))


def _see(visit: Visit, space: int, action: Action) -> Person | None:
    scene = look(visit, space)
    question = ask(scene, "Patient", action)
    decision = decide(question, scene.facts())
    if not decision.allowed:
        raise refuse(scene, question, decision)
    if trace.admit(scene, question, decision, []) is None or scene.keyring is None:
        return None
    whole = decision.reasons != ("deposit",)
    return Person(space, identity_of(space, scene.keyring) if whole else None)


def refuse(scene: Scene, question: Question, decision: Decision, refs: Sequence[Ref] = ()) -> HouseError:
    """Refuse, and count what a depositor is told of spaces that are not open: `TooMany` above the daily quota."""
    refusal = trace.refuse(scene, question, decision, refs)
    if not decision.discloses or scene.actor.kind not in DEPOSITORS:
        return refusal
    if quotas.use(database(), scene.actor.number, "space_state") <= settings.ENS_STATE_ANSWERS_PER_DAY:
        return refusal
    return TooMany(reasons=("quota",), retry_after=_DAY)
