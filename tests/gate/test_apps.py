"""The apps that Camille lets in: listed for her alone, by name, and gone when she says so or when their time is up."""

import secrets
from datetime import timedelta

import pytest

from ens.gate import apps, door
from ens.gate.facts import Visit, look
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Conflict, HouseError, NotFound, Unauthenticated
from ens.policy.facts import AppLink
from ens.registry import grants, parties, tokens
from ens.registry.grants import Grant
from tests.factories.callers import Caller, new_party, new_token
from tests.factories.documents import DOCUMENT, deposit
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_person

DAY = 86_400


@pytest.fixture
def program() -> Caller:
    return new_party(ActorKind.APP)


def link(program: Caller, camille: Holder, end: int = DAY, given: int = 0) -> AppLink:
    now = clock.now_us() // 1_000_000
    return AppLink(program.number, "patient/*.rs", now + end, camille.number, given=given)


def let_in(camille: Holder, given: AppLink) -> int:
    number = secrets.randbits(40)
    apps.give(camille.visit, camille.space, number, given, "AppliCœur")
    return number


def test_camille_lists_the_apps_that_she_let_in_by_name(camille: Holder) -> None:
    programs = [new_party(ActorKind.APP) for _ in range(3)]
    numbers = [let_in(camille, link(each, camille)) for each in programs]
    again = let_in(camille, link(programs[0], camille, given=9))
    found = apps.list_apps(camille.visit, camille.space)
    assert [app.name for app in found] == sorted(each.name for each in programs)
    links = {app.number: set(app.links) for app in found}
    assert links == {
        programs[0].number: {numbers[0], again},
        programs[1].number: {numbers[1]},
        programs[2].number: {numbers[2]},
    }
    assert next(app for app in found if app.number == programs[0].number).newest.given == 9


def test_a_gift_and_a_withdrawal_stand_in_her_history_and_a_look_does_not(camille: Holder, program: Caller) -> None:
    number = let_in(camille, link(program, camille))
    entry = last(camille.space)
    assert (entry.action, entry.detail) == (Action.OAUTH_GRANT_GIVE, "AppliCœur")
    other = let_in(camille, link(program, camille))
    apps.withdraw(camille.visit, camille.space, [number], "AppliPoids")
    entry = last(camille.space)
    assert (entry.action, entry.detail) == (Action.OAUTH_GRANT_WITHDRAW, "AppliPoids")
    before = count("entry", camille.space)
    assert [set(app.links) for app in apps.list_apps(camille.visit, camille.space)] == [{other}]
    assert count("entry", camille.space) == before


def test_a_link_that_has_ended_is_not_listed_and_soon_forgotten(camille: Holder, program: Caller) -> None:
    last_minute = let_in(camille, link(program, camille, end=60))
    assert [set(app.links) for app in apps.list_apps(camille.visit, camille.space)] == [{last_minute}]
    apps.withdraw(camille.visit, camille.space, [last_minute], "")
    ended = let_in(camille, link(program, camille, end=0))
    assert apps.list_apps(camille.visit, camille.space) == []
    assert set(look(camille.visit, camille.space).sharing.apps) == {ended}
    kept = let_in(camille, link(program, camille))
    assert set(look(camille.visit, camille.space).sharing.apps) == {kept}


def test_an_app_that_the_directory_no_longer_knows_can_still_be_sent_away(camille: Holder) -> None:
    number = let_in(camille, AppLink(77, "patient/*.rs", clock.now_us() // 1_000_000 + DAY, camille.number))
    (app,) = apps.list_apps(camille.visit, camille.space)
    assert (app.number, app.name, set(app.links)) == (77, "", {number})


def test_there_are_so_many_links_and_not_one_more(
    camille: Holder, program: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apps, "LINKS", 2)
    kept = {let_in(camille, link(program, camille)), let_in(camille, link(program, camille))}
    with pytest.raises(Conflict) as told:
        let_in(camille, link(program, camille))
    assert "Retirez-en une" in told.value.detail
    assert set(look(camille.visit, camille.space).sharing.apps) == kept


def coming(camille: Holder, number: int) -> Visit:
    """Come as the app does: with a token that bears the number of its link, and a grant that says where it leads."""
    end = clock.now() + timedelta(days=1)
    grants.insert(database(), Grant(number, camille.space, 1, b"sealed", end))
    return Visit(tokens.hashed(new_token(ActorKind.APP, number, "patient/*.rs")))


def test_an_app_comes_in_by_its_link_under_its_own_name(camille: Holder, program: Caller) -> None:
    document = deposit(camille.caller, camille.space)
    given = link(program, camille)
    visit = coming(camille, let_in(camille, given))
    scene = look(visit, camille.space)
    actor = scene.actor
    assert (actor.kind, actor.number, actor.identifier) == (ActorKind.APP, program.number, program.identifier)
    assert (actor.name, actor.scopes, scene.link) == (program.name, "patient/*.rs", given)
    assert door.read(visit, *document.place, DOCUMENT).item == document.item
    assert last(camille.space).actor_number == program.number


def test_an_app_that_tries_another_notebook_is_named_and_stays_outside(camille: Holder, program: Caller) -> None:
    visit, other = coming(camille, let_in(camille, link(program, camille))), new_person()
    document = deposit(other.caller, other.space)
    scene = look(visit, other.space)
    assert (scene.actor.number, scene.link) == (program.number, None)
    with pytest.raises(NotFound):
        door.read(visit, *document.place, DOCUMENT)
    assert (last(other.space).actor_number, last(other.space).outcome) == (program.number, "refused")


def test_a_token_whose_link_is_gone_opens_nothing(camille: Holder, program: Caller) -> None:
    number = let_in(camille, link(program, camille))
    visit = coming(camille, number)
    apps.withdraw(camille.visit, camille.space, [number], "")
    with pytest.raises(Unauthenticated):
        look(visit, camille.space)
    with pytest.raises(Unauthenticated):
        look(Visit(tokens.hashed(new_token(ActorKind.APP, 5, "patient/*.rs"))), camille.space)


def test_an_app_that_the_directory_suspended_or_that_is_none_opens_nothing(camille: Holder, program: Caller) -> None:
    visit = coming(camille, let_in(camille, link(program, camille)))
    parties.set_active(database(), program.number, active=False)
    with pytest.raises(Unauthenticated):
        look(visit, camille.space)
    physician = new_party(ActorKind.PROFESSIONAL, profession="10")
    with pytest.raises(Unauthenticated):
        look(coming(camille, let_in(camille, link(physician, camille))), camille.space)


def test_nobody_else_lists_gives_or_withdraws(camille: Holder, martin: Caller, program: Caller) -> None:
    number = let_in(camille, link(program, camille))
    for other in (martin.visit, new_person().visit):
        assert apps.list_apps(other, camille.space) == []
        with pytest.raises(HouseError):
            apps.give(other, camille.space, 5, link(program, camille), "")
        with pytest.raises(HouseError):
            apps.withdraw(other, camille.space, [number], "")
    assert set(look(camille.visit, camille.space).sharing.apps) == {number}


def test_who_comes_in_is_told_by_the_token(camille: Holder, martin: Caller) -> None:
    for who in (camille.caller, martin):
        actor = apps.actor_of(who.visit)
        assert (actor.kind, actor.number) == (who.kind, who.number)
    with pytest.raises(Unauthenticated):
        apps.actor_of(Visit(b"x" * 32))
