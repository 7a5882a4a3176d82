"""The house as one would tell it on a page: who may do what to which document, and which lines the history then has.

Said again in other words than the rules of `ens.policy`, from the law and the contract, and small enough to be read at
once: documents in memory, no key, no database, no crash.
"""

from dataclasses import dataclass, field
from typing import Final

from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.facts import Flag, SpaceState

READING: Final = frozenset({Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.RECORDS_ITEM_HISTORY})
CHANGING: Final = frozenset({Action.RECORDS_ITEM_UPDATE, Action.RECORDS_ITEM_DELETE})
GUESTS: Final = frozenset({ActorKind.PROFESSIONAL, ActorKind.STRUCTURE})
SECRET_OF_NURSES: Final = "75496-0"  # a type that the matrix keeps from nurses

Line = tuple[int, str, str]  # who (number), which act, how it ended


@dataclass(slots=True)
class Player:
    """Somebody who acts; `live` says that the token is good."""

    name: str
    kind: ActorKind
    number: int
    profession: str = ""
    live: bool = True


@dataclass(slots=True)
class Paper:
    """A document as it must come back: its versions, oldest first; `file` names its Binary and tells its content."""

    item: bytes
    author: int
    first_flags: Flag
    type: str
    versions: list[bytes]
    file: tuple[bytes, bytes] | None = None
    deleted: bool = False
    flags: Flag = field(init=False)

    def __post_init__(self) -> None:
        self.flags = self.first_flags

    def as_file(self) -> "Paper | None":
        """Give the file as a document of its own: it keeps the flags that it came with."""
        return None if self.file is None else Paper(self.file[0], self.author, self.first_flags, self.type, [])


@dataclass(slots=True)
class Room:
    """A person's space."""

    number: int
    owner: int
    state: SpaceState = SpaceState.ACTIVATED
    authorised: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    treating: int = 0
    representatives: set[int] = field(default_factory=set)
    papers: list[Paper] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def may(self, who: Player, action: Action, paper: Paper | None = None) -> bool:
        """Say whether somebody may do this, to a document or to the space as a whole."""
        if self.state is not SpaceState.ACTIVATED:
            ends = action is Action.LIFECYCLE_SPACE_ERASE and who.number == self.owner
            return ends and self.state is SpaceState.CLOSED
        if who.kind is ActorKind.PERSON:
            return self._may_at_home(who, action, paper)
        if who.kind is ActorKind.SYSTEM:
            return action is Action.LIFECYCLE_SPACE_ROTATE
        return who.kind in GUESTS and self._may_as_guest(who, action, paper)

    def _may_at_home(self, who: Player, action: Action, paper: Paper | None) -> bool:
        owns = who.number == self.owner
        if not owns and (who.number not in self.representatives or action is Action.LIFECYCLE_SPACE_ERASE):
            return False
        if paper is None:
            return True
        if not owns and paper.flags & Flag.HIDDEN_FROM_REPRESENTATIVES:
            return False
        if action in CHANGING:
            return paper.author == who.number or (owns and paper.author in self.representatives)
        return not paper.flags & Flag.NOT_ANNOUNCED

    def _may_as_guest(self, who: Player, action: Action, paper: Paper | None) -> bool:
        if action is Action.RECORDS_ITEM_CREATE:
            return True
        if action is Action.REGISTRY_PERSON_FIND:
            return who.kind is ActorKind.STRUCTURE or who.number in self.authorised
        return who.number not in self.blocked and action in READING | CHANGING and self._may_see(who, action, paper)

    def _may_see(self, who: Player, action: Action, paper: Paper | None) -> bool:
        if paper is None:
            looks = who.kind is ActorKind.STRUCTURE and action is Action.RECORDS_ITEM_LIST
            return looks or who.number in self.authorised
        if paper.author == who.number:
            return True
        if action in CHANGING or who.number not in self.authorised:
            return False
        if paper.flags & Flag.MASKED and who.number != self.treating:
            return False
        return not (who.profession == "60" and paper.type == SECRET_OF_NURSES)

    def seen(self, who: Player) -> list[Paper]:
        """List the documents that a list shows to somebody who may list."""
        return [each for each in self.papers if not each.deleted and self.may(who, Action.RECORDS_ITEM_LIST, each)]

    # What acts leave behind

    def block(self, who: int) -> None:
        """Shut somebody out, who loses the authorisation with it."""
        self.blocked.add(who)
        self.withdraw(who)

    def withdraw(self, who: int) -> None:
        """Take an authorisation away."""
        self.authorised.discard(who)
        self.treating = 0 if self.treating == who else self.treating

    def choose_treating(self, who: int) -> None:
        """Choose the treating practitioner, who is authorised with it."""
        self.authorised.add(who)
        self.treating = who
