"""Whoever holds an address and the code spoken with it sees what the person shows for a while, and nothing else.

R.1111-46 CSP: consent is given by any means, for one episode of care if she likes; L.1111-19 CSP: the holder decides
who sees. What waits for its announcement, what is masked, and what a minor keeps from a representative who shows the
rest are not shown; a professional stays bound by all that binds professionals. Only looking at it is permitted.
"""

from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Facts, Flag
from ens.policy.question import Question
from ens.policy.verdict import Verdict, forbid, permit
from ens.policy.words import Words

ACTS: Final = frozenset({Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.SHARING_SHARE_OPEN})
RIGHTS: Final = {
    "share": "par un partage temporaire, avec le code donné de vive voix",
}
REFUSALS: Final = {
    "share_ended": Words(told="ce partage avait pris fin", page="Ce partage a pris fin."),
    "share_for_professionals": Words(
        told="ce partage est réservé aux professionnels de santé",
        page="Ce partage est réservé aux professionnels de santé.",
    ),
}


def judge(question: Question, facts: Facts) -> Verdict | None:
    """Permit opening a share that lasts and looking at what it shows; forbid it to whom it is not for."""
    share, kind = facts.share, facts.actor.kind
    if share is None or question.action not in ACTS:
        return None
    if not facts.shows or (question.action is Action.SHARING_SHARE_OPEN and share.left <= 0):
        return forbid("share_ended", hides=True)
    if kind is not ActorKind.PROFESSIONAL and not (share.code_alone and kind is ActorKind.STRANGER):
        return forbid("share_for_professionals", hides=True)
    if question.action is Action.SHARING_SHARE_OPEN:
        return permit("share")
    return _judge_item(facts, share.by)


def _judge_item(facts: Facts, by: int) -> Verdict | None:
    header = facts.header
    if header is None:
        return permit("share")
    if header.has(Flag.MASKED):
        return forbid("masked", hides=True)
    if header.has(Flag.NOT_ANNOUNCED):
        return forbid("not_announced", hides=True)
    if header.has(Flag.HIDDEN_FROM_REPRESENTATIVES) and by != facts.sharing.owner:
        return forbid("hidden_from_representatives", hides=True)
    return permit("share") if facts.shared else None
