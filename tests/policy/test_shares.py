"""What a person shows for a while: the near misses of the rule `share`."""

from typing import Any

import pytest
from msgspec.structs import replace

from ens.kernel.actions import Action
from ens.kernel.actors import STRANGER, Actor, ActorKind
from ens.policy.facts import Flag, Guardian, Share, SpaceState
from ens.policy.rules import share
from tests.cast import actor, number
from tests.policy.situations import NOW, Situation, allowed, hidden, refused, situation

pytestmark = pytest.mark.threat("T-60")

READ, LIST, OPEN = Action.RECORDS_ITEM_READ, Action.RECORDS_ITEM_LIST, Action.SHARING_SHARE_OPEN
SHOWN = Share((b"0123456789",), number("camille"), NOW - 60, NOW + 1, 1)
BY_CODE = Actor(ActorKind.STRANGER, 0, scopes="user/DocumentReference.rs user/Binary.r")

to_nguyen = situation("dr-nguyen", READ).sharing(authorised={}).knowing(share=SHOWN, shared=True)
by_code = to_nguyen.by(BY_CODE).knowing(share=Share(SHOWN.items, SHOWN.by, NOW, NOW + 1, 1, code_alone=True))
opening = to_nguyen.asking(action=OPEN, kind="").knowing(header=None)


def of(before: Situation, **changes: Any) -> Situation:
    held = before.facts.share
    assert held is not None
    return before.knowing(share=replace(held, **changes))


@pytest.mark.parametrize("asked", [to_nguyen, by_code], ids=["a professional", "by the code alone"])
def test_who_comes_by_a_share_reads_what_it_shows(asked: Situation) -> None:
    assert asked.answer == allowed("share")
    assert asked.asking(action=LIST).knowing(header=None, shared=False).answer == allowed("share")
    assert asked.asking(action=OPEN, kind="").knowing(header=None, shared=False).answer == allowed("share")


@pytest.mark.parametrize("asked", [to_nguyen, by_code], ids=["a professional", "by the code alone"])
def test_a_share_is_for_looking_and_for_nothing_else(asked: Situation) -> None:
    for action in {*Action} - share.ACTS - {Action.DIRECTORY_RESOURCE_READ}:
        assert "share" not in asked.asking(action=action).answer.reasons


@pytest.mark.parametrize(
    "changed",
    [to_nguyen.knowing(share=None), to_nguyen.knowing(shared=False), by_code.knowing(shared=False)],
    ids=["without it", "another document", "another document, by the code"],
)
def test_a_share_shows_its_own_documents(changed: Situation) -> None:
    assert changed.answer == hidden("no_right")


@pytest.mark.parametrize(
    "changed",
    [
        of(to_nguyen, end=NOW),
        of(to_nguyen, by=number("jeanne")),
        of(to_nguyen, by=number("noe")).sharing(representatives={number("noe"): NOW}),
        of(to_nguyen, by=number("noe")).sharing(guardians={number("noe"): Guardian(NOW + 1, represents=False)}),
        of(to_nguyen, by=number("noe")).sharing(guardians={number("noe"): Guardian(NOW, represents=True)}),
        of(opening, end=NOW),
    ],
    ids=["over", "somebody else's", "no parent any more", "a curator", "a guardian no more", "over, to be opened"],
)
def test_a_share_ends_with_its_time_and_with_who_gave_it(changed: Situation) -> None:
    assert changed.answer == hidden("share_ended")


@pytest.mark.parametrize(
    "asked",
    [
        of(to_nguyen, by=number("noe")).sharing(representatives={number("noe"): NOW + 1}),
        of(to_nguyen, by=number("noe")).sharing(guardians={number("noe"): Guardian(NOW + 1, represents=True)}),
    ],
    ids=["a parent", "a guardian"],
)
def test_a_parent_and_a_guardian_show_too(asked: Situation) -> None:
    assert asked.answer == allowed("share")


def test_a_share_opens_as_often_as_was_said() -> None:
    assert opening.answer == allowed("share")
    assert of(opening, left=0).answer == hidden("share_ended")
    assert of(to_nguyen, left=0).answer == allowed("share")  # who has opened it goes on reading


@pytest.mark.parametrize("who", ["hopital", "camille", "jeanne", "applicoeur", "support"])
def test_a_share_is_for_professionals_and_for_who_has_the_code(who: str) -> None:
    other = by_code.by(actor(who)).asking(action=OPEN, kind="").knowing(header=None)
    assert "share" not in other.answer.reasons
    assert not other.answer.allowed


def test_the_code_alone_is_enough_only_where_the_person_said_so() -> None:
    assert of(by_code, code_alone=False).answer == hidden("share_for_professionals")
    assert to_nguyen.by(STRANGER).answer.allowed is False


@pytest.mark.parametrize(
    ("flag", "reason"),
    [(Flag.MASKED, "masked"), (Flag.NOT_ANNOUNCED, "not_announced")],
)
def test_what_is_masked_or_not_announced_is_not_shown(flag: Flag, reason: str) -> None:
    assert by_code.about(flags=int(flag)).answer == hidden(reason)
    assert not to_nguyen.about(flags=int(flag)).answer.allowed


def test_a_minor_shows_what_he_keeps_from_his_parents_and_they_do_not() -> None:
    secret = to_nguyen.about(flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES))
    assert secret.answer == allowed("share")
    by_parent = of(secret, by=number("noe")).sharing(representatives={number("noe"): NOW + 1})
    assert by_parent.answer == hidden("hidden_from_representatives")


def test_what_binds_professionals_binds_them_here() -> None:
    assert to_nguyen.sharing(blocked=frozenset({number("dr-nguyen")})).answer == refused("blocked")
    assert to_nguyen.by("dr-nguyen", profession="00").answer == hidden("matrix")
    assert to_nguyen.asking(purpose="HPAYMT").answer == hidden("forbidden_purpose")
    assert to_nguyen.knowing(state=SpaceState.CLOSED).answer == refused("space_closed")
    assert by_code.by(BY_CODE, scopes="user/Observation.r").answer == refused("scope")


def test_an_app_gives_no_share() -> None:
    assert not situation("applicoeur", Action.SHARING_SHARE_GIVE).answer.allowed
    assert situation("camille", Action.SHARING_SHARE_GIVE).answer == allowed("own_space")
