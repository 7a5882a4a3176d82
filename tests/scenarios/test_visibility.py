"""Non annoncé, masqué, bloqué, autorisé : ce que chacun voit, et ce que rien ne trahit."""

import pytest

from ens.sandbox import cast
from tests.scenarios.deposits import PDF, labelled, located, reference, submission
from tests.scenarios.live import House, entries, outcome_texts
from tests.scenarios.newcomers import Newcomer, newcomer


@pytest.fixture(scope="module")
def person(demo: House) -> Newcomer:
    """Une personne soignée par le Dr Martin, qui a aussi autorisé le Dr Nguyen."""
    made = newcomer(demo)
    martin = demo.ask("find_party", identifier=f"8{cast.DR_MARTIN.rpps}")
    nguyen = demo.ask("find_party", identifier=f"8{cast.DR_NGUYEN.rpps}")
    demo.ask("choose_treating", space=made.space, owner=made.number, number=martin)
    demo.ask("authorise", space=made.space, owner=made.number, number=nguyen)
    return made


def _deposit(demo: House, person: Newcomer, *labels: str) -> tuple[str, str, str]:
    """Deposit with labels; gives document, file and lot."""
    message = submission(person.ins, PDF, "application/pdf", **labelled("N", *labels))
    answer = demo.send("hopital", "POST", "", message)
    assert answer.status_code == 200, answer.text
    document, binary, lot = (located(answer.json(), kind) for kind in ("DocumentReference", "Binary", "List"))
    return document, binary, lot


def _identifier(demo: House, document: str) -> str:
    master = demo.call("hopital", "GET", document).json()["masterIdentifier"]
    return f"{master['system']}|{master['value']}"


def _total(demo: House, who: str, person: Newcomer, kind: str = "DocumentReference", **criteria: str) -> int:
    answer = demo.call(who, "GET", kind, params={"patient": person.id, "_total": "accurate", **criteria})
    assert answer.status_code == 200, answer.text
    total: int = answer.json()["total"]
    assert len(answer.json().get("entry", [])) == min(total, 50)
    return total


@pytest.mark.threat("T-09")
def test_what_is_not_announced_is_invisible_to_the_person(demo: House, person: Newcomer) -> None:
    """Un résultat à annoncer n’existe pas encore pour la personne : ni lecture, ni liste, ni total, ni version."""
    before = {kind: _total(demo, person.token, person, kind) for kind in ("DocumentReference", "List")}
    hidden = _deposit(demo, person, "INVISIBLE_PATIENT")
    unknown = demo.call(person.token, "GET", "DocumentReference/" + "a" * 26)
    for name in hidden:
        for path in (name, f"{name}/_history", f"{name}/_history/1"):
            answer = demo.call(person.token, "GET", path)
            assert (answer.status_code, answer.content) == (404, unknown.content), path
    assert {kind: _total(demo, person.token, person, kind) for kind in before} == before
    known = _identifier(demo, hidden[0])
    for criteria in (
        {"identifier": known},
        {"_id": hidden[0].partition("/")[2]},
        {"security-label": "INVISIBLE_PATIENT"},
    ):
        assert _total(demo, person.token, person, **criteria) == 0
        assert _total(demo, "hopital", person, **criteria) == 1
    counted = demo.call(person.token, "GET", "DocumentReference",
                        params={"patient": person.id, "_summary": "count"})  # fmt: skip
    assert counted.json()["total"] == before["DocumentReference"]


@pytest.mark.threat("T-09")
def test_a_conditional_create_tells_nothing_of_it(demo: House, person: Newcomer) -> None:
    """Un dépôt conditionnel de la personne ne lui apprend pas qu’un document caché existe."""
    document, _, _ = _deposit(demo, person, "INVISIBLE_PATIENT")
    known = _identifier(demo, document)
    answer = demo.send(person.token, "POST", "DocumentReference", reference(person.ins, PDF),
                       If_None_Exist=f"identifier={known}")  # fmt: skip
    assert answer.status_code == 201


@pytest.mark.threat("T-09")
def test_changes_by_the_person_tell_nothing_of_it(demo: House, person: Newcomer) -> None:
    """Ni modification, ni suppression, ni remplacement ne trahissent un document caché."""
    document, binary, _ = _deposit(demo, person, "INVISIBLE_PATIENT")
    unknown = f"DocumentReference/{'a' * 26}"
    for method in ("DELETE", "PATCH", "PUT"):
        answers = []
        for name in (document, unknown):
            body: object = [{"op": "replace", "path": "/status", "value": "superseded"}]
            kind = "application/json-patch+json"
            if method == "PUT":
                body, kind = reference(person.ins, PDF, id=name.partition("/")[2]), "application/fhir+json"
            answers.append(demo.send(person.token, method, name, body, Content_Type=kind))
        assert [answer.status_code for answer in answers] == [404, 404], method
        assert answers[0].content == answers[1].content
    for target in (document, unknown):
        related = [{"code": "replaces", "target": {"reference": target}}]
        answer = demo.send(person.token, "POST", "DocumentReference", reference(person.ins, PDF, relatesTo=related))
        assert answer.status_code in {404, 422}
    citing = reference(person.ins, PDF)
    citing["content"][0]["attachment"] = {"url": binary}
    assert demo.send(person.token, "POST", "DocumentReference", citing).status_code == 404


def test_the_treating_doctor_sees_what_is_to_be_announced(demo: House, person: Newcomer) -> None:
    """Le Dr Martin voit ce qu’il doit annoncer."""
    document, binary, _ = _deposit(demo, person, "INVISIBLE_PATIENT")
    assert demo.call("dr-martin", "GET", document).status_code == 200
    assert demo.call("dr-martin", "GET", binary).content == PDF
    listed = entries(demo.call("dr-martin", "GET", "DocumentReference", params={"patient": person.id}))
    assert document in {f"DocumentReference/{each['id']}" for each in listed}


def test_once_announced_it_appears(demo: House, person: Newcomer) -> None:
    """Annoncé par l’hôpital, le document, son fichier et son lot apparaissent à la requête suivante."""
    document, binary, lot = _deposit(demo, person, "INVISIBLE_PATIENT")
    resource = demo.call("hopital", "GET", document).json()
    assert demo.call(person.token, "GET", document).status_code == 404
    announced = demo.send("hopital", "PUT", document, resource | labelled("N"), If_Match='W/"1"')
    assert announced.status_code == 200, announced.text
    assert demo.call(person.token, "GET", document).status_code == 200
    assert demo.call(person.token, "GET", binary).content == PDF
    assert demo.call(person.token, "GET", lot).status_code == 200


@pytest.mark.threat("T-10")
def test_a_masked_document_hides_from_other_professionals(demo: House, person: Newcomer) -> None:
    """Masqué : visible de la personne, de l’auteur et du médecin traitant ; les autres n’en savent rien."""
    before = _total(demo, "dr-nguyen", person)
    document, binary, _ = _deposit(demo, person, "MASQUE_PS")
    assert demo.call("dr-nguyen", "GET", document).status_code == 404
    assert demo.call("dr-nguyen", "GET", binary).status_code == 404
    assert _total(demo, "dr-nguyen", person) == before
    for who in (person.token, "hopital", "dr-martin"):
        assert demo.call(who, "GET", document).status_code == 200
        assert demo.call(who, "GET", binary).content == PDF


@pytest.mark.threat("T-10")
def test_masking_and_unmasking_hold_on_the_next_request(demo: House, person: Newcomer) -> None:
    """Masquer puis démasquer agit à la requête suivante, sur le document comme sur son fichier."""
    document, binary, _ = _deposit(demo, person)
    resource = demo.call("hopital", "GET", document).json()
    assert demo.call("dr-nguyen", "GET", document).status_code == 200
    for label, status in (("MASQUE_PS", 404), ("N", 200)):
        assert demo.send("hopital", "PUT", document, resource | labelled(label)).status_code == 200
        assert demo.call("dr-nguyen", "GET", document).status_code == status
        assert demo.call("dr-nguyen", "GET", binary).status_code == status


@pytest.mark.threat("T-10")
def test_a_block_holds_on_the_next_request(demo: House) -> None:
    """Bloqué, le Dr Nguyen ne lit plus rien dès la requête suivante, même en urgence ; ensuite, il faut réautoriser."""
    person = newcomer(demo)
    nguyen = demo.ask("find_party", identifier=f"8{cast.DR_NGUYEN.rpps}")
    place = {"space": person.space, "owner": person.number, "number": nguyen}
    document, binary, _ = _deposit(demo, person)
    assert demo.call("dr-nguyen", "GET", document).status_code == 404
    demo.ask("authorise", **place)
    assert demo.call("dr-nguyen", "GET", document).status_code == 200
    demo.ask("block", **place)
    for mode in ("normal", "bris_de_glace", "centre_15"):
        for name in (document, binary, f"DocumentReference?patient={person.id}"):
            answer = demo.call("dr-nguyen", "GET", name, headers={"X-Access-Mode": mode})
            assert answer.status_code in {403, 404}
    demo.ask("unblock", **place)
    assert demo.call("dr-nguyen", "GET", document).status_code == 404
    demo.ask("authorise", **place)
    assert demo.call("dr-nguyen", "GET", document).status_code == 200


def test_a_blocked_professional_is_told_why(demo: House, person: Newcomer) -> None:
    """Le professionnel autorisé puis bloqué apprend qu’il l’est ; celui qui n’a jamais eu de droit n’apprend rien."""
    someone = newcomer(demo)
    nguyen = demo.ask("find_party", identifier=f"8{cast.DR_NGUYEN.rpps}")
    document, _, _ = _deposit(demo, someone)
    demo.ask("block", space=someone.space, owner=someone.number, number=nguyen)
    assert demo.call("dr-nguyen", "GET", document).status_code == 404
    written = demo.send("dr-nguyen", "POST", "DocumentReference", reference(someone.ins, PDF))
    assert written.status_code == 201
    refused = demo.call("dr-nguyen", "GET", f"DocumentReference/{written.json()['id']}")
    assert refused.status_code == 403
    assert "bloqué" in outcome_texts(refused)[0][0]


@pytest.mark.threat("T-12")
def test_a_revoked_token_is_dead_at_once(demo: House, person: Newcomer) -> None:
    """Un jeton révoqué ne vaut plus rien, tout de suite."""
    token = demo.ask("token", kind="PERSON", number=person.number, scopes="patient/*.cruds")
    assert demo.call(token, "GET", f"Patient/{person.id}").status_code == 200
    assert demo.ask("revoke", text=token) is True
    assert demo.call(token, "GET", f"Patient/{person.id}").status_code == 401


@pytest.mark.threat("T-12")
@pytest.mark.parametrize(
    ("scopes", "read", "listed", "created"),
    [
        ("patient/DocumentReference.r", 200, 403, 403),
        ("patient/DocumentReference.s", 403, 200, 403),
        ("patient/DocumentReference.rs", 200, 200, 403),
        ("patient/Observation.cruds", 403, 403, 403),
        ("", 403, 403, 403),
    ],
)
def test_a_token_does_no_more_than_its_scopes(
    demo: House, person: Newcomer, scopes: str, read: int, listed: int, created: int
) -> None:
    """Un jeton ne fait rien de plus que ce pour quoi il a été donné."""
    document, _, _ = _deposit(demo, person)
    token = demo.ask("token", kind="PERSON", number=person.number, scopes=scopes)
    assert demo.call(token, "GET", document).status_code == read
    assert demo.call(token, "GET", "DocumentReference", params={"patient": person.id}).status_code == listed
    assert demo.send(token, "POST", "DocumentReference", reference(person.ins, PDF)).status_code == created


@pytest.mark.threat("T-12")
def test_an_expired_token_is_dead(demo: House, person: Newcomer) -> None:
    """Un jeton expiré ne vaut rien."""
    token = demo.ask("token", kind="PERSON", number=person.number, scopes="patient/*.cruds", seconds=-1)
    assert demo.call(token, "GET", f"Patient/{person.id}").status_code == 401


@pytest.mark.threat("T-10")
def test_a_lot_is_never_more_visible_than_its_documents(demo: House, person: Newcomer) -> None:
    """Un lot suit ses documents : modifié seul, ou créé après eux, il ne les trahit pas."""
    document, _, lot = _deposit(demo, person, "INVISIBLE_PATIENT")
    other, _, _ = _deposit(demo, person)
    resource = demo.call("hopital", "GET", lot).json()
    assert demo.send("hopital", "PUT", lot, resource | {"title": "Autre titre"}).status_code == 200
    assert demo.call(person.token, "GET", lot).status_code == 404
    both = [{"item": {"reference": name}} for name in (document, other)]
    folder = {key: value for key, value in resource.items() if key not in {"id", "meta"}} | {"entry": both}
    made = demo.send("hopital", "POST", "List", folder)
    assert made.status_code == 201, made.text
    name = f"List/{made.json()['id']}"
    assert demo.call(person.token, "GET", name).status_code == 404
    shown = demo.call("hopital", "GET", other).json()
    assert demo.send("hopital", "PUT", other, shown | labelled("MASQUE_PS")).status_code == 200
    assert demo.call("dr-nguyen", "GET", name).status_code == 404
    assert demo.send("hopital", "PUT", other, shown | labelled("N")).status_code == 200
    assert demo.call(person.token, "GET", name).status_code == 404  # the other document is still to be announced
    hidden = demo.call("hopital", "GET", document).json()
    assert demo.send("hopital", "PUT", document, hidden | labelled("N")).status_code == 200
    assert demo.call(person.token, "GET", name).status_code == 200
    assert demo.call("dr-nguyen", "GET", name).status_code == 200
