"""Ce qu’une structure peut faire : déposer partout, relire ce qu’elle a écrit, et rien d’autre."""

import secrets
from collections.abc import Callable

import httpx
import pytest

from ens.kernel.identifiers import compute_ins_key
from ens.sandbox import cast
from tests.scenarios.backend import SCOPES
from tests.scenarios.deposits import PDF, cda_letter, located, reference, submission
from tests.scenarios.live import INS, House, entries, outcome_texts
from tests.scenarios.newcomers import Newcomer, newcomer

Send = Callable[[House, str, str], httpx.Response]


def _structure(house: House, name: str) -> str:
    """Register a structure of its own, with its own quota; gives its token."""
    number = house.ask("party", kind="STRUCTURE", identifier=f"1{secrets.randbelow(10**9):09d}", name=name)
    token: str = house.ask("token", kind="STRUCTURE", number=number, scopes=SCOPES)
    return token


def test_it_lists_and_reads_only_what_it_wrote(demo: House) -> None:
    """Deux structures déposent chez la même personne : chacune ne relit que le sien."""
    person = newcomer(demo)
    one, two = _structure(demo, "Une"), _structure(demo, "Deux")
    mine = demo.send(one, "POST", "DocumentReference", reference(person.ins, PDF)).json()
    theirs = demo.send(two, "POST", "DocumentReference", reference(person.ins, PDF)).json()
    for token, own, other in ((one, mine, theirs), (two, theirs, mine)):
        answer = demo.call(token, "GET", "DocumentReference", params={"patient": person.id, "_total": "accurate"})
        assert [each["id"] for each in entries(answer)] == [own["id"]]
        assert answer.json()["total"] == 1
        assert demo.call(token, "GET", f"DocumentReference/{own['id']}").status_code == 200
        assert demo.call(token, "GET", f"DocumentReference/{other['id']}").status_code == 404
        assert demo.call(token, "GET", other["content"][0]["attachment"]["url"]).status_code == 404
    seen = demo.call(person.token, "GET", "DocumentReference", params={"patient": person.id, "_total": "accurate"})
    assert seen.json()["total"] == 2


def test_it_finds_a_person_without_seeing_who_she_is(demo: House) -> None:
    """Pour déposer, une structure trouve la personne, sans rien apprendre d’elle."""
    answer = demo.call("hopital", "GET", "Patient", params={"identifier": cast.CAMILLE.ins.token})
    (found,) = entries(answer)
    assert set(found) == {"resourceType", "id", "identifier"}
    assert b"ROUSSEL" not in answer.content


def test_it_cannot_replace_or_touch_what_another_wrote(demo: House) -> None:
    """Une structure ne remplace pas, ne modifie pas et ne supprime pas le document d’une autre."""
    person = newcomer(demo)
    one, two = _structure(demo, "Une"), _structure(demo, "Deux")
    theirs = demo.send(two, "POST", "DocumentReference", reference(person.ins, PDF)).json()
    name = f"DocumentReference/{theirs['id']}"
    before = demo.ask("counts", space=person.space)
    replacing = reference(person.ins, PDF, relatesTo=[{"code": "replaces", "target": {"reference": name}}])
    stealing = reference(person.ins, PDF)
    stealing["content"][0]["attachment"] = {"url": theirs["content"][0]["attachment"]["url"]}
    assert demo.send(one, "POST", "DocumentReference", replacing).status_code == 404
    assert demo.send(one, "POST", "DocumentReference", stealing).status_code == 404
    assert demo.send(one, "PUT", name, theirs).status_code == 404
    assert demo.call(one, "DELETE", name).status_code == 404
    assert demo.send(one, "GET", name, b"").status_code == 404
    after = demo.ask("counts", space=person.space)
    assert {key: after[key] for key in ("items", "past", "files")} == {
        key: before[key] for key in ("items", "past", "files")
    }


SHUT = {
    "ANNOUNCED": "pas encore ouvert",
    "SUSPENDED": "suspendu",
    "OPPOSED": "opposée",
    "CLOSED": "fermé",
    "ERASED": "effacé",
}
WAYS: dict[str, Send] = {
    "transaction": lambda house, token, ins: house.send(token, "POST", "", submission(ins, PDF, "application/pdf")),
    "simplified": lambda house, token, ins: house.send(token, "POST", "DocumentReference", reference(ins, PDF)),
    "conditional": lambda house, token, ins: house.send(
        token, "POST", "DocumentReference", reference(ins, PDF), If_None_Exist="identifier=urn:oid:1.2.3"
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", SHUT)
def test_it_is_told_that_a_space_is_not_open_and_nothing_is_stored(demo: House, state: str, way: str) -> None:
    """Espace annoncé, suspendu, opposé, clos ou effacé : le dépôt est refusé, le motif est dit, rien n’est gardé."""
    person = newcomer(demo)
    demo.ask("set_state", space=person.space, state=state)
    before = demo.ask("counts", space=person.space)
    answer = WAYS[way](demo, _structure(demo, "Maison"), person.ins)
    assert answer.status_code == 403
    assert any(SHUT[state] in french for french, _ in outcome_texts(answer))
    after = demo.ask("counts", space=person.space)
    assert {key: after[key] - before[key] for key in after if key != "drafts"} == {
        "items": 0,
        "past": 0,
        "files": 0,
        "entries": 1,
    }


@pytest.mark.parametrize("way", WAYS)
def test_it_is_told_that_a_person_is_unknown(demo: House, way: str) -> None:
    """Matricule inconnu : la structure l’apprend, rien n’est gardé."""
    before = demo.ask("counts")
    answer = WAYS[way](demo, _structure(demo, "Maison"), f"{INS}|{_unknown_matricule()}")
    assert answer.status_code == 403
    assert "Aucun espace n’existe" in outcome_texts(answer)[0][0]
    after = demo.ask("counts")
    assert {key: after[key] for key in ("items", "past", "files")} == {
        key: before[key] for key in ("items", "past", "files")
    }


def test_others_do_not_learn_who_is_unknown(demo: House) -> None:
    """Un professionnel ou une application ne distinguent pas l’inconnu du non autorisé."""
    shut = newcomer(demo)
    demo.ask("set_state", space=shut.space, state="OPPOSED")
    for who in ("dr-nguyen", "applicoeur", "assureur"):
        answers = {
            demo.call(who, "GET", "DocumentReference", params={"patient.identifier": f"{INS}|{matricule}"}).content
            for matricule in (_unknown_matricule(), shut.matricule, cast.JEANNE.identity.matricule)
        }
        assert len(answers) == 1
        found = [
            demo.call(who, "GET", "Patient", params={"identifier": f"{INS}|{matricule}"})
            for matricule in (_unknown_matricule(), shut.matricule, cast.JEANNE.identity.matricule)
        ]
        assert [answer.json()["total"] for answer in found] == [0, 0, 0]


def test_answers_about_spaces_have_a_daily_quota(demo: House) -> None:
    """Au-delà du quota, la structure n’apprend plus rien : 429, avec le délai."""
    token = _structure(demo, "Curieuse")
    codes = []
    for _ in range(230):
        codes.append(demo.call(token, "GET", "Patient", params={"identifier": f"{INS}|{_unknown_matricule()}"}))
        if codes[-1].status_code == 429:
            break
    assert codes[-1].status_code == 429
    assert int(codes[-1].headers["Retry-After"]) > 0
    assert len(codes) == 201
    outcome_texts(codes[-1])


def test_it_deposits_when_blocked_but_reads_nothing_any_more(demo: House) -> None:
    """Bloquée, une structure dépose encore mais ne relit plus rien, dès la requête suivante."""
    person = newcomer(demo)
    number = demo.ask("party", kind="STRUCTURE", identifier=f"1{secrets.randbelow(10**9):09d}", name="Bloquée")
    token = demo.ask("token", kind="STRUCTURE", number=number, scopes=SCOPES)
    name = _deposited(demo, token, person)
    assert demo.call(token, "GET", name).status_code == 200
    demo.ask("block", space=person.space, owner=person.number, number=number)
    refused = demo.call(token, "GET", name)
    assert refused.status_code == 403
    assert "bloqué" in outcome_texts(refused)[0][0]
    assert demo.call(token, "GET", "DocumentReference", params={"patient": person.id}).status_code in {403, 404}
    other = _deposited(demo, token, person)
    assert demo.call(token, "GET", other).status_code == 403
    demo.ask("unblock", space=person.space, owner=person.number, number=number)
    assert demo.call(token, "GET", other).status_code == 200


def test_a_letter_about_somebody_else_is_refused(demo: House) -> None:
    """La lettre nomme une autre personne : refus expliqué, une ligne d’échec dans l’historique, rien de gardé."""
    person = newcomer(demo)
    before = demo.ask("counts", space=person.space)
    answer = demo.send("hopital", "POST", "", submission(person.ins, cda_letter(cast.JEANNE)))
    assert answer.status_code == 422
    assert "n’est pas la personne de cet espace" in outcome_texts(answer)[0][0]
    after = demo.ask("counts", space=person.space)
    assert after == before | {"entries": before["entries"] + 1}
    newest = demo.history(person.token, person.id, 2)
    assert newest[1]["outcome"] == "8"
    assert newest[1]["outcomeDesc"].startswith("failed")


def _deposited(house: House, token: str, person: Newcomer) -> str:
    answer = house.send(token, "POST", "", submission(person.ins, PDF, "application/pdf"))
    assert answer.status_code == 200, answer.text
    return located(answer.json(), "DocumentReference")


def _unknown_matricule() -> str:
    first = f"18001519{secrets.randbelow(10**5):05d}"
    return first + compute_ins_key(first)
