"""Of what people are told, and who hears of it: one fact changes at a time."""

import re
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from ens.gate.watch import Sighting
from ens.journal.entry import EPOCH_US, Entry, Outcome
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.notices import words
from ens.notices.rules import OPTIONAL, Kind, kind_of, list_told
from ens.policy.facts import Guardian, Sharing

pytestmark = pytest.mark.threat("T-61")
NOW = 1_800_000_000
NOE, CAMILLE, GUARDIAN, MARTIN = 1, 2, 3, 10
ENTRY = Entry(
    space=7, id=1, at=EPOCH_US, nonce=bytes(16), actor_kind=int(ActorKind.PROFESSIONAL), actor_number=MARTIN,
    action=Action.RECORDS_ITEM_READ, outcome=Outcome.ALLOWED, reasons=("authorised",), purpose="TREAT", mode="normal",
)  # fmt: skip
SHARING = Sharing(NOE, representatives={CAMILLE: NOW + 1})
CHANGES = [action for action in Action if action.startswith(("sharing:authorisation", "sharing:block"))]
SEEN = Sighting(ENTRY, SHARING, secret=False)


def told(kind: Kind, sighting: Sighting) -> list[int]:
    return list(list_told(kind, sighting, NOW))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, Kind.NEWCOMER),
        ({"action": Action.RECORDS_ITEM_LIST}, Kind.NEWCOMER),
        ({"mode": "bris_de_glace"}, Kind.EMERGENCY),
        ({"mode": "centre_15"}, Kind.EMERGENCY),
        ({"action": Action.SHARING_SHARE_OPEN, "actor_kind": int(ActorKind.STRANGER)}, Kind.SHARE),
        ({"action": Action.SHARING_AUTHORISATION_ASK}, Kind.AUTHORISATION),
        ({"action": Action.SHARING_AUTHORISATION_ASK, "detail": "spoken"}, Kind.SPOKEN),
        ({"action": Action.SHARING_BLOCK_SET, "actor_kind": int(ActorKind.PERSON)}, Kind.AUTHORISATION),
        ({"action": Action.SHARING_AUTHORISATION_GIVE, "actor_kind": int(ActorKind.PERSON)}, Kind.AUTHORISATION),
        ({"action": Action.SHARING_CARE_GIVE, "actor_kind": int(ActorKind.PERSON)}, Kind.FAMILY),
        ({"outcome": Outcome.REFUSED}, None),
        ({"outcome": Outcome.FAILED}, None),
        ({"actor_kind": int(ActorKind.PERSON)}, None),
        ({"actor_kind": int(ActorKind.APP)}, None),
        ({"reasons": ("share",)}, None),
        ({"action": Action.RECORDS_ITEM_CREATE}, None),
        ({"action": "of:another:version"}, None),
    ],
)
def test_what_is_told(changes: dict[str, Any], kind: Kind | None) -> None:
    assert kind_of(replace(ENTRY, **changes)) == kind


def test_a_minor_and_who_represents_him_are_told() -> None:
    assert told(Kind.NEWCOMER, SEEN) == [NOE, CAMILLE]
    guarded = Sharing(NOE, guardians={GUARDIAN: Guardian(NOW + 1, represents=True)})
    assert told(Kind.NEWCOMER, replace(SEEN, sharing=guarded)) == [NOE, GUARDIAN]


@pytest.mark.parametrize(
    "changed",
    [
        replace(SEEN, secret=True),
        replace(SEEN, entry=replace(ENTRY, actor_number=NOE)),
        replace(SEEN, sharing=Sharing(NOE, representatives={CAMILLE: NOW})),
        replace(SEEN, sharing=Sharing(NOE, guardians={GUARDIAN: Guardian(NOW + 1, represents=False)})),
        replace(SEEN, sharing=Sharing(NOE, guardians={GUARDIAN: Guardian(NOW, represents=True)})),
    ],
    ids=["kept from them", "what he did himself", "of age", "a curator", "a guardian no more"],
)
@pytest.mark.parametrize("kind", [Kind.NEWCOMER, Kind.EMERGENCY, Kind.SHARE])
def test_others_hear_nothing(changed: Sighting, kind: Kind) -> None:
    assert told(kind, changed) == [NOE]


@pytest.mark.parametrize("kind", OPTIONAL)
def test_who_does_not_want_it_is_not_told(kind: Kind) -> None:
    assert told(kind, replace(SEEN, sharing=replace(SHARING, unwanted=frozenset({kind.value})))) == []
    others = frozenset(each.value for each in OPTIONAL if each is not kind)
    assert told(kind, replace(SEEN, sharing=replace(SHARING, unwanted=others))) == [NOE, CAMILLE]


@pytest.mark.parametrize("kind", [Kind.EMERGENCY, Kind.SPOKEN])
def test_what_she_did_not_decide_is_always_told(kind: Kind) -> None:
    unwanted = frozenset(each.value for each in Kind)
    assert told(kind, replace(SEEN, sharing=replace(SHARING, unwanted=unwanted))) == [NOE, CAMILLE]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DIGEST])
def test_every_notice_has_calm_words_and_no_link(kind: Kind) -> None:
    acts = [("", ""), *product(CHANGES, ("", "read", "treating", "code"))]
    for act, own in product(acts, (True, False)):
        said = words.write_notice("Espace santé", kind, act, own=own)
        for text in (said.subject, said.body, said.short):
            assert not re.search(r"http|[{!]", text), text
        assert ("votre carnet" in said.body) is own
        assert len(said.short) < 320  # two text messages


@pytest.mark.parametrize(
    ("accesses", "actors", "sentence"),
    [(0, 0, "aucun accès."), (1, 1, "1 accès par un soignant."), (12, 4, "12 accès par 4 soignants.")],
)
def test_the_digest_counts_and_names_nobody(accesses: int, actors: int, sentence: str) -> None:
    said = words.write_digest("Espace santé", accesses, actors)
    assert sentence in said.body
    assert sentence in said.short
