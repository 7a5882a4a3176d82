"""Values that stand in stored bytes: they can be added to, never changed."""

import msgspec
import pytest
from msgspec import structs

from ens.kernel.actors import Actor, ActorKind
from ens.policy.facts import UNDATED, AppLink, Demand, Facts, Flag, Header, Share, Sharing, SpaceState
from ens.policy.question import Mode


def test_the_numbers_of_states_flags_and_kinds_never_change() -> None:
    assert {state.name: int(state) for state in SpaceState} == {
        "UNKNOWN": 0, "ANNOUNCED": 1, "CREATED": 2, "ACTIVATED": 3,
        "SUSPENDED": 4, "OPPOSED": 5, "CLOSED": 6, "ERASED": 7,
    }  # fmt: skip
    assert {flag.name: int(flag) for flag in Flag} == {
        "MASKED": 1, "NOT_ANNOUNCED": 2, "HIDDEN_FROM_REPRESENTATIVES": 4, "DELETED": 8, "ARCHIVED": 16,
        "SUPERSEDED": 32,
    }  # fmt: skip
    assert UNDATED == 3
    assert [str(mode) for mode in Mode] == ["normal", "bris_de_glace", "centre_15"]


def test_what_is_not_said_of_a_document_is_nothing() -> None:
    header = Header("List", 5, 6, 7)
    assert (header.flags, header.size, header.deposited, header.precision, header.span) == (0, 0, 0, 0, 0)
    stored = ["List", 5, 6, 7, 0, "", "", "", "", "", "", 0, 0, 0, 0]
    assert msgspec.msgpack.encode(header) == msgspec.msgpack.encode(stored)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(stored[:-3]), type=Header) == header  # as it was stored before


def test_a_document_came_when_it_was_first_deposited_or_else_when_it_last_changed() -> None:
    assert (Header("List", 5, 6, 7, deposited=3).arrived, Header("List", 5, 6, 7).arrived) == (3, 6)


def test_headers_that_a_rule_could_tell_apart_are_not_decided_upon_together() -> None:
    header, seen = Header("List", 5, 6, 7), {"kind", "author", "flags", "type", "class_code", "category"}
    for name in header.__struct_fields__:
        changed = structs.replace(header, **{name: "other" if isinstance(getattr(header, name), str) else 99})
        assert (changed.facets() != header.facets()) is (name in seen)


def test_a_sharing_state_begins_closed() -> None:
    sharing = Sharing(9)
    assert (sharing.treating, sharing.emergency_lifts_blocks) == (0, False)
    stored = [
        9,
        {},
        [],
        0,
        False,
        {},
        [],
        {},
        False,
        True,
        True,
        0,
        {},
        {},
        {},
        [],
        False,
        {},
        [],
        {},
        [],
        [],
        {},
        [],
        [],
        {},
        {},
        [],
        0,
    ]
    assert msgspec.msgpack.encode(sharing) == msgspec.msgpack.encode(stored)
    assert Facts(Actor(ActorKind.PERSON, 1), SpaceState.CREATED, sharing).now == 0


def test_a_link_of_an_app_is_stored_in_this_order_and_names_nobody_unless_said() -> None:
    assert msgspec.msgpack.encode(AppLink(1, "patient/*.rs", 2, 3)) == msgspec.msgpack.encode(
        [1, "patient/*.rs", 2, 3, "", 0]
    )


def test_a_demand_is_stored_in_this_order_and_nothing_was_said_unless_it_was() -> None:
    assert msgspec.msgpack.encode(Demand("read", 1, 2)) == msgspec.msgpack.encode(["read", 1, 2, False])


def test_a_share_is_stored_in_this_order_and_is_for_professionals_unless_said() -> None:
    share = Share((b"0123456789",), 1, 2, 3, 4)
    assert msgspec.msgpack.encode(share) == msgspec.msgpack.encode([[b"0123456789"], 1, 2, 3, 4, False, [], False])


def test_a_share_of_before_sections_shows_documents_alone_and_hands_nothing_over() -> None:
    before = msgspec.msgpack.encode([[b"0123456789"], 1, 2, 3, 4, True])
    assert msgspec.msgpack.decode(before, type=Share) == Share((b"0123456789",), 1, 2, 3, 4, code_alone=True)


def test_a_sharing_state_of_before_representatives_still_opens() -> None:
    before = msgspec.msgpack.encode([9, {8: 5}, [7], 8, True])
    assert msgspec.msgpack.decode(before, type=Sharing) == Sharing(9, {8: 5}, frozenset({7}), 8, True)


@pytest.mark.parametrize(("value", "name"), [(Header("List", 5, 6, 7), "flags"), (Sharing(9), "owner")])
def test_what_was_opened_cannot_be_altered_on_the_way_to_a_decision(value: object, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(value, name, 1)
