"""Fills a house: `python -m bench.seed FILE SPACES`.

Spaces are opened by the product's own `open_space`; documents are decided upon, journalled, sealed and inserted by the
gate's and the vault's own functions, a hundred under one entry. Only the durability of each single commit is given up
while filling (`synchronous_commit` off, SQLite `synchronous` off): the run that follows measures with both on.
"""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from bench.documents import document, ins_of
from bench.people import Box, People
from ens.config.start import started
from ens.fhir.parameters import tokens_of
from ens.fhir.parse import write
from ens.gate import trace
from ens.gate.door import ask
from ens.gate.facts import Visit, look
from ens.gate.house import house
from ens.kernel import clock, ids
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.identity import Identity
from ens.kernel.ids import NO_ITEM
from ens.lifecycle.services import open_space
from ens.policy.decide import decide
from ens.policy.facts import Header
from ens.records import documents as sheets
from ens.registry import parties, people, tokens
from ens.registry.parties import Party
from ens.registry.tokens import Grant
from ens.sandbox.grants import PERSON_SCOPES, STRUCTURE_SCOPES
from ens.vault import boxes, items

ORDINARY: Final = 10
LARGE: Final = (100, 500, 10_000)
KEPT: Final = 50  # ids of one space that the load asks for
YEARS: Final = 10
_BATCH: Final = 100
_DAYS: Final = timedelta(days=30)
_KIND: Final = "DocumentReference"


def main(path: str, count: str) -> int:
    """Open the spaces and write who may ask for what."""
    with started():
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        house().keys.file.database().execute("PRAGMA synchronous = OFF")
        _fill(int(count)).save(Path(path))
    return 0


def _fill(count: int) -> People:
    party = Party(people.new_number(), ActorKind.STRUCTURE, "1990000001", "Hôpital de la mesure", structure_type="SA01")
    number = parties.save(connection, party)
    hospital = _token(ActorKind.STRUCTURE, number, STRUCTURE_SCOPES)
    visit = Visit(tokens.hashed(hospital))
    ordinary = [_box(visit, index, ORDINARY) for index in range(count)]
    large = {size: _box(visit, count + index, size) for index, size in enumerate(LARGE)}
    return People(ordinary, large, hospital)


def _box(visit: Visit, index: int, size: int) -> Box:
    ins = ins_of(index)
    identity = Identity(ins.matricule, ins.oid, "MESURE", ("CAMILLE",), "1988-05-14", "female", "63220")
    opened = open_space(identity)
    names = [ids.new_item() for _ in range(size)]
    for start in range(0, size, _BATCH):
        deposit(visit, opened.space, names[start : start + _BATCH], (start, size))
    encode = house().codec.encode
    token = _token(ActorKind.PERSON, opened.person, PERSON_SCOPES)
    return Box(encode(opened.space, NO_ITEM), token, [encode(opened.space, name) for name in names[:KEPT]])


def _token(kind: ActorKind, number: int, scopes: str) -> str:
    return tokens.issue(connection, Grant(kind, number, scopes, clock.now() + _DAYS))


def deposit(visit: Visit, space: int, names: Sequence[bytes], place: tuple[int, int]) -> None:
    """Seal and insert some documents of a space under one entry; their dates spread evenly over the years."""
    scene = look(visit, space)
    question = ask(scene, _KIND, Action.RECORDS_ITEM_CREATE)
    decision = decide(question, scene.facts())
    start, size = place
    with transaction.atomic(durable=True):
        receipt = trace.admit(scene, question, decision, [trace.reference(_KIND, space, name, 1) for name in names])
        assert decision.allowed
        assert receipt is not None
        assert scene.keyring is not None
        sealed = []
        for offset, name in enumerate(names):
            when = clock.now() - timedelta(days=365 * YEARS * (start + offset) / size)
            draft = _draft(scene.space, name, scene.actor.number, document(clock.instant(_us(when))))
            sealed.append(boxes.seal_item(scene.keyring, receipt, draft))
        items.insert(connection, sealed)


def _us(when: Any) -> int:  # noqa: ANN401  an aware datetime
    return int(when.timestamp() * 1_000_000)


def _draft(space: int, name: bytes, author: int, resource: dict[str, Any]) -> boxes.Draft:
    encode = house().codec.encode
    whole = {
        "resourceType": _KIND,
        "id": encode(space, name),
        "meta": {"versionId": "1", "lastUpdated": clock.instant(clock.now_us())},
        **resource,
        "subject": {"reference": f"Patient/{encode(space, NO_ITEM)}"},
    }
    whole["content"][0]["attachment"]["url"] = f"Binary/{encode(space, ids.new_item())}"
    whole = sheets.file_under(whole)
    sheet = sheets.sheet(whole)
    header = Header(
        kind=_KIND,
        date=sheet.date,
        updated=clock.now_us(),
        author=author,
        type=sheet.type,
        class_code=sheet.class_code,
        category=sheet.category,
        title=sheet.title,
        author_name=sheet.author_name,
    )
    search = tuple((_KIND, text.decode()) for text in tokens_of(_KIND, whole))
    return boxes.Draft(name, 1, header, write(whole), search)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    sys.exit(main(*sys.argv[1:3]))
