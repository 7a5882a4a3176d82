"""Writing down what happens at the gate: who, what, by which right, and how it ended."""

from collections.abc import Sequence

from ens.gate.facts import Scene, house_keyring
from ens.gate.house import database, house
from ens.journal.append import append
from ens.journal.entry import Entry, Outcome, Ref, new_entry_id, new_nonce
from ens.kernel import clock
from ens.kernel.errors import Gone, HouseError, NotFound, Refused
from ens.kernel.ids import HOUSE
from ens.kernel.receipt import Receipt
from ens.policy.decide import Decision
from ens.policy.question import Question


def reference(kind: str, space: int, item: bytes, version: int = 0, digest: bytes | None = None) -> Ref:
    """Name one thing that an act touched."""
    return Ref(kind, house().codec.encode(space, item), item, version, digest)


def name_share(number: int) -> str:
    """Name a share where people read of it: on its page, in the history."""
    return f"partage {number % 0x1000000:06X}"


def compose(
    scene: Scene,
    question: Question,
    outcome: Outcome,
    reasons: tuple[str, ...],
    refs: Sequence[Ref],
    detail: str = "",
) -> Entry:
    """Make the entry of an act from what was seen and decided; an unknown space is written down in the house's own."""
    now = clock.now_us()
    return Entry(
        space=scene.space if scene.keyring is not None else HOUSE,
        id=new_entry_id(now),
        at=now,
        nonce=new_nonce(),
        actor_kind=int(scene.actor.kind),
        actor_number=scene.actor.number,
        actor_identifier=scene.actor.identifier,
        actor_name=scene.actor.name,
        action=question.action,
        outcome=outcome,
        reasons=reasons,
        refs=tuple(refs),
        purpose=question.purpose,
        mode=question.mode,
        detail=detail or (name_share(scene.visit.share) if scene.visit.share else ""),
    )


def admit(
    scene: Scene, question: Question, decision: Decision, refs: Sequence[Ref], detail: str = ""
) -> Receipt | None:
    """Write down an allowed act against the version seen; None when the space changed meanwhile: decide again."""
    if scene.keyring is None:
        return None
    entry = compose(scene, question, Outcome.ALLOWED, decision.reasons, refs, detail)
    return append(database(), scene.keyring, entry, scene.version)


def note_refusal(scene: Scene, question: Question, reasons: tuple[str, ...], refs: Sequence[Ref] = ()) -> None:
    """Write down a refusal; it costs the same whether the thing exists or not."""
    entry = compose(scene, question, Outcome.REFUSED, reasons, refs)
    append(database(), scene.keyring or house_keyring(), entry, None)


def note_failure(scene: Scene, question: Question, reason: str) -> None:
    """Write down an act that was allowed and could not be carried out; nothing of it is stored."""
    entry = compose(scene, question, Outcome.FAILED, (reason,), [])
    append(database(), scene.keyring or house_keyring(), entry, None)


def refuse(scene: Scene, question: Question, decision: Decision, refs: Sequence[Ref] = ()) -> HouseError:
    """Write down a refusal and give the error to raise: told only to who may know that the thing exists."""
    note_refusal(scene, question, decision.reasons, refs)
    return _noted(Refused(reasons=decision.reasons) if decision.discloses else NotFound())


def missing(scene: Scene, question: Question, refs: Sequence[Ref] = ()) -> HouseError:
    """Write down that an allowed caller asked for what is not there, or no longer, and give the error to raise."""
    gone = scene.deleted and scene.header is not None and scene.header.kind == question.kind  # else nothing was decided
    note_refusal(scene, question, ("deleted" if gone else "unknown",), refs)
    return _noted(Gone() if gone else NotFound())


def _noted(error: HouseError) -> HouseError:
    error.noted = True
    return error
