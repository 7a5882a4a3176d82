"""AppliCœur comes by a sealed link: what it costs, what is written down, and that no table tells whose app it is."""

import secrets
from datetime import timedelta

import pytest

from ens.gate import apps, door
from ens.gate.house import database, house
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound, Unauthenticated
from ens.lifecycle import services as lifecycle
from ens.oauth import grants
from ens.oauth.grants import Consent, Terms
from ens.policy.facts import AppLink
from ens.records.lots import DOCUMENT
from ens.registry import parties
from tests.databases import Database
from tests.factories.callers import Caller, new_party, new_structure, new_token
from tests.factories.documents import deposit
from tests.factories.journal import last
from tests.factories.people import Holder, new_person
from tests.gate.looking import watch_statements

SCOPES = "patient/*.rs"


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


@pytest.fixture
def app(database: Database) -> Caller:
    return new_party(ActorKind.APP)


def let_in(app: Caller, holder: Holder, seconds: int = 3_600) -> Caller:
    """Let an app in, and give it a token; the way to it over OAuth is tried elsewhere."""
    now = clock.now()
    link = AppLink(app.number, SCOPES, int(now.timestamp()) + seconds, holder.number, "nom", int(now.timestamp()))
    terms = Terms(app.identifier, int(ActorKind.APP), 0, holder.space, SCOPES, "https://a.fr/r", "", "nom")
    number = grants.give(
        secrets.token_urlsafe(9), Consent(holder.visit, terms, link, now + timedelta(seconds=seconds), app.name)
    )
    return Caller(ActorKind.APP, number, new_token(ActorKind.APP, number, SCOPES), app.identifier, app.name)


def test_a_linked_app_reads_and_the_history_says_its_name(camille: Holder, app: Caller) -> None:
    document = deposit(new_structure(), camille.space)
    linked = let_in(app, camille)
    assert door.read(linked.visit, *document.place, DOCUMENT)
    entry = last(camille.space)
    assert (entry.actor_name, entry.actor_number, entry.reasons) == (app.name, app.number, ("app_link",))


def test_only_the_lane_of_apps_costs_more(camille: Holder, app: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    document = deposit(new_structure(), camille.space)
    linked = let_in(app, camille)
    seen = watch_statements(monkeypatch)
    door.read(camille.visit, *document.place, DOCUMENT)
    assert len(seen) == 2
    seen.clear()
    door.read(linked.visit, *document.place, DOCUMENT)
    assert len(seen) == 3


@pytest.mark.threat("T-51")
def test_the_link_to_one_notebook_opens_no_other_and_the_attempt_is_written_down(camille: Holder, app: Caller) -> None:
    jeanne = new_person()
    document = deposit(new_structure(), jeanne.space)
    with pytest.raises(NotFound):
        door.read(let_in(app, camille).visit, *document.place, DOCUMENT)
    entry = last(jeanne.space)
    assert (entry.actor_name, entry.outcome, entry.reasons) == (app.name, "refused", ("no_right",))


@pytest.mark.threat("T-51")
def test_what_an_app_wrote_for_one_person_is_not_its_to_read_by_another_s_link(camille: Holder, app: Caller) -> None:
    jeanne = new_person()
    document = deposit(new_structure(), jeanne.space)
    assert door.read(let_in(app, jeanne).visit, *document.place, DOCUMENT)
    with pytest.raises(NotFound):
        door.read(let_in(app, camille).visit, *document.place, DOCUMENT)


@pytest.mark.threat("T-51")
def test_a_link_that_is_shut_or_an_app_that_is_suspended_is_nobody_at_the_next_call(
    camille: Holder, app: Caller
) -> None:
    document = deposit(new_structure(), camille.space)
    linked = let_in(app, camille)
    parties.set_active(database(), app.number, active=False)
    with pytest.raises(Unauthenticated):
        door.read(linked.visit, *document.place, DOCUMENT)
    parties.set_active(database(), app.number, active=True)
    assert door.read(linked.visit, *document.place, DOCUMENT)
    apps.withdraw(camille.visit, camille.space, {linked.number}, app.name)
    with pytest.raises(Unauthenticated):
        door.read(linked.visit, *document.place, DOCUMENT)
    assert apps.list_apps(camille.visit, camille.space) == []


@pytest.mark.threat("T-51")
def test_a_number_that_leads_nowhere_is_nobody(camille: Holder) -> None:
    stray = Caller(ActorKind.APP, 5, new_token(ActorKind.APP, 5, SCOPES))
    with pytest.raises(Unauthenticated):
        apps.actor_of(stray.visit)


@pytest.mark.threat("T-53")
def test_no_row_in_clear_tells_which_app_a_person_uses(camille: Holder, app: Caller) -> None:
    linked = let_in(app, camille)
    for table in ("oauth_grant", "oauth_secret", "token", "space"):
        with database().cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows = [str(row[0]) for row in cursor.fetchall()]
        ours = [row for row in rows if str(linked.number) in row or str(camille.space) in row]
        told = (str(app.number), app.identifier, app.name, str(camille.number), app.identifier.encode().hex())
        assert ours
        assert [row for row in ours for word in told if word in row] == []


@pytest.mark.threat("T-53")
def test_what_was_granted_cannot_be_opened_once_the_space_is_erased(camille: Holder, app: Caller) -> None:
    code = secrets.token_urlsafe(32)
    now = clock.now()
    terms = Terms(app.identifier, int(ActorKind.APP), 0, camille.space, SCOPES, "https://a.fr/r", "", "nom")
    link = AppLink(app.number, SCOPES, int(now.timestamp()) + 60, camille.number)
    grants.give(code, Consent(camille.visit, terms, link, now + timedelta(seconds=60), app.name))
    assert grants.find(code).terms is not None  # type: ignore[union-attr]
    lifecycle.erase_space(camille.visit, camille.space)
    house().keys.evict(camille.space)
    assert grants.find(code).terms is None  # type: ignore[union-attr]
