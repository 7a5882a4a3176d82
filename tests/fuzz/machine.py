"""The stateful test: random people do random things while random faults strike; the model says what must be so.

After every act the house is held against the model (`play`). At the end of a run everybody looks at everything once
more, the whole journal verifies, nothing opens that was erased, and no file is left without its item.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec import structs

from ens.gate import door, history, people, writing
from ens.gate.changes import Change, Context
from ens.gate.facts import Visit
from ens.gate.house import database
from ens.gate.search import ListQuery, search
from ens.kernel import clock, ids
from ens.kernel.actions import Action
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Flag, Header, SpaceState
from ens.registry import tokens
from ens.sharing import services as sharing
from tests.factories.callers import new_token
from tests.factories.documents import BINARY, DOCUMENT, REPORT, Sheet, header_of
from tests.fuzz import ground
from tests.fuzz.faults import KINDS
from tests.fuzz.model import SECRET_OF_NURSES, Paper, Player, Room
from tests.fuzz.play import NO_FAULT, THE_HOUSE, Act, figures, perform, remembered

Fault = tuple[str, int]
ANY = st.integers(0, 63)  # whoever or whatever, counted round
FLAGS = st.sampled_from(
    [Flag(0), Flag(0), Flag.MASKED, Flag.NOT_ANNOUNCED, Flag.HIDDEN_FROM_REPRESENTATIVES, Flag.ARCHIVED]
)
# Most acts have four boundaries (a read) to some twenty-five (a deposit with a file).
FAULTS = st.one_of(
    st.just(NO_FAULT),
    st.tuples(st.sampled_from(KINDS), st.integers(0, 5)),
    st.tuples(st.sampled_from(KINDS), st.integers(4, 24)),
)
CONTENTS = st.binary(max_size=60)
RARELY = st.integers(0, 3)


def _header(sheet: Sheet, author: int, kind: str = DOCUMENT) -> Header:
    """Write a header as a deposit does: changed now, whatever the date of the document is."""
    return structs.replace(header_of(sheet, author, kind), updated=clock.now_us())


class Life(RuleBasedStateMachine):
    """One run."""

    cast: ground.Cast | None = None

    @initialize()
    def begin(self) -> None:
        """Bring the people in; a hospital and a physician have left something with everybody."""
        self.cast = ground.Cast()
        self.ledger = ground.Ledger()
        self.ledger.news()
        figures["runs"] += 1
        for room in self.cast.rooms:
            self._furnish(room)

    def _furnish(self, room: Room) -> None:
        """Put some things into a notebook that not everybody may see, and let two in."""
        for name, flags, type_code in (
            ("hopital", Flag(0), REPORT),
            ("martin", Flag.MASKED, REPORT),
            ("martin", Flag.HIDDEN_FROM_REPRESENTATIVES, SECRET_OF_NURSES),
            ("hopital", Flag.NOT_ANNOUNCED, REPORT),
        ):
            player = self._called(name)
            file = (ids.new_item(), b"%PDF-" * 40) if name == "hopital" else None
            self._deposit(player, room, Paper(ids.new_item(), player.number, flags, type_code, [b"{}"], file))
        for name in ("nguyen", "diallo"):
            self._let_in(self._named(room.owner), room, self._called(name), NO_FAULT)

    # Documents

    @rule(who=ANY, where=ANY, flags=FLAGS, secret=st.booleans(), content=CONTENTS, filed=st.booleans(), fault=FAULTS)
    def deposit(
        self, who: int, where: int, flags: Flag, secret: bool, content: bytes, filed: bool, fault: Fault
    ) -> None:
        player, room = self._player(who), self._room(where)
        type_code = SECRET_OF_NURSES if secret else REPORT
        body = b'{"text":"%s"}' % content.hex().encode()
        file = (ids.new_item(), content) if filed else None
        paper = Paper(ids.new_item(), player.number, flags, type_code, [body], file)
        self._deposit(player, room, paper, fault)

    def _deposit(self, player: Player, room: Room, paper: Paper, fault: Fault = NO_FAULT) -> None:
        sheet, visit = Sheet(type=paper.type, flags=int(paper.flags)), self._visit(player)

        def plan(context: Context) -> list[Change]:
            number = context.actor.number
            changes = [Change(paper.item, _header(sheet, number), paper.versions[0])]
            if paper.file is not None:
                item, content = paper.file
                changes.append(Change(item, _header(sheet, number, BINARY), b"{}", source=io.BytesIO(content)))
            return changes

        action, place = Action.RECORDS_ITEM_CREATE, (room.number, ids.NO_ITEM)
        do = lambda: writing.write(visit, place, (DOCUMENT, action), plan)  # noqa: E731
        self._perform(Act(player, room, action, do, change=lambda: room.papers.append(paper)), fault)

    @rule(who=ANY, what=ANY, fault=FAULTS)
    def read(self, who: int, what: int, fault: Fault) -> None:
        for room, paper in self._papers(what):
            self._read(self._reader(who, room, paper), room, paper, fault)

    def _read(self, player: Player, room: Room, paper: Paper, fault: Fault = NO_FAULT) -> None:
        def check(given: door.Found) -> None:
            assert (given.resource, given.version) == (paper.versions[-1], len(paper.versions))

        visit, action = self._visit(player), Action.RECORDS_ITEM_READ
        act = Act(player, room, action, lambda: door.read(visit, room.number, paper.item, DOCUMENT), paper, check=check)
        self._perform(act, fault)

    @rule(who=ANY, what=ANY, fault=FAULTS)
    def read_file(self, who: int, what: int, fault: Fault) -> None:
        for room, paper in self._papers(what):
            self._read_file(self._reader(who, room, paper), room, paper, fault)

    def _read_file(self, player: Player, room: Room, paper: Paper, fault: Fault = NO_FAULT) -> None:
        if paper.file is None:
            return
        item, content = paper.file

        def check(given: door.Found) -> None:
            assert b"".join(door.stream(given)) == content

        visit, action = self._visit(player), Action.RECORDS_ITEM_READ
        act = Act(
            player, room, action, lambda: door.read(visit, room.number, item, BINARY), paper.as_file(), check=check
        )
        self._perform(act, fault)

    @rule(who=ANY, what=ANY, fault=FAULTS)
    def read_versions(self, who: int, what: int, fault: Fault) -> None:
        for room, paper in self._papers(what):
            self._read_versions(self._reader(who, room, paper), room, paper, fault)

    def _read_versions(self, player: Player, room: Room, paper: Paper, fault: Fault) -> None:
        def check(given: list[door.Found]) -> None:
            assert [each.resource for each in given] == paper.versions[::-1]

        visit, place, action = self._visit(player), (room.number, paper.item), Action.RECORDS_ITEM_HISTORY
        act = Act(player, room, action, lambda: door.list_versions(visit, place, DOCUMENT, 99), paper, check=check)
        self._perform(act, fault)

    @rule(who=ANY, where=ANY, fault=FAULTS)
    def look(self, who: int, where: int, fault: Fault) -> None:
        self._look(self._player(who), self._room(where), fault)

    def _look(self, player: Player, room: Room, fault: Fault = NO_FAULT) -> None:
        def check(given: Any) -> None:
            shown = {(each.item, each.resource) for each in given.hits}
            assert shown == {(each.item, each.versions[-1]) for each in room.seen(player)}

        visit, query, action = self._visit(player), ListQuery(DOCUMENT, limit=500), Action.RECORDS_ITEM_LIST
        self._perform(Act(player, room, action, lambda: search(visit, room.number, query), check=check), fault)

    @rule(who=ANY, what=ANY, flags=FLAGS, content=CONTENTS, stale=st.booleans(), fault=FAULTS)
    def change(self, who: int, what: int, flags: Flag, content: bytes, stale: bool, fault: Fault) -> None:
        """Write another version, which may mask it or not; sometimes upon an older one than there is."""
        body = b'{"changed":"%s"}' % content.hex().encode()
        for room, paper in self._papers(what):
            old = stale and len(paper.versions) > 1
            self._write(self._author(who, paper), room, paper, (body, flags), fault, stale=old)

    @rule(who=ANY, what=ANY, fault=FAULTS, sure=RARELY)
    def delete(self, who: int, what: int, fault: Fault, sure: int) -> None:
        for room, paper in self._papers(what):
            if not sure:
                self._write(self._author(who, paper), room, paper, (b"{}", paper.flags | Flag.DELETED), fault)

    def _write(
        self, player: Player, room: Room, paper: Paper, new: tuple[bytes, Flag], fault: Fault, *, stale: bool = False
    ) -> None:
        body, flags = new
        deletes = Flag.DELETED in flags
        action = Action.RECORDS_ITEM_DELETE if deletes else Action.RECORDS_ITEM_UPDATE
        header = _header(Sheet(type=paper.type, flags=int(flags)), paper.author)
        wanted = [Change(paper.item, header, body, len(paper.versions) - stale)]
        visit, place = self._visit(player), (room.number, paper.item)

        def follow() -> None:
            paper.versions.append(body)
            paper.flags, paper.deleted = flags, deletes

        do = lambda: writing.write(visit, place, (DOCUMENT, action), lambda _: wanted)  # noqa: E731
        self._perform(Act(player, room, action, do, paper, change=follow, stale=stale), fault)

    # Spaces

    @rule(who=ANY, where=ANY, whom=ANY, fault=FAULTS)
    def authorise(self, who: int, where: int, whom: int, fault: Fault) -> None:
        room = self._room(where)
        self._let_in(self._ruler(who, room), room, self._guest(whom), fault)

    def _let_in(self, player: Player, room: Room, guest: Player, fault: Fault) -> None:
        change = lambda: room.authorised.add(guest.number)  # noqa: E731
        self._rule(player, room, (sharing.authorise, Action.SHARING_AUTHORISATION_GIVE), (guest, change), fault)

    @rule(who=ANY, where=ANY, whom=ANY, fault=FAULTS)
    def choose_treating(self, who: int, where: int, whom: int, fault: Fault) -> None:
        room, guest = self._room(where), self._guest(whom)
        change = lambda: room.choose_treating(guest.number)  # noqa: E731
        self._rule(
            self._ruler(who, room),
            room,
            (sharing.choose_treating, Action.SHARING_AUTHORISATION_GIVE),
            (guest, change),
            fault,
        )

    @rule(who=ANY, where=ANY, whom=ANY, fault=FAULTS)
    def withdraw(self, who: int, where: int, whom: int, fault: Fault) -> None:
        room, guest = self._room(where), self._guest(whom)
        change = lambda: room.withdraw(guest.number)  # noqa: E731
        self._rule(
            self._ruler(who, room),
            room,
            (sharing.withdraw, Action.SHARING_AUTHORISATION_WITHDRAW),
            (guest, change),
            fault,
        )

    @rule(who=ANY, where=ANY, whom=ANY, fault=FAULTS)
    def block(self, who: int, where: int, whom: int, fault: Fault) -> None:
        room, guest = self._room(where), self._visitor(whom)
        change = lambda: room.block(guest.number)  # noqa: E731
        self._rule(self._ruler(who, room), room, (sharing.block, Action.SHARING_BLOCK_SET), (guest, change), fault)

    @rule(who=ANY, where=ANY, whom=ANY, fault=FAULTS)
    def unblock(self, who: int, where: int, whom: int, fault: Fault) -> None:
        room, guest = self._room(where), self._visitor(whom)
        change = lambda: room.blocked.discard(guest.number)  # noqa: E731
        self._rule(self._ruler(who, room), room, (sharing.unblock, Action.SHARING_BLOCK_LIFT), (guest, change), fault)

    def _rule(
        self,
        player: Player,
        room: Room,
        act: tuple[Callable[[Visit, int, int], None], Action],
        about: tuple[Player, Callable[[], None]],
        fault: Fault,
    ) -> None:
        visit = self._visit(player)
        do = lambda: act[0](visit, room.number, about[0].number)  # noqa: E731
        self._perform(Act(player, room, act[1], do, change=about[1]), fault)

    @rule(who=ANY, where=ANY, sure=RARELY, erases=st.booleans(), fault=FAULTS)
    def end(self, who: int, where: int, sure: int, erases: bool, fault: Fault) -> None:
        """Close a space, or erase it."""
        room = self._room(where)
        player = self._ruler(who, room)
        action = Action.LIFECYCLE_SPACE_ERASE if erases else Action.LIFECYCLE_SPACE_CLOSE
        service, visit = lifecycle.erase_space if erases else lifecycle.close_space, self._visit(player)

        def follow() -> None:
            room.state = SpaceState.ERASED if erases else SpaceState.CLOSED

        if not sure:
            self._perform(Act(player, room, action, lambda: service(visit, room.number), change=follow), fault)

    @rule(where=ANY, fault=FAULTS)
    def rotate(self, where: int, fault: Fault) -> None:
        room = self._room(where)
        act = Act(THE_HOUSE, room, Action.LIFECYCLE_SPACE_ROTATE, lambda: lifecycle.rotate_key(room.number))
        self._perform(act, fault)

    @rule(who=ANY, where=ANY, fault=FAULTS)
    def find(self, who: int, where: int, fault: Fault) -> None:
        player, room, action = self._player(who), self._room(where), Action.REGISTRY_PERSON_FIND
        visit = self._visit(player)
        self._perform(Act(player, room, action, lambda: people.see_person(visit, room.number, action)), fault)

    @rule(who=ANY, where=ANY)
    def look_back(self, who: int, where: int) -> None:
        """Look into the history: it tells its owner everything that happened, newest first."""
        room = self._room(where)
        player = self._ruler(who, room)

        def check(given: Any) -> None:
            told = [(each.entry.actor_number, str(each.entry.action), str(each.entry.outcome)) for each in given]
            assert player.number != room.owner or told[1 : len(room.lines) + 1] == room.lines[::-1]

        visit, action = self._visit(player), Action.HISTORY_ENTRY_LIST
        do = lambda: history.list_entries(visit, room.number, None, 500)  # noqa: E731
        self._perform(Act(player, room, action, do, check=check))

    # Beside the spaces

    @rule(who=ANY)
    def sign_out(self, who: int) -> None:
        """Revoke somebody's token."""
        player = self._player(who)
        tokens.revoke(database(), self._people.callers[player.name].token)
        player.live = False

    @rule()
    def sign_in(self) -> None:
        """Let those without a token come back with a new one."""
        for player in self._people.players:
            if not player.live:
                caller = self._people.callers[player.name]
                scopes = self._people.scopes[player.name]
                self._people.callers[player.name] = replace(caller, token=new_token(player.kind, player.number, scopes))
                player.live = True

    @rule()
    def restart(self) -> None:
        """End the process between two acts, and start it again."""
        ground.restart()

    def teardown(self) -> None:
        """Let people look at everything once more, then audit the whole house."""
        if self.cast is not None:
            with remembered("at the end"):
                self._look_round(self.cast)

    def _look_round(self, cast: ground.Cast) -> None:
        self.sign_in()
        ground.restart()
        figures["runs with a fault"] += self.ledger.struck
        for room in cast.rooms:
            for player in cast.players:
                self._look(player, room)
            for paper in room.papers:
                for player in cast.players:
                    if player.number in {paper.author, room.owner, room.treating}:
                        self._read(player, room, paper)
                        self._read_file(player, room, paper)
            assert ground.has_key(room) is (room.state is not SpaceState.ERASED)
        ground.work()
        ground.sweep()
        for room in cast.rooms:
            kept = [] if room.state is SpaceState.ERASED else [paper.file for paper in room.papers if paper.file]
            assert ground.files(room) == sorted(item for item, _ in kept)

    # Choosing

    @property
    def _people(self) -> ground.Cast:
        assert self.cast is not None
        return self.cast

    def _player(self, number: int) -> Player:
        return self._people.players[number % len(self._people.players)]

    def _room(self, number: int) -> Room:
        return self._people.rooms[number % len(self._people.rooms)]

    def _guest(self, number: int) -> Player:
        professionals = [each for each in self._people.players if each.kind.name == "PROFESSIONAL"]
        return professionals[number % len(professionals)]

    def _visitor(self, number: int) -> Player:
        """Choose somebody who comes in most of the time."""
        return self._called("martin" if number % 2 else "hopital") if number % 3 else self._player(number // 3)

    def _ruler(self, number: int, room: Room) -> Player:
        """Choose the owner of a space most of the time."""
        return self._named(room.owner) if number % 4 else self._player(number // 4)

    def _reader(self, number: int, room: Room, paper: Paper) -> Player:
        """Choose half of the time somebody with a right, or who had one."""
        known = (paper.author, room.owner, room.treating or paper.author)
        return self._named(known[number // 2 % 3]) if number % 2 else self._player(number // 2)

    def _author(self, number: int, paper: Paper) -> Player:
        """Choose the author of a document half of the time."""
        return self._named(paper.author) if number % 2 else self._player(number // 2)

    def _called(self, name: str) -> Player:
        return next(each for each in self._people.players if each.name == name)

    def _named(self, number: int) -> Player:
        return next(each for each in self._people.players if each.number == number)

    def _papers(self, number: int) -> list[tuple[Room, Paper]]:
        """Choose a document, when there is one."""
        every = [(room, paper) for room in self._people.rooms for paper in room.papers]
        return [every[number % len(every)]] if every else []

    def _visit(self, player: Player) -> Visit:
        return self._people.callers[player.name].visit

    def _perform(self, act: Act, fault: Fault = NO_FAULT) -> None:
        perform(act, self.ledger, fault)
