"""The door for writing: decide, journal and store in one transaction, all or nothing.

The entry goes first, takes the space row FOR SHARE and compares its version: a block, a closure or a shred that commits
meanwhile makes the act decide again. A blob is durable on disk before the transaction that refers to it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from msgspec import structs

from ens.gate import trace
from ens.gate.changes import Change, Context, Plan, Written
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, again, look
from ens.gate.house import database, house
from ens.gate.people import identity_of, refuse
from ens.journal.entry import Ref
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict, HouseError, Invalid
from ens.policy.decide import Decision, decide
from ens.policy.facts import Flag, Header
from ens.registry import spaces
from ens.vault import boxes, items
from ens.vault.blobref import BlobRef
from ens.vault.keyring import Keyring

# Acts that are decided as such on every item that they change; a change inside any other is an update.
_WHOLE: Final = frozenset({Action.RECORDS_ITEM_ANNOUNCE, Action.RECORDS_ITEM_DELETE, Action.RECORDS_ITEM_MASK})
_ALLOWED: Final = {
    Action.RECORDS_ITEM_ANNOUNCE: int(Flag.NOT_ANNOUNCED),
    Action.RECORDS_ITEM_MASK: int(Flag.MASKED | Flag.HIDDEN_FROM_REPRESENTATIVES),
}


def write(visit: Visit, place: tuple[int, bytes], asked: tuple[str, Action], plan: Plan) -> list[Written]:
    """Carry out what `plan` proposes if every single change is allowed; raises otherwise, and nothing is stored.

    `place` is the space and the item looked at first (NO_ITEM for a creation), `asked` the FHIR kind and the act.
    """
    writing = _Writing(visit, place, asked, plan)
    try:
        return again(writing.attempt)
    except BaseException:
        writing.discard()
        raise


@dataclass(slots=True)
class _Writing:
    """One write under way: what is kept between two tries are the changes and the blobs already on disk."""

    visit: Visit
    place: tuple[int, bytes]
    asked: tuple[str, Action]
    plan: Plan
    changes: Sequence[Change] | None = None
    blobs: dict[bytes, BlobRef] = field(default_factory=dict)

    def attempt(self) -> list[Written] | None:
        """Try once; None when the space changed between decision and entry."""
        scene = look(self.visit, *self.place)
        decision = self._enter(scene)
        keyring = scene.keyring
        if keyring is None:
            return None
        try:
            if self.changes is None:
                header, version = scene.header, scene.row.version if scene.row else 0
                identity = partial(identity_of, scene.space, keyring)
                masks = scene.sharing.masks_new and not _is_at_home(scene)
                self.changes = self.plan(Context(scene.space, scene.actor, identity, header, version, masks))
            olds = self._decide_each(scene, keyring, self.changes)
            return self._store(scene, keyring, decision, [self._draft(change) for change in self.changes], olds)
        except IntegrityError as error:
            trace.note_failure(scene, ask(scene, *self.asked), "taken")
            raise Conflict(reasons=("taken",)) from error
        except HouseError as error:
            if not error.noted:
                trace.note_failure(scene, ask(scene, *self.asked), type(error).__name__.lower())
            raise
        except (DatabaseError, OSError):
            trace.note_failure(scene, ask(scene, *self.asked), "storage")
            raise

    def discard(self) -> None:
        """Remove the blobs of a write that did not happen; what cannot be known now is left to the sweeper."""
        space = self.place[0]
        with suppress(DatabaseError):
            for item, blob in self.blobs.items():
                if not items.has_blob(database(), space, item, blob.version):
                    house().blobs.discard(space, item, blob.version)

    def _enter(self, scene: Scene) -> Decision:
        question = ask(scene, *self.asked)
        header = scene.header if scene.header is not None and scene.header.kind == question.kind else None
        refs = [trace.reference(question.kind, scene.space, scene.row.item)] if scene.row else []
        decision = decide(question, scene.facts(header))
        if not decision.allowed:
            raise refuse(scene, question, decision, refs)
        if question.action is not Action.RECORDS_ITEM_CREATE and (header is None or scene.deleted):
            raise trace.missing(scene, question, refs)
        return decision

    def _decide_each(self, scene: Scene, keyring: Keyring, changes: Sequence[Change]) -> dict[bytes, Header]:
        """Decide on every change by itself; gives the headers of those that replace something."""
        wanted = [change.item for change in changes if change.seen]
        rows = items.list_bodies(database(), scene.space, wanted) if wanted else {}
        olds = {item: boxes.open_header(keyring, row) for item, row in rows.items()}
        let_in: set[str] = set()  # kinds of which one was allowed to be created: the facts of the next are the same
        for change in changes:
            kind = change.follows or change.header.kind
            if not change.seen and kind in let_in:
                continue
            question = ask(scene, kind, self._act(change))
            if change.seen and change.item not in olds:
                raise trace.missing(scene, question, [_named(scene, change)])
            decision = decide(question, scene.facts(olds.get(change.item)))
            if not decision.allowed:
                raise trace.refuse(scene, question, decision, [_named(scene, change)])
            if not change.seen:
                let_in.add(kind)
            elif not _within(self.asked[1], change.header, olds[change.item]):
                raise Invalid(reasons=("more_than_visibility",))
        return olds

    def _act(self, change: Change) -> Action:
        if not change.seen:
            return Action.RECORDS_ITEM_CREATE
        asked = self.asked[1]
        return asked if asked in _WHOLE else Action.RECORDS_ITEM_UPDATE

    def _draft(self, change: Change) -> boxes.Draft:
        if change.source is not None and change.item not in self.blobs:
            limit, version = settings.ENS_DOCUMENT_LIMIT, change.seen + 1
            self.blobs[change.item] = house().blobs.store(self.place[0], change.item, version, change.source, limit)
        blob = self.blobs.get(change.item, change.blob)
        return boxes.Draft(change.item, change.seen + 1, change.header, change.resource, change.search, blob)

    def _store(
        self,
        scene: Scene,
        keyring: Keyring,
        decision: Decision,
        drafts: list[boxes.Draft],
        olds: dict[bytes, Header],
    ) -> list[Written] | None:
        tokens = boxes.blind_drafts(keyring, drafts)
        refs = [_reference(scene, draft, boxes.digest(keyring, draft, tokens[draft.item])) for draft in drafts]
        with transaction.atomic(durable=True):
            if _changes_access(drafts, olds):
                if not spaces.touch(database(), scene.space, scene.version):
                    return None
                scene = structs.replace(scene, version=scene.version + 1)
            receipt = trace.admit(scene, ask(scene, *self.asked), decision, refs)
            if receipt is None:
                return None
            ordered = sorted(drafts, key=lambda each: each.item)  # one order for all, the new ones first: no deadlock
            sealed = [boxes.seal_item(keyring, receipt, draft, tokens=tokens[draft.item]) for draft in ordered]
            items.insert(database(), [each for each in sealed if each.version == 1])
            if not all(items.replace(database(), each) for each in sealed if each.version > 1):
                raise Conflict(reasons=("version",))
        return [Written(draft.item, draft.version, draft.header.kind) for draft in drafts]


def _within(action: Action, new: Header, old: Header) -> bool:
    """Say whether a change stays within its act: who may only say who sees something changes nothing else of it."""
    allowed = _ALLOWED.get(action)
    if allowed is None:
        return True
    same = structs.replace(new, flags=old.flags).facets() == old.facets() and new.title == old.title
    more = new.flags & ~old.flags
    return same and not (new.flags ^ old.flags) & ~allowed and not (more & Flag.NOT_ANNOUNCED)


def _is_at_home(scene: Scene) -> bool:
    """Say whether the person writes, or a representative: they choose themselves who sees what they add."""
    facts = scene.facts()
    return facts.owns or facts.represents


def _changes_access(drafts: list[boxes.Draft], olds: dict[bytes, Header]) -> bool:
    """Say whether who may see an existing item changes: then acts in flight must decide again."""
    return any(draft.item in olds and _visibility(draft.header) != _visibility(olds[draft.item]) for draft in drafts)


def _visibility(header: Header) -> tuple[int, str, str]:
    return header.flags, header.type, header.class_code


def _named(scene: Scene, change: Change) -> Ref:
    return trace.reference(change.header.kind, scene.space, change.item, change.seen)


def _reference(scene: Scene, draft: boxes.Draft, digest: bytes) -> Ref:
    return trace.reference(draft.header.kind, scene.space, draft.item, draft.version, digest)
