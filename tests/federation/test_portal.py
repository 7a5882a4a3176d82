"""People come in through FranceConnect or an insurance account; whatever is wrong is refused, said and written down."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from ens import federation
from ens.federation.words import REFUSALS
from ens.history.sentences.reasons import DOORSTEP
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.policy.facts import SpaceState
from ens.sandbox.providers.ledger import Someone
from ens.sandbox.providers.provider import Provider
from tests.browser.html import faults
from tests.federation.entering import Visitor, last_entry, pivot, settle, somebody, title

ROOM = Path(str(federation.__file__)).parent
# What the stand-in does wrong, and the reason that must be named for it.
MISBEHAVIOURS = {
    "answer_of_another_issuer": "other_issuer",
    "expired": "expired",
    "hidden_algorithm": "unsigned",
    "no_answer_issuer": "other_issuer",
    "no_nonce": "other_nonce",
    "other_hash": "other_hash",
    "other_party": "other_audience",
    "other_person": "other_subject",
    "redirected": "elsewhere",
    "unsigned": "unsigned",
    "unsigned_userinfo": "unsigned",
    "wrong_audience": "other_audience",
    "wrong_issuer": "other_issuer",
    "wrong_key": "other_key",
    "wrong_level": "low_level",
    "wrong_nonce": "other_nonce",
}
BEFORE_LEAVING = {"discovery_leads_elsewhere": "elsewhere", "discovery_of_another_issuer": "other_issuer"}


def test_camille_comes_in_and_finds_her_own_sign_in(franceconnect: Provider, camille: int) -> None:
    visitor = Visitor()
    answer = visitor.sign_in(franceconnect, "camille")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion/suite/")
    assert visitor.session is not None
    assert visitor.session.methods == "fc"
    noted = last_entry(camille)
    assert (noted.action, noted.outcome, noted.detail) == (Action.ACCOUNTS_SESSION_OPEN, Outcome.ALLOWED, "fc")
    assert noted.actor_number == visitor.session.number


def test_an_insurance_account_opens_the_same_notebook(
    franceconnect: Provider, assurance: Provider, camille: int
) -> None:
    one, other = Visitor(), Visitor()
    one.sign_in(franceconnect, "camille")
    other.sign_in(assurance, "camille")
    assert one.session is not None
    assert other.session is not None
    assert (one.session.number, other.session.methods) == (other.session.number, "assurance")


@pytest.mark.threat("T-35")
@pytest.mark.parametrize(("fault", "reason"), MISBEHAVIOURS.items(), ids=MISBEHAVIOURS)
def test_a_provider_that_misbehaves_lets_nobody_in(
    franceconnect: Provider, camille: int, fault: str, reason: str
) -> None:
    visitor = Visitor()
    franceconnect.faults.add(fault)
    answer = visitor.sign_in(franceconnect, "camille")
    assert (answer.status_code, title(answer)) == (403, REFUSALS[reason].title)
    assert not visitor.is_inside
    noted = last_entry()
    assert (noted.outcome, noted.reasons, noted.detail) == (Outcome.REFUSED, (reason,), "fc")
    franceconnect.faults.clear()
    assert visitor.sign_in(franceconnect, "camille").status_code == 303


@pytest.mark.threat("T-35")
@pytest.mark.parametrize(("fault", "reason"), BEFORE_LEAVING.items(), ids=BEFORE_LEAVING)
def test_nobody_is_sent_to_a_provider_that_leads_elsewhere(franceconnect: Provider, fault: str, reason: str) -> None:
    franceconnect.faults.add(fault)
    answer = Visitor().get("/connexion/par/franceconnect/")
    assert (answer.status_code, last_entry().reasons) == (403, (reason,))


@pytest.mark.threat("T-35")
def test_keys_without_end_are_not_read_to_their_end(franceconnect: Provider, camille: int) -> None:
    franceconnect.faults.add("endless_answer")
    visitor = Visitor()
    assert visitor.sign_in(franceconnect, "camille").status_code == 403
    assert last_entry().reasons == ("unreadable",)


def test_a_provider_that_is_away_is_said_so(franceconnect: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {**settings.ENS_PROVIDERS["franceconnect"], "issuer": "http://127.0.0.1:9"}
    monkeypatch.setitem(settings.ENS_PROVIDERS, "franceconnect", said)
    answer = Visitor().get("/connexion/par/franceconnect/")
    assert (answer.status_code, title(answer)) == (503, "Le service d’identité ne répond pas")


def test_who_gives_up_there_is_told_that_nothing_changed(franceconnect: Provider, camille: int) -> None:
    answer = Visitor().sign_in(franceconnect, "")
    assert (answer.status_code, title(answer)) == (403, "Vous n’êtes pas connecté")
    assert last_entry().reasons == ("declined",)


@pytest.mark.threat("T-36")
def test_a_return_that_another_browser_began_opens_nothing(franceconnect: Provider, camille: int) -> None:
    thief, victim = Visitor(), Visitor()
    back = thief.choose(thief.go_to(franceconnect), "camille")
    for browser in (victim, Visitor()):
        answer = browser.get(back)
        assert (answer.status_code, title(answer)) == (403, "Cette connexion n’a pas commencé ici")
        browser.go_to(franceconnect)  # with a sign-in of his own under way, it is still not this one
        assert browser.get(back).status_code == 403
        assert browser.session is None
    assert last_entry().reasons == ("other_state",)


@pytest.mark.threat("T-36")
def test_a_return_serves_once(franceconnect: Provider, camille: int) -> None:
    visitor = Visitor()
    back = visitor.choose(visitor.go_to(franceconnect), "camille")
    kept = {name: morsel.value for name, morsel in visitor.client.cookies.items()}
    assert visitor.get(back).status_code == 303
    assert visitor.get(back).status_code == 403
    visitor.client.cookies.load(kept)  # even with the cookie of before
    assert visitor.get(back).status_code == 403
    assert last_entry().reasons == ("code_refused",)


@pytest.mark.threat("T-36")
@pytest.mark.parametrize("change", ["x", "", "1.", "9.AAAA", "1.AAAA", "-1.AAAA", "1.é"])
def test_a_cookie_that_is_not_ours_is_as_none(franceconnect: Provider, camille: int, change: str) -> None:
    visitor = Visitor()
    back = visitor.choose(visitor.go_to(franceconnect), "camille")
    name = next(name for name in visitor.client.cookies if name.startswith("retour"))
    visitor.client.cookies[name] = change
    assert visitor.get(back).status_code == 403


@pytest.mark.threat("T-36")
def test_a_parameter_given_twice_is_refused(franceconnect: Provider, camille: int) -> None:
    visitor = Visitor()
    back = visitor.choose(visitor.go_to(franceconnect), "camille")
    assert visitor.get(f"{back}&state=x").status_code == 400
    assert not visitor.is_inside


def test_a_provider_without_an_issuer_does_not_exist(camille: int) -> None:
    assert Visitor().get("/connexion/par/franceconnect/").status_code == 404
    assert Visitor().get("/connexion/par/n-importe-quoi/retour/").status_code == 404
    assert "Avec France" not in Visitor().get("/connexion/").content.decode()


def test_the_sign_in_page_offers_what_is_configured(franceconnect: Provider) -> None:
    assert 'href="/connexion/par/franceconnect/"' in Visitor().get("/connexion/").content.decode()


# -- whose notebook


def test_who_has_no_notebook_is_told_what_to_do(franceconnect: Provider, people: list[Someone]) -> None:
    people.append(Someone("personne", "Personne", "", pivot(somebody())))
    visitor = Visitor()
    answer = visitor.sign_in(franceconnect, "personne")
    assert (answer.status_code, title(answer)) == (403, "Nous n’avons pas trouvé votre carnet")
    assert "3422" in answer.content.decode()
    assert (visitor.session, last_entry().reasons) == (None, ("identity_unknown",))


@pytest.mark.threat("T-37")
@pytest.mark.parametrize(
    "claim",
    [
        {"family_name": "ROUSSELET"},
        {"given_name_array": ["ANA", "ÉLISE"]},
        {"birthdate": "1984-02-28"},
        {"gender": "male"},
        {"birthplace": "51998"},
        {"birthcountry": "99132"},
    ],
    ids=lambda claim: next(iter(claim)),
)
def test_one_trait_that_differs_is_somebody_else(
    franceconnect: Provider, people: list[Someone], claim: dict[str, object]
) -> None:
    identity = somebody()
    settle(identity)
    people.append(Someone("presque", "Presque", "", pivot(identity, **claim)))
    people.append(Someone("elle", "Elle", "", pivot(identity)))
    visitor = Visitor()
    assert visitor.sign_in(franceconnect, "presque").status_code == 403
    assert last_entry().reasons == ("identity_unknown",)
    assert visitor.sign_in(franceconnect, "elle").status_code == 303


@pytest.mark.parametrize(
    "claim", [{"birthdate": "1984"}, {"birthplace": None}, {"family_name": ""}, {"gender": "autre"}, {"birthdate": 5}]
)
def test_an_identity_with_a_hole_opens_nothing(
    franceconnect: Provider, people: list[Someone], claim: dict[str, object]
) -> None:
    people.append(Someone("trou", "Trou", "", pivot(somebody(), **claim)))
    assert title(Visitor().sign_in(franceconnect, "trou")) == "Votre identité est incomplète"
    assert last_entry().reasons == ("identity_incomplete",)


SHUT = {
    SpaceState.ANNOUNCED: "space_announced",
    SpaceState.OPPOSED: "space_opposed",
    SpaceState.SUSPENDED: "space_suspended",
    SpaceState.CLOSED: "space_closed_to_sign_in",
}


@pytest.mark.parametrize(("state", "reason"), SHUT.items(), ids=str)
def test_a_notebook_that_is_shut_says_so_to_its_person(
    franceconnect: Provider, people: list[Someone], state: SpaceState, reason: str
) -> None:
    identity = somebody()
    space = settle(identity, state)
    people.append(Someone("elle", "Elle", "", pivot(identity)))
    visitor = Visitor()
    answer = visitor.sign_in(franceconnect, "elle")
    assert (answer.status_code, title(answer), visitor.session) == (403, REFUSALS[reason].title, None)
    noted = last_entry(space)
    assert (noted.action, noted.reasons) == (Action.ACCOUNTS_SESSION_OPEN, (reason,))


@pytest.fixture
def twins(franceconnect: Provider, people: list[Someone]) -> tuple[str, str, int]:
    """Two people with the same traits; gives their numbers and the space of the second."""
    one = somebody()
    other = somebody(birth_name=one.birth_name)
    settle(one)
    people.append(Someone("elles", "Elles", "", pivot(one)))
    return one.matricule, other.matricule, settle(other)


@pytest.mark.threat("T-37")
def test_people_of_the_same_traits_are_told_apart_by_their_number(
    franceconnect: Provider, twins: tuple[str, str, int]
) -> None:
    visitor = Visitor()
    answer = visitor.sign_in(franceconnect, "elles")
    page = str(answer.headers["Location"])
    assert page == "/connexion/par/franceconnect/departager/"
    assert not visitor.is_inside
    text = visitor.get(page).content.decode()
    assert not {twins[0], twins[1], "deux", "plusieurs", "homonyme"} & set(text.split())
    assert visitor.post(page, numero=somebody().matricule).status_code == 422
    assert last_entry().reasons == ("number_wrong",)
    typed = f"{twins[1][:1]} {twins[1][1:13]} {twins[1][13:]}"
    assert visitor.post(page, numero=typed).headers["Location"] == "/connexion/suite/"
    assert visitor.session is not None
    assert last_entry(twins[2]).actor_number == visitor.session.number
    assert visitor.client.post(page, {}).status_code == 403


def test_the_pages_are_valid_and_say_what_they_are(franceconnect: Provider, twins: tuple[str, str, int]) -> None:
    visitor = Visitor()
    page = str(visitor.sign_in(franceconnect, "elles").headers["Location"])
    wrong = visitor.post(page, numero="1")
    refused = visitor.sign_in(franceconnect, "")
    for answer in (visitor.get(page), wrong, refused):
        assert faults(answer.content.decode()) == []


@pytest.mark.threat("T-37")
def test_numbers_cannot_be_tried_one_after_the_other(franceconnect: Provider, twins: tuple[str, str, int]) -> None:
    for _ in range(5):
        visitor = Visitor()  # another browser counts no less
        page = str(visitor.sign_in(franceconnect, "elles").headers["Location"])
        assert visitor.post(page, numero=somebody().matricule).status_code == 422
    assert visitor.post(page, numero=twins[0]).status_code == 429
    assert not visitor.is_inside


def test_nobody_is_asked_for_a_number_who_was_not_named(franceconnect: Provider) -> None:
    answer = Visitor().get("/connexion/par/franceconnect/departager/")
    assert title(answer) == "Cette connexion n’a pas commencé ici"


REASONS = re.compile(r'"([a-z_]+)"')


def test_every_reason_of_a_refusal_has_words_and_every_word_a_reason() -> None:
    """A reason is a text somewhere in this room; each of those that a page may have to say has words."""
    sources = [path.read_text("utf-8") for path in ROOM.glob("*.py") if path.name != "words.py"]
    named = {name for text in sources for name in REASONS.findall(text)}
    assert set(REFUSALS) <= named
    raised = {name for text in sources for name in re.findall(r'(?:Rejected|Written)\("([a-z_]+)"', text)}
    assert raised <= set(REFUSALS)
    assert len(raised) > 8


@pytest.mark.parametrize("reason", REFUSALS)
def test_the_history_says_why_nobody_came_in(reason: str) -> None:
    assert DOORSTEP[reason] == REFUSALS[reason].told
