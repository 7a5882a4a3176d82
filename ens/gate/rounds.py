"""Who of a professional's own list still lets her in, by name, and whether something came since she last looked.

Like the notebooks that a person may open (ADR 0009), these are facts of decisions, asked for at every page of the desk:
no body is opened and nothing written down. Opening one of them is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ens.gate.door import ask
from ens.gate.facts import Scene, Visit, look
from ens.gate.house import database, house
from ens.gate.people import KIND, identity_of
from ens.gate.sight import Sight
from ens.kernel.actions import Action
from ens.kernel.ids import NO_ITEM
from ens.policy.decide import decide
from ens.policy.facts import Flag
from ens.registry import people
from ens.vault import blind, boxes, items
from ens.vault.keyring import Keyring
from ens.vault.traits import open_identity

_SHELF = "DocumentReference"
_LOOKED = 2_000  # documents looked through for a newer one


class Known(NamedTuple):
    """A person who lets the caller in, by her space and public id; `news` since the caller looked."""

    space: int
    patient: str
    name: str
    birth_date: str
    sex: str
    news: bool


def list_known(visit: Visit, wanted: Iterable[tuple[int, int]]) -> Iterator[Known]:
    """List those who still let the caller in, of some spaces, each with the time (µs) since which things are new."""
    for space, since in wanted:
        scene = look(visit, space)
        question = ask(scene, KIND, Action.REGISTRY_PERSON_READ)
        if scene.keyring is None or not decide(question, scene.facts()).allowed:
            continue
        identity = identity_of(space, scene.keyring)
        if identity is not None:
            told = (identity.name, identity.birth_date, identity.sex)
            yield Known(space, house().codec.encode(space, NO_ITEM), *told, _has_news(scene, scene.keyring, since))


def list_named(spaces: Sequence[int], is_sought: Callable[[str], bool]) -> list[int]:
    """Choose, among the spaces of a professional's own list, those whose people bear a name that is sought.

    This only narrows what `list_known` then decides on, line by line.
    """
    rows = ((row, house().keys.keyring(row.space, row.key_term)) for row in people.list_by_spaces(database(), spaces))
    return [
        row.space
        for row, keyring in rows
        if keyring is not None and is_sought(open_identity(keyring, row.key_term, row.sealed_identity).name)
    ]


def _has_news(scene: Scene, keyring: Keyring, since: int) -> bool:
    sight = Sight(scene, Action.RECORDS_ITEM_LIST)
    for row in items.list_kind(database(), scene.space, blind.kind(keyring, _SHELF), _LOOKED):
        header = boxes.open_header(keyring, row)
        newer = header.arrived > since and header.author != scene.actor.number and not header.has(Flag.DELETED)
        if newer and header.kind == _SHELF and sight.reaches(header):
            return True
    return False
