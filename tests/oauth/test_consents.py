"""The page: what is asked, what is given, what is refused, and that all of it stands in the history."""

import re

from django.conf import settings

from ens.gate import apps
from ens.journal.entry import Entry
from ens.kernel.actions import Action
from ens.policy.facts import AppLink
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import PROFESSIONAL_SCOPES, new_professional, new_session
from tests.factories.journal import entries, last
from tests.factories.people import Holder, new_child, new_person
from tests.factories.software import Software
from tests.oauth.programs import VITAL_SIGNS, App, patient, sent_back, told


def test_nothing_is_ticked_beforehand_and_nothing_more_is_offered_than_was_asked(app: App, browser: Browser) -> None:
    page = app.ask(browser).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert [re.search(r'value="([^"]+)"', box)[1] for box in boxes] == ["documents-lire", "mesures-lire"]  # type: ignore[index]
    assert not any("checked" in box for box in boxes)
    assert "Suivre la tension." in page


def test_the_page_lets_its_answer_lead_to_the_program_and_nowhere_else(app: App, browser: Browser) -> None:
    policy = app.ask(browser).headers["Content-Security-Policy"]
    assert "form-action 'self' https://appli.exemple.fr;" in policy
    native = App(back="fr.exemple.appli:/retour")
    assert "form-action 'self' fr.exemple.appli:;" in native.ask(browser).headers["Content-Security-Policy"]


def test_a_yes_without_anything_is_asked_again(app: App, browser: Browser) -> None:
    answer = app.answer(browser, "rien-de-tel")
    assert answer.status_code == 422
    assert "Cochez au moins une chose, ou refusez." in answer.content.decode()


def test_a_yes_stands_in_the_history_with_the_name_of_the_app(app: App, browser: Browser, camille: Holder) -> None:
    app.code(browser)
    entry = last(camille.space)
    assert (entry.action, entry.detail, entry.outcome) == (Action.OAUTH_GRANT_GIVE, app.name, "allowed")
    assert entry.actor_number == camille.number


def test_a_no_stands_in_the_history_and_goes_to_the_program(app: App, browser: Browser, camille: Holder) -> None:
    back = sent_back(app.answer(browser, say="non"))
    assert (back["error"], back["state"]) == ("access_denied", "etat-1")
    entry = last(camille.space)
    assert (entry.action, entry.detail) == (Action.OAUTH_GRANT_REFUSE, app.name)
    assert apps.list_apps(camille.visit, camille.space) == []


def test_she_sends_an_app_away_and_it_is_out_at_the_next_call(app: App, browser: Browser, camille: Holder) -> None:
    got = app.tokens(browser)
    software, page = Software(got["access_token"]), f"{browser.notebook}applications/"
    assert software.call("GET", f"DocumentReference?patient={patient(camille)}").status_code == 200
    assert app.name in browser.text(page)
    done = browser.submit(page, page, application=str(app.party))
    assert done.headers["Location"] == f"{page}?retire=1"
    assert software.call("GET", f"DocumentReference?patient={patient(camille)}").status_code == 401
    assert told(app.refresh(got["refresh_token"]))["error"] == "invalid_grant"
    assert "Aucune application" in browser.text(page)
    entry = last_of(camille.space, Action.OAUTH_GRANT_WITHDRAW)
    assert (entry.action, entry.detail) == (Action.OAUTH_GRANT_WITHDRAW, app.name)


def test_nobody_sends_away_what_is_not_there_nor_looks_at_the_apps_of_others(app: App, camille: Holder) -> None:
    app.tokens(Browser(camille))
    noe = Browser(new_person())
    assert noe.get(f"{notebook_of(camille.space)}applications/").status_code == 404
    own = f"{noe.notebook}applications/"
    assert noe.client.post(own, {"application": str(app.party)}).status_code == 403
    assert apps.list_apps(camille.visit, camille.space)[0].name == app.name


def test_every_app_gets_another_name_for_the_same_person(browser: Browser) -> None:
    first, second = App(), App(back="https://autre.exemple.fr/retour")
    names = {link.sub for made in (first, second) if made.code(browser) for link in _links(browser.who, made)}
    assert len(names) == 2


def test_a_second_yes_to_the_same_app_keeps_its_name(app: App, browser: Browser) -> None:
    assert app.code(browser) != app.code(browser)
    links = _links(browser.who, app)
    assert len(links) == 2
    assert len({link.sub for link in links}) == 1


def test_a_mother_opens_her_child_s_notebook_and_the_app_does_not_see_hers(app: App, camille: Holder) -> None:
    sacha = new_child()
    delegations.declare_representative(sacha.space, camille.space)
    browser = Browser(camille)
    page = f"/oauth/authorize?{app.query()}"
    answer = browser.submit(page, "/oauth/reponse", demande=app.query(), reponse="oui", donner="documents-lire",
                            duree="30", carnet=patient(sacha))  # fmt: skip
    got = told(app.exchange(sent_back(answer)["code"]))
    assert got["patient"] == patient(sacha)
    assert "fhirUser" not in got["scope"].split()
    software = Software(got["access_token"])
    assert software.call("GET", f"DocumentReference?patient={patient(sacha)}").status_code == 200
    assert software.call("GET", f"DocumentReference?patient={patient(camille)}").status_code == 404
    refused = last(camille.space)
    assert (refused.actor_name, refused.outcome, refused.reasons) == (app.name, "refused", ("no_right",))


def test_a_child_asks_a_parent(database: Database, app: App) -> None:
    page = app.ask(Browser(new_child()))
    assert "Demandez à un parent" in page.content.decode()


def test_a_narrowed_scope_gives_what_bears_the_category_alone(app: App, browser: Browser, camille: Holder) -> None:
    scope = f"launch/patient patient/Observation.rs?category={VITAL_SIGNS}"
    page = app.ask(browser, scope=scope).content.decode()
    assert "Lire les mesures et résultats (signes vitaux)" in page
    author = new_professional()
    sharing.authorise(camille.visit, camille.space, author.number)
    made = {code: _observe(author.token, camille, code) for code in ("vital-signs", "laboratory")}
    software = Software(app.tokens(browser, scope=scope)["access_token"])
    found = software.json("GET", f"Observation?patient={patient(camille)}")
    assert [entry["resource"]["id"] for entry in found["entry"]] == [made["vital-signs"]]
    assert software.call("GET", f"Observation/{made['vital-signs']}").status_code == 200
    assert software.call("GET", f"Observation/{made['laboratory']}").status_code == 404


def test_a_professional_opens_her_software_for_the_day(database: Database, camille: Holder) -> None:
    app = App("professional", "openid fhirUser online_access offline_access user/*.rs")
    martin = new_professional()
    browser = Browser()
    browser.client.cookies[_cookie()] = new_session(martin.kind, martin.number, PROFESSIONAL_SCOPES)
    got = app.tokens(browser, scope="openid online_access offline_access user/*.rs")
    assert got["scope"].split() == ["openid", "online_access", "user/*.rs"]
    assert "patient" not in got
    software = Software(got["access_token"])
    assert software.call("GET", f"DocumentReference?patient={patient(camille)}").status_code == 404
    sharing.authorise(camille.visit, camille.space, martin.number)
    assert software.call("GET", f"DocumentReference?patient={patient(camille)}").status_code == 200
    assert last(camille.space).actor_name == martin.name
    fresh = told(app.refresh(got["refresh_token"]))
    assert app.post("revoke", token=fresh["refresh_token"]).status_code == 200
    for ended in (software, Software(fresh["access_token"])):
        assert ended.call("GET", f"DocumentReference?patient={patient(camille)}").status_code == 401


def last_of(space: int, action: Action) -> Entry:
    """Give the newest entry about one kind of act."""
    return next(entry for entry in reversed(entries(space)) if entry.action == action)


def _cookie() -> str:
    return str(settings.ENS_COOKIE)


def _links(holder: Holder | None, app: App) -> list[AppLink]:
    assert holder is not None
    return [link for each in apps.list_apps(holder.visit, holder.space) if each.number == app.party
            for link in each.links.values()]  # fmt: skip


def _observe(token: str, holder: Holder, category: str) -> str:
    system = VITAL_SIGNS.partition("|")[0]
    resource = {
        "resourceType": "Observation",
        "status": "final",
        "subject": {"reference": f"Patient/{patient(holder)}"},
        "code": {"text": "Mesure"},
        "category": [{"coding": [{"system": system, "code": category}]}],
        "effectiveDateTime": "2026-11-20",
        "valueString": "bien",
    }
    return str(Software(token).json("POST", "Observation", resource)["id"])
