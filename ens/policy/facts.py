"""What a decision looks at: plain values, already fetched and opened."""

from enum import IntEnum, IntFlag

import msgspec

from ens.kernel.actors import Actor, ActorKind
from ens.policy.matrix import Matrix


class SpaceState(IntEnum):
    """The life of a space (domain: R.1111-26 ff. CSP); the number is stored in clear. UNKNOWN is never stored."""

    UNKNOWN = 0
    ANNOUNCED = 1
    CREATED = 2
    ACTIVATED = 3
    SUSPENDED = 4
    OPPOSED = 5
    CLOSED = 6
    ERASED = 7


OPEN_STATES = frozenset({SpaceState.CREATED, SpaceState.ACTIVATED})


class Flag(IntFlag):
    """States of one item that access depends on (TRE_A07 and the document life cycle)."""

    MASKED = 1  # MASQUE_PS
    NOT_ANNOUNCED = 2  # INVISIBLE_PATIENT
    HIDDEN_FROM_REPRESENTATIVES = 4  # INVISIBLE_REPRESENTANTS_LEGAUX
    DELETED = 8
    ARCHIVED = 16
    SUPERSEDED = 32


UNDATED = 3  # the precision of a header whose date tells something else


class Header(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The sealed header of an item: all that policy, lists and sorting need.

    `date`, `updated` and `deposited` are microseconds since 1970 (date of the document; last change; first deposit, 0
    where it was not kept), `author` is the number of the actor that wrote the item, `type` a typeCode (JDV_J07),
    `class_code` one of the 11 classes (TRE_A03), `category` one of the 15 citizen categories (of a clinical
    fact: the codes of `ens.policy.categories` that it bears), `flags` a `Flag` value, `precision` what is known of
    `date`: 0 the day, 1 the month, 2 the year alone, 3 nothing (it tells something else, such as the arrival), `span`
    how long what is dated lasts: microseconds, 0 for an instant, -1 without an end.
    """

    kind: str
    date: int
    updated: int
    author: int
    flags: int = 0
    type: str = ""
    class_code: str = ""
    category: str = ""
    title: str = ""
    author_name: str = ""
    content_type: str = ""
    size: int = 0
    deposited: int = 0
    precision: int = 0
    span: int = 0

    @property
    def arrived(self) -> int:
        """Tell when the item came into the space, as nearly as it is known."""
        return self.deposited or self.updated

    @property
    def shelf(self) -> str:
        """Tell the categories that scopes may be narrowed to: the class of a document, those of a clinical fact."""
        return self.class_code or self.category

    def facets(self) -> tuple[str, int, int, str, str]:
        """Give all that rules look at: they decide alike on two headers that agree in it."""
        return self.kind, self.author, self.flags, self.type, self.class_code or f" {self.category}"

    def has(self, flag: Flag) -> bool:
        """Say whether it bears a flag; on plain numbers, which a list of fifty asks for two hundred times."""
        return bool(self.flags & int(flag))


class AppLink(msgspec.Struct, frozen=True, array_like=True):
    """What a person lets one app do in a space; the link's own number is what the app's tokens bear.

    `app` is its number in the directory, `end` is in seconds since 1970 as is `given`, `by` is the person who agreed,
    `sub` the name under which this app, and no other, knows her.
    """

    app: int
    scopes: str
    end: int
    by: int
    sub: str = ""
    given: int = 0


class Demand(msgspec.Struct, frozen=True, array_like=True):
    """What a professional asks of a person: to read (`read`), or to be her treating practitioner (`treating`).

    `since` and `until` are seconds since 1970. `spoken`: she agreed by word of mouth, and he reads until then.
    """

    what: str
    since: int
    until: int
    spoken: bool = False


class Guardian(msgspec.Struct, frozen=True, array_like=True):
    """Who protects an adult by a judge's decision, and until when (seconds since 1970).

    `represents`: she acts in the person's name (tutelle, habilitation familiale); else she only assists (curatelle).
    """

    until: int
    represents: bool


class Share(msgspec.Struct, frozen=True, array_like=True):
    """What a person shows for a while to whoever holds an address and a code spoken aloud.

    `items` are the documents, `kinds` the sections shown as they stand (FHIR kinds), `by` is the person who shows them,
    `given` and `end` are in seconds since 1970, `left` is how often it may still be opened; `code_alone`: the code is
    enough, and the reader need not be a professional. `handed`: programs get the data themselves, and keep them.
    """

    items: tuple[bytes, ...]
    by: int
    given: int
    end: int
    left: int
    code_alone: bool = False
    kinds: tuple[str, ...] = ()
    handed: bool = False


class Sharing(msgspec.Struct, frozen=True, array_like=True):
    """The sealed sharing state of a space.

    `owner` is the person's number; `authorised` maps an actor's number to the end of its authorisation (seconds since
    1970); `blocked` holds actor numbers; `treating` is the declared treating practitioner's number or 0;
    `emergency_lifts_blocks` is the person's own switch; `representatives` maps the number of each legal representative
    to the end of it (seconds since 1970: the 18th birthday), `represents` holds the spaces where this person is one;
    `apps` are the links that apps come in by, by their numbers. Of the first choices, `masks_new` masks to
    professionals what others deposit from now on, `regulation` and `break_glass` are what the person lets emergency
    calls and any professional do in an emergency, `chosen` is when she was asked (seconds since 1970, 0: not yet).

    `given` is when each authorisation was given, `shut` when each block was set; `asked` holds what professionals wait
    for. `administrators` are professionals whom she lets see what is masked, and block others. `emergency_unmasks` is
    her switch for masked documents in an emergency. `carers` maps each carer's number to the end of the delegation,
    `cares_for` holds the spaces where this person is one; `guardians` and `guards` likewise. `unwanted` are the kinds
    of notices that she does not want. `shares` are what is shown for a while, by their numbers. `former` are people and
    apps that came in her name and do no more: what they wrote here is hers. `barred` are those from whom a judge took
    parental authority; `entrusted` are third persons, `services` structures, to whom a judge has entrusted a child, and
    until when; `keeps` holds the spaces of children entrusted to this person. `died` is when she died, 0 as long as she
    lives (seconds since 1970).
    """

    owner: int
    authorised: dict[int, int] = {}
    blocked: frozenset[int] = frozenset()
    treating: int = 0
    emergency_lifts_blocks: bool = False
    representatives: dict[int, int] = {}
    represents: frozenset[int] = frozenset()
    apps: dict[int, AppLink] = {}
    masks_new: bool = False
    regulation: bool = True
    break_glass: bool = True
    chosen: int = 0
    given: dict[int, int] = {}
    shut: dict[int, int] = {}
    asked: dict[int, Demand] = {}
    administrators: frozenset[int] = frozenset()
    emergency_unmasks: bool = False
    carers: dict[int, int] = {}
    cares_for: frozenset[int] = frozenset()
    guardians: dict[int, Guardian] = {}
    guards: frozenset[int] = frozenset()
    unwanted: frozenset[str] = frozenset()
    shares: dict[int, Share] = {}
    former: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    entrusted: dict[int, int] = {}
    services: dict[int, int] = {}
    keeps: frozenset[int] = frozenset()
    died: int = 0

    def writes_for_her(self, number: int) -> bool:
        """Say whether somebody writes, or wrote, in the name of the person: her family, her helpers, her apps."""
        beside = self.representatives, self.carers, self.guardians, self.entrusted, self.former
        return any(number in held for held in beside) or any(link.app == number for link in self.apps.values())


class Declared(msgspec.Struct, frozen=True):
    """An emergency that a professional has declared: how, why in her own words, and what the gate has checked of it.

    `recent`: she proved who she is a short time ago. `used` is how often she declared an emergency of this kind
    today, before this time.
    """

    reason: str
    recent: bool
    used: int


class Facts(msgspec.Struct, frozen=True):
    """Everything known at the moment of a decision; `header` is None when the question is about the space itself.

    `link` is the one that an app has in this space, None for everybody else. `place` is the number of the structure
    where a professional works today, 0 where that is not known, `place_type` its kind (JDV_J02); `declared` is the
    emergency that a professional has declared. `share` is the one that somebody comes by, None for everybody else;
    `shared` says that the item is one of those shown. `matrix` is the habilitation matrix in force, None for the first.
    """

    actor: Actor
    state: SpaceState
    sharing: Sharing
    header: Header | None = None
    now: int = 0  # seconds since 1970
    link: AppLink | None = None
    place: int = 0
    place_type: str = ""
    declared: Declared | None = None
    share: Share | None = None
    shared: bool = False
    matrix: Matrix | None = None

    @property
    def owns(self) -> bool:
        """Say whether the actor is the person whose space this is."""
        return self.actor.kind is ActorKind.PERSON and self.actor.number == self.sharing.owner

    @property
    def represents(self) -> bool:
        """Say whether the actor is, at this moment, a legal representative of the person whose space this is."""
        return self._is_other_person and self.sharing.representatives.get(self.actor.number, 0) > self.now

    @property
    def cares(self) -> bool:
        """Say whether the actor is, at this moment, a carer whom the person has chosen."""
        return self._is_other_person and self.sharing.carers.get(self.actor.number, 0) > self.now

    @property
    def guards(self) -> Guardian | None:
        """Give the guardianship by which the actor comes, unless it has ended."""
        found = self.sharing.guardians.get(self.actor.number) if self._is_other_person else None
        return found if found is not None and found.until > self.now else None

    @property
    def entrusted(self) -> bool:
        """Say whether a judge has entrusted the child whose space this is to the actor, and this has not ended."""
        if self.actor.kind is ActorKind.STRUCTURE:
            return self.sharing.services.get(self.actor.number, 0) > self.now
        return self._is_other_person and self.sharing.entrusted.get(self.actor.number, 0) > self.now

    @property
    def _is_other_person(self) -> bool:
        return self.actor.kind is ActorKind.PERSON and not self.owns

    @property
    def authorised_until(self) -> int:
        """Tell the end of what lets a professional read: her own authorisation, or the team's where she works today."""
        given = self.sharing.authorised
        return max(given.get(self.actor.number, 0), given.get(self.place, 0) if self.place else 0)

    @property
    def linked(self) -> bool:
        """Say whether an app comes by a link that has not ended, and whose giver is still at home in this space."""
        link = self.link
        return link is not None and link.end > self.now and self._is_family(link.by)

    @property
    def shows(self) -> bool:
        """Say whether what is shown for a while has not ended, and whoever shows it is still at home in this space."""
        share = self.share
        if share is None or share.end <= self.now:
            return False
        guardian = self.sharing.guardians.get(share.by)
        guarded = guardian is not None and guardian.represents and guardian.until > self.now
        return guarded or self._is_family(share.by)

    def _is_family(self, number: int) -> bool:
        return number == self.sharing.owner or self.sharing.representatives.get(number, 0) > self.now
