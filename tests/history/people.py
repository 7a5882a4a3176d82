"""Camille, Sacha and those who come to them, as the sentences see them; entries as the journal keeps them."""

from dataclasses import replace
from typing import Any

from ens.history.sentences.notebook import Notebook
from ens.history.sentences.who import Actor
from ens.journal.entry import EPOCH_US, Entry, Outcome, Ref
from ens.kernel.actors import ActorKind

CAMILLE, SACHA, OTHER_PARENT, STRANGER = 1, 2, 3, 4
MARTIN = Actor(ActorKind.PROFESSIONAL, 10, "Dr Claire Martin", "10", "SM54")
NGUYEN = Actor(ActorKind.PROFESSIONAL, 11, "Dr Paul Nguyen", "10", "SM54")
DIALLO = Actor(ActorKind.PROFESSIONAL, 12, "Mme Aminata Diallo", "60")
HOSPITAL = Actor(ActorKind.STRUCTURE, 20, "Centre hospitalier de Valombre")
APPLICOEUR = Actor(ActorKind.APP, 30, "AppliCœur")
INSURER = Actor(ActorKind.INSURER, 31, "Mutuelle du Beffroi")
SUPPORT = Actor(ActorKind.SUPPORT, 32, "Assistance")
HOUSE = Actor(ActorKind.SYSTEM, 0, "")

HER_OWN = Notebook(CAMILLE, CAMILLE, "Camille", treating=10, until={10: "12 mars 2027", 11: "1er juin 2027"})
HER_SON_S = Notebook(SACHA, CAMILLE, "Sacha", frozenset({CAMILLE, OTHER_PARENT}), treating=10, until={10: "2 mai 2027"})
HIS_OWN = replace(HER_SON_S, reader=SACHA)

REPORT = Ref("DocumentReference", "a" * 26, b"report....", 1)
REPORT_FILE = Ref("Binary", "b" * 26, b"file......", 1)
LETTER = Ref("DocumentReference", "c" * 26, b"letter....", 1)
TITLES = {REPORT.item: "Bilan annuel", REPORT_FILE.item: "Bilan annuel", LETTER.item: "Lettre de sortie"}


def person(number: int) -> Actor:
    """Give a person as an actor."""
    return Actor(ActorKind.PERSON, number)


def entry(actor: Actor, action: str, *reasons: str, outcome: Outcome = Outcome.ALLOWED, **more: Any) -> Entry:
    """Write an entry that says this."""
    return Entry(
        space=7,
        id=more.pop("id", 1),
        at=more.pop("at", EPOCH_US),
        nonce=bytes(16),
        actor_kind=int(actor.kind),
        actor_number=actor.number,
        actor_name=actor.name,
        action=action,
        outcome=outcome,
        reasons=reasons,
        **more,
    )
