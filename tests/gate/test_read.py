"""Reading one thing at the gate: what comes back, what is said otherwise, and what the journal keeps of it."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from ens.gate import door
from ens.gate.facts import Visit, visit_by
from ens.gate.house import database, house
from ens.journal.entry import Outcome
from ens.kernel import ids
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Gone, NotFound, Refused, Unauthenticated
from ens.kernel.sealing import Tampered
from ens.lifecycle import services as lifecycle
from ens.policy.facts import Flag
from ens.policy.question import Mode
from ens.registry import parties, tokens
from ens.sharing import services as sharing
from ens.vault import items
from tests.factories.callers import Caller, new_party, new_token
from tests.factories.documents import BINARY, DOCUMENT, PDF, Sheet, delete, deposit, read, resource_of, update
from tests.factories.journal import count, entries, house_entries, last
from tests.factories.people import Holder
from tests.gate.looking import files_of, watch_statements, words
from tests.policy.situations import DECLARED


def test_an_authorised_physician_reads_and_leaves_her_name(camille: Holder, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    urgent = replace(martin.asking(Mode.BREAK_GLASS).visit, declared=DECLARED)
    found = door.read(urgent, *document.place, DOCUMENT)
    assert found.resource == resource_of(Sheet())
    assert (found.space, found.item, found.version, found.blob) == (*document.place, 1, None)
    assert (found.header.title, found.header.author) == ("Compte rendu", hospital.number)
    entry = last(camille.space)
    assert (entry.outcome, entry.action, entry.reasons) == (
        Outcome.ALLOWED,
        "records:item:read",
        ("authorised", "break_glass"),
    )
    assert (entry.actor_kind, entry.actor_number) == (ActorKind.PROFESSIONAL, martin.number)
    assert (entry.actor_identifier, entry.actor_name) == (martin.identifier, martin.name)
    assert (entry.purpose, entry.mode, entry.space) == ("TREAT", "bris_de_glace", camille.space)
    (ref,) = entry.refs
    assert (ref.kind, ref.item, ref.version, ref.digest) == (DOCUMENT, document.item, 1, None)
    assert house().codec.decode(ref.id) == document.place


def test_a_stranger_learns_nothing_and_camille_sees_that_he_tried(camille: Holder, nguyen: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    with pytest.raises(NotFound):
        read(nguyen, document)
    entry = last(camille.space)
    assert (entry.outcome, entry.reasons, entry.actor_number) == (Outcome.REFUSED, ("no_right",), nguyen.number)
    assert [ref.item for ref in entry.refs] == [document.item]


def test_a_blocked_author_is_told_so(camille: Holder, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    assert read(hospital, document) == resource_of(Sheet())
    sharing.block(camille.visit, camille.space, hospital.number)
    with pytest.raises(Refused) as told:
        read(hospital, document)
    assert told.value.reasons == ("blocked",)
    assert told.value.noted
    assert last(camille.space).reasons == ("blocked",)
    assert last(camille.space).outcome is Outcome.REFUSED


def test_unknown_and_not_yours_are_one_answer_at_one_cost(
    camille: Holder, nguyen: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposit(camille.caller, camille.space)
    places = [
        document.place,
        (camille.space, ids.new_item()),
        (ids.new_space(), document.item),
        (ids.NOWHERE, ids.NO_ITEM),
    ]
    told = []
    for place in places:
        with pytest.MonkeyPatch.context() as patch:
            seen = watch_statements(patch)
            with pytest.raises(NotFound) as error:
                door.read(nguyen.visit, *place, DOCUMENT)
        told.append((words(error.value), len(seen)))
    assert told == [told[0]] * len(places)
    assert told[0][1] == 2


def test_what_does_not_exist_is_written_down_in_the_houses_own_space(nguyen: Caller) -> None:
    place = (ids.new_space(), ids.new_item())
    with pytest.raises(NotFound):
        door.read(nguyen.visit, *place, DOCUMENT)
    (entry,) = house_entries(nguyen.number)
    assert (entry.outcome, entry.space) == (Outcome.REFUSED, ids.HOUSE)
    assert entry.reasons == ("unknown_space",)
    assert [ref.item for ref in entry.refs] == [place[1]]


def test_an_allowed_reader_who_asks_for_nothing_gets_nothing(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    for kind, item, version in ((DOCUMENT, ids.new_item(), 0), (BINARY, document.item, 1)):
        with pytest.raises(NotFound) as told:
            door.read(martin.visit, camille.space, item, kind)
        assert told.value.noted
        entry = last(camille.space)
        assert (entry.outcome, entry.reasons, entry.actor_number) == (Outcome.REFUSED, ("unknown",), martin.number)
        assert [(ref.kind, ref.item, ref.version) for ref in entry.refs] == [(kind, item, version)]


def test_a_withdrawn_document_is_gone_for_those_who_may_know_and_unknown_to_others(
    camille: Holder, martin: Caller, nguyen: Caller
) -> None:
    document = delete(camille.caller, deposit(camille.caller, camille.space))
    for version in (1, 2, 9):
        with pytest.raises(Gone):
            door.read_version(martin.visit, document.place, DOCUMENT, version)
        assert last(camille.space).reasons == ("deleted",)
        with pytest.raises(NotFound):
            door.read_version(nguyen.visit, document.place, DOCUMENT, version)
        assert last(camille.space).reasons == ("no_right",)
    with pytest.raises(Gone):
        read(martin, document)
    with pytest.raises(Gone):
        door.list_versions(martin.visit, document.place, DOCUMENT, 10)
    with pytest.raises(NotFound):
        read(nguyen, document)


def _revoked(caller: Caller) -> str:
    assert tokens.revoke(database(), caller.token)
    return caller.token


def _suspended(caller: Caller) -> str:
    parties.set_active(database(), caller.number, active=False)
    return caller.token


BAD_TOKENS: dict[str, Callable[[Caller], str]] = {
    "unknown": lambda _: "never issued",
    "expired": lambda caller: caller.holding("user/*.cruds", seconds=-1).token,
    "revoked": _revoked,
    "suspended": _suspended,
    "of another kind": lambda caller: new_token(ActorKind.STRUCTURE, caller.number, "system/*.cruds"),
    "of nobody": lambda _: new_token(ActorKind.PROFESSIONAL, 77, "user/*.cruds"),
}


@pytest.mark.parametrize("why", BAD_TOKENS)
def test_without_a_living_token_nobody_comes_in_and_nobody_is_named(camille: Holder, martin: Caller, why: str) -> None:
    document = deposit(camille.caller, camille.space)
    assert read(martin, document)
    token = BAD_TOKENS[why](martin)
    before = count("entry", camille.space)
    with pytest.raises(Unauthenticated):
        door.read(visit_by(token), *document.place, DOCUMENT)
    assert count("entry", camille.space) == before


@pytest.mark.threat("T-02")
@pytest.mark.parametrize("kind", [ActorKind.PROFESSIONAL, ActorKind.STRUCTURE, ActorKind.APP])
def test_whoever_passes_for_a_person_is_nobody(camille: Holder, kind: ActorKind) -> None:
    """The shorter look at a person's token skips the directory: nobody else comes in by it."""
    document = deposit(camille.caller, camille.space)
    other = new_party(kind)
    assert not tokens.is_persons(other.token)
    assert tokens.is_persons(camille.caller.token)
    for visit in (replace(other.visit, person=True), visit_by("p." + other.token), replace(other.visit, person=False)):
        with pytest.raises((Unauthenticated, NotFound)) as refused:
            door.read(visit, *document.place, DOCUMENT)
        assert (refused.type is Unauthenticated) is visit.person


def test_a_person_comes_in_by_either_look(camille: Holder) -> None:
    document = deposit(camille.caller, camille.space)
    for person in (True, False):
        found = door.read(replace(camille.caller.visit, person=person), *document.place, DOCUMENT)
        assert found.resource == resource_of(Sheet())


def test_no_token_at_all_is_nobody(camille: Holder) -> None:
    document = deposit(camille.caller, camille.space)
    with pytest.raises(Unauthenticated):
        door.read(Visit(), *document.place, DOCUMENT)


def test_a_restored_professional_comes_in_again(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    parties.set_active(database(), martin.number, active=False)
    parties.set_active(database(), martin.number, active=True)
    assert read(martin, document)


def test_an_insurer_is_told_nothing_and_camille_sees_that_it_came(camille: Holder) -> None:
    document = deposit(camille.caller, camille.space)
    insurer = new_party(ActorKind.INSURER)
    with pytest.raises(NotFound):
        read(insurer, document)
    assert last(camille.space).reasons == ("forbidden_purpose",)
    assert last(camille.space).actor_kind == ActorKind.INSURER


def test_the_purpose_of_the_token_decides_and_is_written_down(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    with pytest.raises(NotFound):
        read(martin.holding("user/*.cruds", purpose="CREDIT"), document)
    assert (last(camille.space).purpose, last(camille.space).reasons) == ("CREDIT", ("forbidden_purpose",))


def test_the_scopes_of_the_token_decide(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    with pytest.raises(Refused) as told:
        read(martin.holding("user/DocumentReference.s"), document)
    assert told.value.reasons == ("scope",)


def test_an_authorisation_that_ended_is_none(camille: Holder, nguyen: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    sharing.authorise(camille.visit, camille.space, nguyen.number, seconds=0)
    with pytest.raises(NotFound):
        read(nguyen, document)
    sharing.authorise(camille.visit, camille.space, nguyen.number, seconds=60)
    assert read(nguyen, document)


# Versions


def test_every_version_is_read_and_listed_newest_first(camille: Holder, martin: Caller) -> None:
    first = deposit(camille.caller, camille.space, Sheet(title="un"))
    document = update(camille.caller, update(camille.caller, first, Sheet(title="deux")), Sheet(title="trois"))
    assert document.version == 3
    titles = {1: "un", 2: "deux", 3: "trois"}
    for version, title in titles.items():
        found = door.read_version(martin.visit, document.place, DOCUMENT, version)
        assert (found.version, found.header.title, found.resource) == (version, title, resource_of(Sheet(title=title)))
        assert [ref.version for ref in last(camille.space).refs] == [version]
    versions = door.list_versions(martin.visit, document.place, DOCUMENT, 10)
    assert [(found.version, found.header.title) for found in versions] == [(3, "trois"), (2, "deux"), (1, "un")]
    assert last(camille.space).action == "records:item:history"
    assert [(ref.item, ref.version) for ref in last(camille.space).refs] == [(document.item, 0)]  # all of them
    assert [found.version for found in door.list_versions(martin.visit, document.place, DOCUMENT, 2)] == [3, 2]
    with pytest.raises(NotFound):
        door.read_version(martin.visit, document.place, DOCUMENT, 4)
    assert (last(camille.space).outcome, last(camille.space).reasons) == (Outcome.REFUSED, ("unknown",))


def test_a_version_written_after_the_decision_is_not_listed(
    camille: Holder, martin: Caller, hospital: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, real, pending = deposit(hospital, camille.space), items.list_versions, [Sheet(title="deux")]

    def list_versions(*asked: Any) -> Any:
        if pending:
            update(hospital, document, pending.pop())
        return real(*asked)

    monkeypatch.setattr(items, "list_versions", list_versions)
    for versions in ([1], [2, 1]):
        assert [found.version for found in door.list_versions(martin.visit, document.place, DOCUMENT, 9)] == versions


def test_masking_hides_the_versions_of_before_as_well(camille: Holder, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    update(hospital, document, Sheet(flags=Flag.MASKED))
    for attempt in (
        lambda: door.read_version(martin.visit, document.place, DOCUMENT, 1),
        lambda: door.list_versions(martin.visit, document.place, DOCUMENT, 5),
        lambda: read(martin, document),
    ):
        with pytest.raises(NotFound):
            attempt()
        assert last(camille.space).reasons == ("masked",)


# Files


def test_a_file_comes_back_byte_by_byte(camille: Holder, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF))
    assert document.file is not None
    found = door.read(martin.visit, camille.space, document.file, BINARY)
    assert b"".join(door.stream(found)) == PDF
    sheet = door.read(martin.visit, *document.place, DOCUMENT)
    with pytest.raises(NotFound):
        door.stream(sheet)


def test_an_altered_file_is_not_served_whole(camille: Holder, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(file=PDF))
    assert document.file is not None
    (path,) = files_of(camille.space)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    found = door.read(martin.visit, camille.space, document.file, BINARY)
    with pytest.raises(Tampered):
        list(door.stream(found))


# Keys


def test_after_a_rotation_old_and_new_are_read(camille: Holder, martin: Caller) -> None:
    old = deposit(camille.caller, camille.space, Sheet(title="avant", file=PDF))
    assert lifecycle.rotate_key(camille.space) == 2
    new = deposit(camille.caller, camille.space, Sheet(title="après"))
    assert read(martin, old) == resource_of(Sheet(title="avant"))
    assert read(martin, new) == resource_of(Sheet(title="après"))
    assert [entry.action for entry in entries(camille.space)].count("lifecycle:space:rotate") == 1
    changed = update(camille.caller, old, Sheet(title="changé"))
    assert read(martin, changed) == resource_of(Sheet(title="changé"))
    versions = door.list_versions(martin.visit, old.place, DOCUMENT, 5)
    assert [found.header.title for found in versions] == ["changé", "avant"]


def test_a_missing_key_is_an_answer_like_any_unknown_space(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    house().keys.file.erase(camille.space, "2026-11-22")
    house().keys.evict(camille.space)
    before = count("entry", camille.space)
    with pytest.raises(NotFound) as told:
        read(martin, document)
    assert words(told.value) == words(NotFound())
    assert count("entry", camille.space) == before
    assert house_entries(martin.number)[-1].reasons == ("space_erased",)
    with pytest.raises(NotFound):
        read(camille.caller, document)
