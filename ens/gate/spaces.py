"""The acts on a space as a whole: opening it, its sharing state, its keys, its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from msgspec import structs

from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import NO_SHARING, Scene, Visit, again, look
from ens.gate.house import database, house
from ens.journal.entry import Ref
from ens.kernel import clock, ids
from ens.kernel.actions import Action
from ens.kernel.actors import SYSTEM
from ens.kernel.errors import Conflict, HouseError
from ens.kernel.identity import Identity
from ens.kernel.receipt import Receipt
from ens.policy.decide import Decision, decide
from ens.policy.facts import Sharing, SpaceState
from ens.policy.question import Question
from ens.registry import find, people, spaces
from ens.registry.people import Indexes, PersonRow
from ens.registry.spaces import SealedSharing
from ens.vault import boxes
from ens.vault.keyring import Keyring
from ens.vault.traits import seal_identity

Act = Callable[[Scene, Keyring, Receipt], None]
About = tuple[str, Sequence[Ref]]  # what an entry says besides: a detail, and what it touches


@dataclass(frozen=True, slots=True)
class Opened:
    """A new space and the opaque number of its person."""

    space: int
    person: int


def open_space(identity: Identity, state: SpaceState = SpaceState.CREATED) -> Opened:
    """Make a person's space: its key, then the rest in one transaction; `Conflict` when the INS is known."""
    index = find.ins_index(house().index_key, identity.oid, identity.matricule)
    if people.find_by_ins(database(), index) is not None:
        raise Conflict(reasons=("ins_known",))
    opened = Opened(ids.new_space(), people.new_number())
    keyring = house().keys.create(opened.space)
    indexes = Indexes(index, find.traits_index(house().index_key, identity))
    try:
        with transaction.atomic(durable=True):
            receipt = _found(opened.space, keyring, state, Sharing(owner=opened.person))
            row = PersonRow(opened.person, opened.space, keyring.term, seal_identity(keyring, receipt, identity))
            people.insert(database(), row, indexes)
    except IntegrityError as error:  # two openings at once: the key of this one opens nothing
        house().keys.shred(opened.space, clock.today())
        raise Conflict(reasons=("ins_known",)) from error
    return opened


def open_house() -> None:
    """Make the house's own space once; it belongs to nobody."""
    if spaces.find_state(database(), ids.HOUSE) is not None:
        return
    keyring = house().keys.keyring(ids.HOUSE, 1) or house().keys.create(ids.HOUSE)
    with transaction.atomic(durable=True):
        _found(ids.HOUSE, keyring, SpaceState.ACTIVATED, NO_SHARING)


def _found(space: int, keyring: Keyring, state: SpaceState, sharing: Sharing) -> Receipt:
    """Write the row of a new space with its first entry and its first sharing state."""
    if not spaces.insert(database(), space, int(state), keyring.term):
        raise Conflict(reasons=("space_taken",))
    scene = Scene(space, SYSTEM, "TREAT", Visit().mode, SpaceState.ANNOUNCED, 1, keyring=keyring)
    question = ask(scene, "", Action.LIFECYCLE_SPACE_CREATE)
    receipt = trace.admit(scene, question, decide(question, scene.facts()), [])
    if receipt is None:
        raise Conflict(reasons=("space_changed",))
    sealed = boxes.seal_sharing(keyring, receipt, 1, sharing)
    spaces.set_sharing(database(), space, SealedSharing(1, keyring.term, sealed))
    return receipt


def change_sharing(
    visit: Visit,
    space: int,
    action: Action,
    change: Callable[[Sharing], Sharing],
    detail: str = "",
    refs: Sequence[Ref] = (),
) -> None:
    """Change the sharing state of a space; when this returns, no act decided on the old one can still be written.

    `detail` is kept in the entry, sealed like all of it, and so is what the change is about (`refs`).
    """

    def act(scene: Scene, keyring: Keyring, receipt: Receipt) -> None:
        version = scene.sharing_version + 1
        sealed = boxes.seal_sharing(keyring, receipt, version, change(scene.sharing))
        spaces.set_sharing(database(), space, SealedSharing(version, keyring.term, sealed))

    _rule(visit, space, action, act, (detail, refs))


def change_state(visit: Visit, space: int, action: Action, state: SpaceState) -> None:
    """Move a space to another state of its life; erasing also forgets who the person was."""

    def act(_scene: Scene, _keyring: Keyring, _receipt: Receipt) -> None:
        spaces.set_state(database(), space, int(state))
        if state is SpaceState.ERASED:
            people.delete(database(), space)

    _rule(visit, space, action, act)


def rotate(space: int) -> int:
    """Give a space a new key term for what is written from now on; what is there stays as it is. Returns the term."""
    term = house().keys.rotate(space)
    if term is None:
        raise Conflict(reasons=("space_erased",))

    def act(_scene: Scene, _keyring: Keyring, _receipt: Receipt) -> None:
        spaces.set_term(database(), space, term)

    _rule(Visit(actor=SYSTEM), space, Action.LIFECYCLE_SPACE_ROTATE, act)
    return term


def _rule(visit: Visit, space: int, action: Action, act: Act, about: About = ("", ())) -> None:
    again(lambda: _try(visit, space, action, act, about))


def _try(visit: Visit, space: int, action: Action, act: Act, about: About) -> bool | None:
    scene = look(visit, space)
    question = ask(scene, "", action)
    decision = decide(question, scene.facts())
    if not decision.allowed or scene.keyring is None:
        raise trace.refuse(scene, question, decision, about[1])
    try:
        with transaction.atomic(durable=True):
            return True if _touched(scene, decision, question, act, about) else None
    except HouseError as error:
        trace.note_failure(scene, question, type(error).__name__.lower())
        raise


def _touched(scene: Scene, decision: Decision, question: Question, act: Act, about: About) -> bool:
    if scene.keyring is None or not spaces.touch(database(), scene.space, scene.version):
        return False
    touched = structs.replace(scene, version=scene.version + 1)
    detail, refs = about
    receipt = trace.admit(touched, question, decision, refs, detail)
    if receipt is None:
        return False
    act(touched, scene.keyring, receipt)
    return True
