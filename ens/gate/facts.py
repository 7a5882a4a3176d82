"""The facts of a decision, in one SELECT: token, directory line, space, sharing state and item."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

import msgspec
from msgspec import structs

from ens.gate.house import database, house
from ens.kernel import clock
from ens.kernel.actors import SYSTEM, Actor, ActorKind
from ens.kernel.errors import Conflict, Unauthenticated
from ens.kernel.ids import HOUSE, NO_ITEM
from ens.policy.facts import AppLink, Declared, Facts, Flag, Header, Share, Sharing, SpaceState
from ens.policy.matrix import Matrix
from ens.policy.question import Mode
from ens.postgres.statements import Statement
from ens.registry import grants, habilitations, parties, tokens
from ens.vault import boxes
from ens.vault.items import Row
from ens.vault.keyring import Keyring, UnknownTerm

_WHO: Final = "SELECT t.kind, t.number, t.scopes, t.purpose, t.expires > now() AND NOT t.revoked"
_LINE: Final = f"p.identifier, p.profession, p.name, p.active, p.kind, {habilitations.IN_FORCE}"
_WHAT: Final = (
    "s.state, s.version, s.key_term, s.sharing_version, s.sharing_term, s.sealed_sharing,"
    " i.item, i.version, i.key_term, i.header, i.body"
)
_FROM: Final = "FROM (SELECT 1) AS one LEFT JOIN token t ON t.hash = $1::bytea"
_WHERE: Final = "LEFT JOIN space s ON s.id = $2::int8 LEFT JOIN item i ON i.space_id = s.id AND i.item = $3::bytea"
_FACTS: Final = Statement(f"{_WHO}, {_LINE}, {_WHAT} {_FROM} LEFT JOIN party p ON p.number = t.number {_WHERE}")
# A person has no line in the directory and no matrix: without them the SELECT costs a third less.
_FACTS_OF_PERSON: Final = Statement(f"{_WHO}, {_WHAT} {_FROM} {_WHERE}")
_NO_LINE: Final = (None,) * 6
NO_SHARING: Final = Sharing(owner=-1)  # nobody's
NO_SHARE: Final = Share((), -1, 0, 0, 0)  # one that was withdrawn
TRIES: Final = 3
T = TypeVar("T")


class Visit(msgspec.Struct, frozen=True):
    """One call at the gate: a token's hash, or the house itself (`actor`), with the access mode asked for.

    `place` and `place_type` say where a professional works today, `declared` the emergency that she has declared; both
    come from her session, never from what a program says. `share` is the number of the share that somebody comes by.
    `person` is known of a token before it is looked up; whose it is, and whether it is valid, its row says.
    """

    token_hash: bytes = b""
    actor: Actor | None = None
    mode: Mode = Mode.NORMAL
    place: int = 0
    place_type: str = ""
    declared: Declared | None = None
    share: int = 0
    person: bool = False


def visit_by(token: str, mode: Mode = Mode.NORMAL) -> Visit:
    """Give the call that comes with a token, which nobody has looked up yet."""
    return Visit(tokens.hashed(token), mode=mode, person=tokens.is_persons(token))


_NOWHERE: Final = Visit()


class Scene(msgspec.Struct, frozen=True):
    """All that was fetched for one decision. `keyring` is None when the space is unknown or its key is destroyed."""

    space: int
    actor: Actor
    purpose: str
    mode: Mode
    state: SpaceState
    version: int
    sharing_version: int = 0
    sharing: Sharing = NO_SHARING
    keyring: Keyring | None = None
    row: Row | None = None
    header: Header | None = None
    link: AppLink | None = None
    visit: Visit = _NOWHERE
    matrix: Matrix | None = None

    def facts(self, header: Header | None = None) -> Facts:
        """Give the policy's view of this scene, for one header or for the space as a whole."""
        now, visit = clock.now_us() // 1_000_000, self.visit
        place, share = (visit.place, visit.place_type, visit.declared), self.share
        shared = share is not None and (
            (self.row is not None and self.row.item in share.items)
            or (header is not None and header.kind in share.kinds)
        )
        return Facts(self.actor, self.state, self.sharing, header, now, self.link, *place, share, shared, self.matrix)

    @property
    def share(self) -> Share | None:
        """Give the share that somebody comes by; one that was withdrawn ends in the past."""
        return self.sharing.shares.get(self.visit.share, NO_SHARE) if self.visit.share else None

    @property
    def deleted(self) -> bool:
        """Say whether the item looked at has been deleted."""
        return self.header is not None and self.header.has(Flag.DELETED)


def look(visit: Visit, space: int, item: bytes = NO_ITEM) -> Scene:
    """Fetch the facts; raises `Unauthenticated` when the token is unknown, expired, revoked or its holder suspended."""
    found = _fetch(visit, space, item)
    actor, purpose = _actor(visit, found[:10])
    scene = _scene(visit, space, actor, purpose, found[11:])
    if found[10] is not None:
        scene = structs.replace(scene, matrix=habilitations.get(database(), found[10]))
    return _linked(scene) if actor.kind is ActorKind.APP and not actor.identifier else scene


def _fetch(visit: Visit, space: int, item: bytes) -> Sequence[Any]:
    statement = _FACTS_OF_PERSON if visit.person else _FACTS
    found = statement.one(database(), visit.token_hash, space, item)
    if found is None:  # the SELECT starts from a constant row
        raise Unauthenticated
    return (*found[:5], *_NO_LINE, *found[5:]) if visit.person else found


def _scene(visit: Visit, space: int, actor: Actor, purpose: str, columns: Sequence[Any]) -> Scene:
    state, version, key_term, sharing_version, sharing_term, sealed_sharing = columns[:6]
    keyring = None if state is None else house().keys.keyring(space, key_term)
    if keyring is None:  # never existed, or erased: in an older backup the row may still say otherwise
        shut = SpaceState.UNKNOWN if state is None else SpaceState.ERASED
        return Scene(space, actor, purpose, visit.mode, shut, version or 0)
    row = None if columns[6] is None else Row(*columns[6:])
    return Scene(
        space=space,
        actor=actor,
        purpose=purpose,
        mode=visit.mode,
        state=SpaceState(state),
        version=version,
        sharing_version=sharing_version,
        sharing=boxes.open_sharing(keyring, sharing_term, sharing_version, sealed_sharing),
        keyring=keyring,
        row=row,
        header=None if row is None else boxes.open_header(keyring, row),
        visit=visit,
    )


def again(attempt: Callable[[], T | None]) -> T:
    """Try an act until the space holds still between decision and entry; three times at most, then `Conflict`."""
    for _ in range(TRIES):
        with suppress(UnknownTerm):  # the space's key was rotated between two statements
            result = attempt()
            if result is not None:
                return result
    raise Conflict(reasons=("space_changed",))


def _actor(visit: Visit, row: Sequence[Any]) -> tuple[Actor, str]:
    kind, number, scopes, purpose, live, identifier, profession, name, active, party_kind = row
    if visit.actor is not None:
        return visit.actor, "TREAT"
    if not live:
        raise Unauthenticated(reasons=("invalid_token",))
    if kind == ActorKind.PERSON:
        return Actor(ActorKind.PERSON, number, scopes=scopes), purpose
    if kind == ActorKind.APP and party_kind is None:  # the number of a link: whose it is stands in a sharing state
        return Actor(ActorKind.APP, number, scopes=scopes), purpose
    if not active or party_kind != kind:
        raise Unauthenticated(reasons=("invalid_token",))
    return Actor(ActorKind(kind), number, identifier, profession, scopes, name), purpose


def _linked(scene: Scene) -> Scene:
    """Tell which app comes by a link, and whether it leads into this space: no table says so in clear."""
    here = scene.sharing.apps.get(scene.actor.number)
    link = here or _elsewhere(scene.actor.number)
    party = None if link is None else parties.list_numbered(database(), [link.app]).get(link.app)
    if party is None or not party.active or party.kind is not ActorKind.APP:
        raise Unauthenticated(reasons=("invalid_token",))
    actor = Actor(ActorKind.APP, party.number, party.identifier, scopes=scene.actor.scopes, name=party.name)
    return structs.replace(scene, actor=actor, link=here)


def _elsewhere(number: int) -> AppLink | None:
    """Find a link in the space that it leads into, to name the app that tries another one."""
    home = grants.find_space(database(), number)
    return None if home is None else look(Visit(actor=SYSTEM), home).sharing.apps.get(number)


def house_keyring() -> Keyring:
    """Give the key of the house's own space, made with the house itself."""
    keyring = house().keys.keyring(HOUSE, 1)
    if keyring is None:
        msg = "the house's own space has no key: run `ens migrate`"
        raise RuntimeError(msg)
    return keyring
