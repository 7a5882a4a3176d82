"""« Qui peut voir ceci, et pourquoi »: what the list says is what each of them really gets at the door."""

from collections.abc import Callable

import pytest

from ens.gate import audience as gate
from ens.gate import door
from ens.gate.audience import INACTIVE, Audience, Seat, Seer, list_audience
from ens.gate.facts import look
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.errors import HouseError
from ens.policy.facts import Flag
from ens.registry import parties
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.factories.callers import Caller, new_party, new_professional, new_structure
from tests.factories.documents import DOCUMENT, Deposited, Sheet, deposit
from tests.factories.journal import count
from tests.factories.people import Holder, new_child

OWNER, REPRESENTATIVE, TREATING = Seat.OWNER, Seat.REPRESENTATIVE, Seat.TREATING
AUTHORISED, AUTHOR, BLOCKED, STRANGER = Seat.AUTHORISED, Seat.AUTHOR, Seat.BLOCKED, Seat.STRANGER


def audience_of(holder: Holder, document: Deposited) -> Audience:
    return list_audience(look(holder.visit, *document.place), DOCUMENT)


def seer(audience: Audience, number: int) -> Seer:
    [found] = [each for each in audience.seers if each.actor.number == number]
    return found


def gets(caller: Caller, document: Deposited) -> bool:
    """Try the door."""
    try:
        door.read(caller.visit, *document.place, DOCUMENT)
    except HouseError:
        return False
    return True


@pytest.mark.parametrize("flags", [0, Flag.MASKED, Flag.HIDDEN_FROM_REPRESENTATIVES, Flag.NOT_ANNOUNCED])
@pytest.mark.parametrize("kind", ["11488-4", "ATTEST-RESID"])
def test_the_list_and_the_door_agree_about_everybody(camille: Holder, flags: int, kind: str) -> None:
    child, author, treating, nurse = new_child(), new_structure(), new_professional(), new_professional("60")
    blocked = new_professional()
    delegations.declare_representative(child.space, camille.space)
    sharing.choose_treating(child.visit, child.space, treating.number)
    for known in (nurse, blocked):
        sharing.authorise(child.visit, child.space, known.number)
    sharing.block(child.visit, child.space, blocked.number)
    class_code = "95" if kind == "ATTEST-RESID" else "11"
    document = deposit(author, child.space, Sheet(flags=flags, type=kind, class_code=class_code))
    audience = audience_of(child, document)
    for caller in (child.caller, camille.caller, author, treating, nurse, blocked):
        assert seer(audience, caller.number).decision.allowed is gets(caller, document)
    by_kind = {each.actor.kind: each.decision for each in audience.seers if STRANGER in each.seats}
    for kind_of in set(ActorKind) - {ActorKind.PERSON, ActorKind.SYSTEM, ActorKind.STRANGER}:
        assert by_kind[kind_of].allowed is gets(new_party(kind_of, profession="10", scopes="user/*.cruds"), document)


def test_each_is_told_with_what_she_is_to_camille_and_until_when(camille: Holder, martin: Caller) -> None:
    nguyen, blocked, author = new_professional(), new_professional(), new_structure()
    sharing.choose_treating(camille.visit, camille.space, nguyen.number)
    sharing.block(camille.visit, camille.space, blocked.number)
    document = deposit(author, camille.space)
    audience = audience_of(camille, document)
    assert audience.left_out == 0
    assert seer(audience, camille.number).seats == (OWNER,)
    assert seer(audience, camille.number).actor.name == "Anna Essai"
    assert {each.until for each in audience.seers if {OWNER, STRANGER} & set(each.seats)} == {0}
    assert seer(audience, martin.number).seats == (AUTHORISED,)
    assert seer(audience, martin.number).until == look(camille.visit, camille.space).sharing.authorised[martin.number]
    assert seer(audience, nguyen.number).seats == (TREATING, AUTHORISED)
    assert (seer(audience, author.number).seats, seer(audience, author.number).until) == ((AUTHOR,), 0)
    assert seer(audience, blocked.number).seats == (BLOCKED,)
    assert seer(audience, blocked.number).decision.reasons == ("blocked",)


def test_an_author_who_cares_too_is_one_line(camille: Holder, martin: Caller) -> None:
    sharing.choose_treating(camille.visit, camille.space, martin.number)
    audience = audience_of(camille, deposit(martin, camille.space))
    assert seer(audience, martin.number).seats == (TREATING, AUTHORISED, AUTHOR)
    assert seer(audience, martin.number).decision.reasons == ("author", "authorised")


def test_a_representative_is_named_while_she_is_one(camille: Holder) -> None:
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    document = deposit(child.caller, child.space)
    found = seer(audience_of(child, document), camille.number)
    assert (found.seats, found.actor.name, found.decision.reasons) == (
        (REPRESENTATIVE,),
        "Anna Essai",
        ("legal_representative",),
    )
    delegations.withdraw_representative(child.space, camille.space)
    assert camille.number not in {each.actor.number for each in audience_of(child, document).seers}


@pytest.mark.parametrize(
    "ended",
    [
        lambda camille, martin: sharing.withdraw(camille.visit, camille.space, martin.number),
        lambda camille, martin: sharing.authorise(camille.visit, camille.space, martin.number, seconds=-1),
    ],
    ids=["withdrawn", "ended"],
)
def test_who_was_authorised_once_is_a_stranger_again(
    camille: Holder, martin: Caller, ended: Callable[[Holder, Caller], None]
) -> None:
    document = deposit(camille.caller, camille.space)
    ended(camille, martin)
    assert martin.number not in {each.actor.number for each in audience_of(camille, document).seers}


def test_at_the_very_second_at_which_a_right_ends_neither_list_nor_door_know_it(
    camille: Holder, martin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    noe = new_child(15)
    delegations.declare_representative(noe.space, camille.space)
    sharing.authorise(noe.visit, noe.space, martin.number)
    document, rules = deposit(noe.caller, noe.space), look(noe.visit, noe.space).sharing
    for caller, end in (
        (martin, rules.authorised[martin.number]),
        (camille.caller, rules.representatives[camille.number]),
    ):
        for second, there in ((end - 1, True), (end, False)):
            monkeypatch.setattr(clock, "now_us", lambda second=second: second * 1_000_000 + 999_999)
            listed = caller.number in {each.actor.number for each in audience_of(noe, document).seers}
            assert (listed, gets(caller, document)) == (there, there)


def test_who_is_suspended_in_the_directory_sees_nothing(camille: Holder, martin: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    parties.set_active(database(), martin.number, active=False)
    decision = seer(audience_of(camille, document), martin.number).decision
    assert (decision.allowed, decision.reasons, decision.discloses) == (False, (INACTIVE,), False)
    assert not gets(martin, document)


def test_the_law_shuts_some_out_and_nobody_let_the_others_in(camille: Holder) -> None:
    audience = audience_of(camille, deposit(camille.caller, camille.space))
    strangers = [each for each in audience.seers if STRANGER in each.seats]
    assert [each.actor.kind for each in strangers if each.actor.profession] == [ActorKind.PROFESSIONAL]
    assert {each.actor.kind: each.decision.reasons for each in strangers} == {
        ActorKind.PERSON: ("no_right",),
        ActorKind.PROFESSIONAL: ("no_right",),
        ActorKind.STRUCTURE: ("no_right",),
        ActorKind.APP: ("no_right",),
        ActorKind.INSURER: ("forbidden_purpose",),
        ActorKind.EMPLOYER: ("forbidden_purpose",),
        ActorKind.BANK: ("forbidden_purpose",),
        ActorKind.SUPPORT: ("no_right",),
    }


def test_beyond_a_hundred_they_are_counted_and_those_who_may_most_are_named(
    camille: Holder, martin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "NAMED", 2)
    for _ in range(2):
        sharing.authorise(camille.visit, camille.space, new_professional().number)
    document = deposit(camille.caller, camille.space)

    def named() -> tuple[list[int], int]:
        audience = audience_of(camille, document)
        return [each.actor.number for each in audience.seers if AUTHORISED in each.seats], audience.left_out

    assert named() == (list(look(camille.visit, camille.space).sharing.authorised)[:2], 2)
    sharing.choose_treating(camille.visit, camille.space, martin.number)
    numbers, left_out = named()
    assert (numbers[0], len(numbers), left_out) == (martin.number, 2, 2)


def test_looking_at_it_leaves_no_line_of_its_own(camille: Holder) -> None:
    document = deposit(camille.caller, camille.space)
    before = count("entry", camille.space)
    audience_of(camille, document)
    assert count("entry", camille.space) == before
