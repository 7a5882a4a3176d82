"""Professionals come in through Pro Santé Connect, if the directory knows them in exercise."""

import json
from collections.abc import Callable

import httpx
import pytest

from ens.federation import services
from ens.federation.words import REFUSALS
from ens.gate.facts import Visit, look
from ens.gate.house import database as connection
from ens.journal.entry import Outcome
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.ids import NOWHERE
from ens.registry import parties, practices
from ens.registry import people as registry
from ens.registry.parties import Party
from ens.registry.practices import Practice
from ens.sandbox import cast
from ens.sandbox.providers.ledger import Someone
from ens.sandbox.providers.people import practice_of
from ens.sandbox.providers.provider import Provider
from ens.web.session import StaleProof
from tests.federation.entering import Visitor, last_entry, title

MARTIN = cast.DR_MARTIN


def enter(who: cast.Professional, *places: cast.Structure, active: bool = True) -> int:
    """Write a professional's line of the directory."""
    line = Party(registry.new_number(), ActorKind.PROFESSIONAL, f"8{who.rpps}", who.name, who.profession, who.specialty)
    number = parties.save(connection(), line)
    parties.set_active(connection(), number, active=active)
    written = [Practice(f"1{place.finess}", place.name, place.structure_type) for place in places]
    practices.replace(connection(), number, written)
    return number


def known(who: cast.Professional, **changed: object) -> Someone:
    return Someone(who.slug, who.name, "", {**practice_of(who), **changed})


@pytest.fixture
def martin(psc: Provider, people: list[Someone]) -> int:
    people.append(known(MARTIN))
    return enter(MARTIN, MARTIN.structure)


def test_dr_martin_comes_in_and_sees_who_she_is(psc: Provider, martin: int) -> None:
    visitor = Visitor()
    assert visitor.sign_in(psc, "dr-martin").status_code == 303
    assert visitor.session is not None
    assert (visitor.session.number, visitor.session.kind, visitor.session.methods) == (
        martin,
        ActorKind.PROFESSIONAL,
        "psc",
    )
    noted = last_entry()
    assert (noted.outcome, noted.actor_number, noted.actor_name) == (Outcome.ALLOWED, martin, MARTIN.name)
    text = visitor.get("/pro/").content.decode()
    assert all(each in text for each in (MARTIN.name, MARTIN.rpps, MARTIN.structure.name))
    assert visitor.get("/connexion/suite/").headers["Location"] == "/pro/"


def test_a_person_has_no_desk(franceconnect: Provider, camille: int) -> None:
    visitor = Visitor()
    visitor.sign_in(franceconnect, "camille")
    assert visitor.get("/pro/").headers["Location"].startswith("/pro/connexion/")
    assert Visitor().get("/pro/").headers["Location"].startswith("/pro/connexion/")


@pytest.mark.threat("T-38")
def test_who_is_in_no_directory_stays_outside(psc: Provider, people: list[Someone]) -> None:
    stranger = cast.SIGNATORIES["dermatologue"]
    people.append(known(stranger))
    visitor = Visitor()
    assert title(visitor.sign_in(psc, stranger.slug)) == REFUSALS["professional_unknown"].title
    assert (visitor.session, last_entry().reasons) == (None, ("professional_unknown",))


@pytest.mark.threat("T-38")
def test_who_is_suspended_stays_outside_and_is_put_out(psc: Provider, martin: int) -> None:
    visitor, other = Visitor(), Visitor()
    visitor.sign_in(psc, "dr-martin")
    assert visitor.get("/pro/").status_code == 200
    parties.set_active(connection(), martin, active=False)
    assert title(other.sign_in(psc, "dr-martin")) == REFUSALS["professional_inactive"].title
    noted = last_entry()
    assert (noted.reasons, noted.actor_number) == (("professional_inactive",), martin)
    parties.set_active(connection(), martin, active=True)
    assert other.sign_in(psc, "dr-martin").status_code == 303


@pytest.mark.threat("T-38")
@pytest.mark.parametrize(
    "number",
    ["", None, 5, MARTIN.rpps, f"0{MARTIN.rpps}", f"8{MARTIN.rpps}0", f"8{MARTIN.rpps[:-1]}2", "899700100011x"],
)
def test_a_number_that_is_no_rpps_names_nobody(
    psc: Provider, martin: int, people: list[Someone], number: object
) -> None:
    people[:] = [known(MARTIN, SubjectNameID=number, preferred_username=f"8{MARTIN.rpps}")]
    visitor = Visitor()
    assert title(visitor.sign_in(psc, "dr-martin")) == REFUSALS["no_rpps"].title
    assert not visitor.is_inside


@pytest.mark.threat("T-38")
def test_the_directory_says_the_profession_not_the_provider(psc: Provider, people: list[Someone]) -> None:
    """Somebody whom the provider calls a physician is a nurse when the directory says so."""
    nurse = cast.DIALLO
    claims = practice_of(nurse)
    told = json.loads(json.dumps(claims).replace('"codeProfession": "60"', '"codeProfession": "10"'))
    people.append(Someone(nurse.slug, nurse.name, "", told))
    enter(nurse, nurse.structure)
    visitor = Visitor()
    visitor.sign_in(psc, nurse.slug)
    assert visitor.session is not None
    assert look(Visit(visitor.session.hash), NOWHERE).actor.profession == "60"


def test_who_works_in_several_places_says_where_she_is(psc: Provider, people: list[Someone]) -> None:
    nurse = cast.DIALLO
    people.append(known(nurse))
    enter(nurse, nurse.structure, cast.HOSPITAL)
    visitor = Visitor()
    visitor.sign_in(psc, nurse.slug)
    assert visitor.get("/pro/").headers["Location"] == "/pro/lieu/"
    assert visitor.post("/pro/lieu/", lieu=f"1{cast.LABORATORY.finess}").status_code == 422
    assert visitor.get("/pro/").status_code == 303
    assert visitor.post("/pro/lieu/", lieu=f"1{cast.HOSPITAL.finess}").headers["Location"] == "/pro/"
    text = visitor.get("/pro/").content.decode()
    assert cast.HOSPITAL.name in text
    assert nurse.structure.name not in text


def test_a_provider_that_names_one_place_spares_the_question(psc: Provider, people: list[Someone]) -> None:
    people.append(known(MARTIN))
    enter(MARTIN, MARTIN.structure, cast.HOSPITAL)
    visitor = Visitor()
    visitor.sign_in(psc, "dr-martin")
    assert MARTIN.structure.name in visitor.get("/pro/").content.decode()


# -- how old the proof is


@pytest.mark.threat("T-38")
def test_a_proof_older_than_four_hours_is_not_enough_to_come_in(psc: Provider, martin: int) -> None:
    psc.faults.add("old_proof")
    visitor = Visitor()
    assert visitor.sign_in(psc, "dr-martin").status_code == 403
    assert last_entry().reasons == ("old_proof",)


def test_a_rare_act_asks_again_after_four_hours(psc: Provider, martin: int) -> None:
    visitor = Visitor()
    visitor.sign_in(psc, "dr-martin")
    found = visitor.session
    assert found is not None
    request = visitor.client.get("/pro/").wsgi_request
    services.require_recent_proof(request)
    with connection().cursor() as cursor:
        cursor.execute("UPDATE session SET proven = proven - interval '4 hours 1 minute' WHERE hash = %s", [found.hash])
    with pytest.raises(StaleProof):
        services.require_recent_proof(request)


def test_a_fresh_proof_is_asked_of_the_provider_too(psc: Provider, martin: int) -> None:
    visitor = Visitor()
    plain, fresh = visitor.go_to(psc), visitor.go_to(psc, "?frais")
    assert "max_age=14400" in plain
    assert "prompt" not in plain
    assert "max_age=0" in fresh
    assert "prompt=login" in fresh
    assert visitor.get(visitor.choose(fresh, "dr-martin")).status_code == 303


# -- approval on the phone


def ring(visitor: Visitor, number: str = MARTIN.rpps) -> str:
    answer = visitor.post("/pro/connexion/telephone/", rpps=number)
    assert answer.headers.get("Location") == "/pro/connexion/telephone/attente/", title(answer)
    return str(answer.headers["Location"])


def answer_phone(psc: Provider, said: str) -> None:
    name = psc.ledger.calls.items()[0][0]
    with httpx.Client(trust_env=False, verify=False) as phone:
        phone.post(f"{psc.issuer}/telephone", data={"appel": name, "reponse": said})


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let some seconds pass for the page that waits."""

    def wait(seconds: int) -> None:
        now = clock.now_us() // 1_000_000 + seconds
        monkeypatch.setattr("ens.federation.client.now", lambda: now)

    return wait


def test_a_phone_that_approves_opens_the_session(psc: Provider, martin: int, patience: Callable[[int], None]) -> None:
    visitor = Visitor()
    page = ring(visitor)
    shown = visitor.get(page)
    words = psc.ledger.calls.items()[0][1].words
    assert words in shown.content.decode()
    assert shown.headers["Refresh"] == "2"
    assert not visitor.is_inside
    patience(3)
    assert visitor.get(page).status_code == 200  # asked: nobody has answered yet
    answer_phone(psc, "oui")
    patience(6)
    assert visitor.get(page).headers["Location"] == "/connexion/suite/"
    assert visitor.session is not None
    assert visitor.session.number == martin
    assert visitor.get(page).status_code == 403


def test_a_phone_that_refuses_lets_nobody_in(psc: Provider, martin: int, patience: Callable[[int], None]) -> None:
    visitor = Visitor()
    page = ring(visitor)
    answer_phone(psc, "non")
    patience(3)
    assert title(visitor.get(page)) == REFUSALS["declined"].title
    assert (visitor.session, last_entry().reasons) == (None, ("declined",))


def test_a_phone_that_nobody_answers_is_not_waited_for_without_end(
    psc: Provider, martin: int, patience: Callable[[int], None]
) -> None:
    visitor = Visitor()
    page = ring(visitor)
    psc.ledger.calls.items()[0][1].ends = 0
    patience(3)
    assert title(visitor.get(page)) == REFUSALS["call_expired"].title


@pytest.mark.threat("T-38")
@pytest.mark.parametrize("fault", ["expired", "old_proof", "other_person", "unsigned", "wrong_audience", "wrong_key"])
def test_an_approval_that_is_wrongly_attested_lets_nobody_in(
    psc: Provider, martin: int, patience: Callable[[int], None], fault: str
) -> None:
    visitor = Visitor()
    page = ring(visitor)
    answer_phone(psc, "oui")
    psc.faults.add(fault)
    patience(3)
    assert visitor.get(page).status_code == 403
    assert not visitor.is_inside


def test_a_number_that_is_none_rings_nowhere(psc: Provider, martin: int) -> None:
    visitor = Visitor()
    answer = visitor.post("/pro/connexion/telephone/", rpps="12 34")
    assert answer.status_code == 422
    assert "onze chiffres" in answer.content.decode()
    assert psc.ledger.calls.items() == []


@pytest.mark.threat("T-38")
def test_nobody_is_worn_down_by_calls(psc: Provider, people: list[Someone]) -> None:
    nguyen = cast.DR_NGUYEN
    people.append(known(nguyen))
    for _ in range(10):
        ring(Visitor(), nguyen.rpps)
    assert Visitor().post("/pro/connexion/telephone/", rpps=nguyen.rpps).status_code == 429
    assert len(psc.ledger.calls.items()) == 10
