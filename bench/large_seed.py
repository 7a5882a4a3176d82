"""Fills a house for long lists: `python -m bench.large_seed FILE`. 1,500 patients of a GP, a history of 10,000 entries.

People are opened, documents deposited and the GP let in through the doors of everyone. The history is a life of five
years: each entry is composed, sealed and appended as the gate does, its time alone is chosen, so that it folds into as
many visits as a real one. The worker beside integrates them.
"""

import json
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.db import connection
from msgspec import structs

from bench.documents import ins_of
from bench.seed import deposit
from ens.config.start import started
from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, look
from ens.gate.house import house
from ens.journal.append import append
from ens.journal.entry import Outcome, new_entry_id
from ens.kernel import clock, ids
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.identity import Identity
from ens.kernel.ids import NO_ITEM
from ens.lifecycle.services import open_space
from ens.policy.decide import decide
from ens.policy.scopes import PERSON
from ens.registry import find, parties, people, tokens
from ens.sandbox.grants import directory, issue_token
from ens.sandbox.population import register_directory, visit_of
from ens.sharing import services as sharing
from ens.web import session
from ens.web.session import SignedIn

PATIENTS: Final = 1_500
EACH: Final = 8  # documents of one patient
ENTRIES: Final = 10_000
HELD: Final = 200  # documents of the notebook with the long history
YEARS: Final = 5
LISTS: Final = 0.3  # of all entries
GP: Final = "dr-martin"
_LAST: Final = ("PETIT", "GARCIA", "LE GOFF", "MOREAU", "NGUYEN", "DIALLO", "ROUX", "FAURE", "BENALI", "LEROY")
_FIRST: Final = ("ANNE", "ÉLISE", "MALIK", "PAUL", "JEANNE", "HUGO", "INÈS", "LÉA", "YANIS", "ROSE")
_DOCUMENT: Final = "DocumentReference"
_DAY_US: Final = 86_400_000_000


def main(path: str) -> int:
    """Settle them once, and write the sessions of today."""
    with started():
        connection.ensure_connection()
        if parties.find(connection, directory()[GP].identifier) is None:
            _fill(register_directory())
        Path(path).write_text(json.dumps(_places()), "utf-8")
    return 0


def _fill(numbers: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    house().keys.file.database().execute("PRAGMA synchronous = OFF")
    hospital = visit_of("hopital")
    for index in range(PATIENTS + 1):
        space, home = _settle(index)
        names = [ids.new_item() for _ in range(EACH if index else HELD)]
        deposit(hospital, space, names, (0, len(names)))
        sharing.authorise(home, space, numbers[GP])
        if not index:
            _live(space, [home, hospital, *map(visit_of, (GP, "diallo", "dr-nguyen"))], names)


def _settle(index: int) -> tuple[int, Visit]:
    ins, born = ins_of(index), f"{1930 + index % 90}-{1 + index % 12:02}-{1 + index % 28:02}"
    last, first = _LAST[index % 10] + ("" if index % 3 else "-DUPONT"), _FIRST[index // 10 % 10]
    opened = open_space(Identity(ins.matricule, ins.oid, last, (first,), born, "female", "63220"))
    home = session.make(SignedIn(ActorKind.PERSON, opened.person, PERSON, "demo"), "Bench", settled=True)
    return opened.space, Visit(tokens.hashed(home))


def _live(space: int, visitors: Sequence[Visit], names: Sequence[bytes]) -> None:
    """Write five years of visits: readings, lists and refusals, some five a day."""
    chance = random.Random(1)  # noqa: S311  a story, not a secret
    now, days = clock.now_us(), YEARS * 365
    scenes = [look(visit, space, names[0]) for visit in visitors]
    for at in sorted(now - chance.randrange(_DAY_US, days * _DAY_US) for _ in range(ENTRIES)):
        listed = chance.sample(names, 20) if chance.random() < LISTS else []
        _append(chance.choice(scenes), at, listed or [chance.choice(names)])


def _append(scene: Scene, at: int, names: Sequence[bytes]) -> None:
    question = ask(scene, _DOCUMENT, Action.RECORDS_ITEM_READ if len(names) == 1 else Action.RECORDS_ITEM_LIST)
    decision = decide(question, scene.facts(scene.header))
    refs = [trace.reference(_DOCUMENT, scene.space, name, 1) for name in names]
    outcome = Outcome.ALLOWED if decision.allowed else Outcome.REFUSED
    composed = trace.compose(scene, question, outcome, decision.reasons, refs)
    assert scene.keyring is not None
    entry = structs.replace(composed, id=new_entry_id(at), at=at)
    append(connection, scene.keyring, entry, scene.version if decision.allowed else None)


def _places() -> dict[str, str]:
    """Say where the long history is, and with which sessions to look."""
    ins, encode = ins_of(0), house().codec.encode
    index = find.ins_index(house().index_key, ins.oid, ins.matricule)
    row = people.find_by_ins(connection, index)
    assert row is not None
    home = session.make(SignedIn(ActorKind.PERSON, row.number, PERSON, "demo"), "Bench", settled=True)
    return {"patient": encode(row.space, NO_ITEM), "session": home, "gp": issue_token(GP) or ""}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    sys.exit(main(sys.argv[1]))
