"""Finding and reading the person of a space: by INS, by those who may, under quota for those who may only deposit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.conf import settings

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, house_keyring, look
from ens.gate.house import database, house
from ens.journal.entry import Ref
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import HouseError, NotFound, TooMany
from ens.kernel.identity import Identity
from ens.kernel.ids import NOWHERE
from ens.kernel.receipt import Receipt
from ens.policy.decide import Decision, decide
from ens.policy.facts import Flag, Header
from ens.policy.question import Question
from ens.policy.rules.deposit import DEPOSITORS
from ens.registry import find, people, quotas
from ens.vault import blind, boxes, whole
from ens.vault.items import Row
from ens.vault.keyring import Keyring
from ens.vault.traits import open_identity

KIND: Final = "Patient"
_DAY = 86_400
_SHEETS: Final = 100


@dataclass(frozen=True, slots=True)
class Person:
    """The person of a space as one caller may see her; `identity` is None for who only needs to find her.

    `sheet` is a Patient resource, when somebody stated more of her than her identity.
    """

    space: int
    identity: Identity | None
    sheet: bytes | None = None


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
    question = ask(scene, KIND, action)
    decision = decide(question, scene.facts())
    may_have_written = scene.actor.kind in DEPOSITORS
    sheet = find_sheet(scene) if decision.allowed or may_have_written else None
    if not decision.allowed and sheet is not None:  # who may not read the person may read what it knows of her
        question = ask(scene, KIND, Action.RECORDS_ITEM_READ)
        decision = decide(question, scene.facts(sheet.header))
    if not decision.allowed:
        raise refuse(scene, question, decision)
    receipt = trace.admit(scene, question, decision, [] if sheet is None else [sheet.ref(space)])
    if receipt is None or scene.keyring is None:
        return None
    return open_person(scene, scene.keyring, receipt, sheet)


class Sheet(NamedTuple):
    """What somebody who cares for the person has stated of her beyond her identity, still shut."""

    row: Row
    header: Header

    def ref(self, space: int) -> Ref:
        """Name it for an entry."""
        return trace.reference(KIND, space, self.row.item, self.row.version)


def find_sheet(scene: Scene) -> Sheet | None:
    """Find the newest sheet about the person that the caller may read: each author keeps its own (ADR 0032)."""
    keyring = scene.keyring or house_keyring()  # the same look where there is nobody
    question, newest = ask(scene, KIND, Action.RECORDS_ITEM_READ), None
    for row in whole.list_of_kind(database(), scene.space, blind.kind(keyring, KIND), _SHEETS):
        header = boxes.open_header(keyring, row)
        if header.kind != KIND or header.has(Flag.DELETED) or not decide(question, scene.facts(header)).allowed:
            continue
        if newest is None or header.updated > newest.header.updated:
            newest = Sheet(row, header)
    return newest


def open_person(scene: Scene, keyring: Keyring, receipt: Receipt, sheet: Sheet | None) -> Person:
    """Open the person of a space as far as the caller may know her; the sheet must have been written down."""
    known = decide(ask(scene, KIND, Action.REGISTRY_PERSON_READ), scene.facts()).allowed
    identity = identity_of(scene.space, keyring) if known else None
    return Person(
        scene.space, identity, None if sheet is None else boxes.open_body(keyring, receipt, sheet.row).resource
    )


def refuse(scene: Scene, question: Question, decision: Decision, refs: Sequence[Ref] = ()) -> HouseError:
    """Refuse, and count what a depositor is told of spaces that are not open: `TooMany` above the daily quota."""
    refusal = trace.refuse(scene, question, decision, refs)
    if not decision.discloses or scene.actor.kind not in DEPOSITORS:
        return refusal
    if quotas.use(database(), scene.actor.number, "space_state") <= settings.ENS_STATE_ANSWERS_PER_DAY:
        return refusal
    return TooMany(reasons=("quota",), retry_after=_DAY)
