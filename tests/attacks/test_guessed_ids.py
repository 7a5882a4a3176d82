"""T-09: an id opens its own thing, for who may have it: guessed, bent or brought into another space it is nothing."""

import json
import secrets
from typing import NamedTuple

import pytest
from django.http.response import HttpResponseBase

from ens.gate.house import house
from ens.kernel.ids import NO_ITEM, IdCodec, new_item, new_space
from tests.databases import Database
from tests.factories.callers import Caller, new_structure
from tests.factories.journal import last
from tests.factories.people import Holder, new_person
from tests.factories.software import Software, bytes_of
from tests.scenarios.deposits import PDF, located, reference, submission
from tests.scenarios.live import INS

pytestmark = pytest.mark.threat("T-09")

KINDS = ("DocumentReference", "Binary", "List")
PATCH = [{"op": "replace", "path": "/description", "value": "x"}]


class Deposit(NamedTuple):
    """What a hospital has deposited for somebody: `Kind/id` of each thing."""

    holder: Holder
    things: dict[str, str]

    @property
    def ins(self) -> str:
        return f"{INS}|{self.holder.identity.matricule}"

    @property
    def patient(self) -> str:
        return f"Patient/{house().codec.encode(self.holder.space, NO_ITEM)}"


class Scene(NamedTuple):
    """A hospital that has written for Camille and for Jeanne: author of both, it may read both."""

    hospital: Caller
    camille: Deposit
    jeanne: Deposit


@pytest.fixture
def scene(database: Database) -> Scene:
    hospital = new_structure()
    return Scene(hospital, deposit(hospital), deposit(hospital))


def deposit(hospital: Caller) -> Deposit:
    holder = new_person()
    message = submission(f"{INS}|{holder.identity.matricule}", PDF, "application/pdf")
    made = Software(hospital.token).json("POST", "", message)
    return Deposit(holder, {kind: located(made, kind) for kind in KINDS})


def told(answer: HttpResponseBase) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    return answer.status_code, bytes_of(answer), tuple(sorted(answer.items()))


def stored(scene: Scene, whose: Deposit) -> dict[str, bytes]:
    program = Software(scene.hospital.token)
    return {name: bytes_of(program.call("GET", name)) for name in whose.things.values()}


def test_no_bent_or_foreign_id_leads_anywhere(scene: Scene) -> None:
    """Each of the 128 bits of an id turned, ids under another key, ids drawn: one answer, to the person herself."""
    camille = Software(scene.camille.holder.caller.token)
    own = scene.camille.things["DocumentReference"].partition("/")[2]
    assert camille.call("GET", f"DocumentReference/{own}").status_code == 200
    place = house().codec.decode(own)
    assert place is not None
    foreign = IdCodec(secrets.token_bytes(16))
    bent = [turned(own, bit) for bit in range(128)]
    others = [foreign.encode(*place), *(drawn() for _ in range(9))]
    beside = [house().codec.encode(scene.camille.holder.space, new_item()) for _ in range(9)]
    answers = {told(camille.call("GET", f"DocumentReference/{each}")) for each in [*bent, *others]}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert {camille.call("GET", f"DocumentReference/{each}").status_code for each in beside} == {404}


def drawn() -> str:
    """Draw the id of nothing."""
    return house().codec.encode(new_space(), new_item())


def turned(public: str, bit: int) -> str:
    """Turn one of the bits that an id is made of."""
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    place, inside = divmod(bit, 5)
    return public[:place] + alphabet[alphabet.index(public[place]) ^ 16 >> inside] + public[place + 1 :]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_somebody_elses_ids_answer_like_those_of_nothing(scene: Scene, method: str) -> None:
    jeanne = Software(scene.jeanne.holder.caller.token)
    for kind, name in scene.camille.things.items():
        answers = []
        for path in (name, f"{kind}/{drawn()}"):
            body: object = PATCH if method == "PATCH" else {**reference(scene.jeanne.ins, PDF), "id": path[-26:]}
            form = "application/json-patch+json" if method == "PATCH" else "application/fhir+json"
            answers.append(told(jeanne.call(method, path, b"" if method in {"GET", "DELETE"} else body, kind=form)))
        assert answers[0] == answers[1], (method, kind)
        assert answers[0][0] in {404, 405, 422}, (method, kind)
    assert last(scene.camille.holder.space).actor_number in {scene.jeanne.holder.number, scene.hospital.number}


def test_an_id_names_one_kind_of_thing(scene: Scene) -> None:
    program = Software(scene.hospital.token)
    ids = {kind: name.partition("/")[2] for kind, name in scene.camille.things.items()}
    ids["Patient"] = scene.camille.patient.partition("/")[2]
    for kind in (*KINDS, "Patient", "AuditEvent"):
        wrong = {told(program.call("GET", f"{kind}/{public}")) for name, public in ids.items() if name != kind}
        assert len(wrong) == 1, kind
        assert wrong.pop()[0] == 404


def test_the_id_of_a_thing_is_not_that_of_its_person(scene: Scene) -> None:
    program = Software(scene.hospital.token)
    own = scene.camille.patient.partition("/")[2]
    of_a_thing = scene.camille.things["DocumentReference"].partition("/")[2]
    for ask in ("DocumentReference?patient={}", "AuditEvent?patient={}"):
        answers = {told(program.call("GET", ask.format(public))) for public in (of_a_thing, drawn())}
        assert len(answers) == 1, ask
        assert answers.pop()[0] in {403, 404}
    statuses = []
    for public in (own, of_a_thing, drawn()):
        letter = reference(scene.camille.ins, PDF) | {"subject": {"reference": f"Patient/{public}"}}
        statuses.append(program.call("POST", "DocumentReference", letter).status_code)
    assert statuses == [201, 403, 403]


def citing(scene: Scene, what: str) -> object:
    """Write something for Camille that takes a thing of Jeanne's into itself."""
    theirs = scene.jeanne.things
    document = reference(scene.camille.ins, PDF)
    bundle = submission(scene.camille.ins, PDF, "application/pdf")
    if what == "file":
        document["content"][0]["attachment"] = {"contentType": "application/pdf", "url": theirs["Binary"]}
    elif what == "replaced document":
        document["relatesTo"] = [{"code": "replaces", "target": {"reference": theirs["DocumentReference"]}}]
    elif what == "lot":
        bundle["entry"][0]["resource"]["entry"] = [{"item": {"reference": theirs["DocumentReference"]}}]
        return bundle["entry"][0]["resource"]
    elif what == "file in a transaction":
        bundle["entry"][1]["resource"]["content"][0]["attachment"]["url"] = theirs["Binary"]
        return bundle | {"entry": bundle["entry"][:2]}
    elif what == "her document in the transaction":
        changed = {"resource": document | {"id": theirs["DocumentReference"][-26:]}}
        bundle["entry"].append({**changed, "request": {"method": "PUT", "url": theirs["DocumentReference"]}})
        return bundle
    return document


@pytest.mark.parametrize(
    "what", ["file", "replaced document", "lot", "file in a transaction", "her document in the transaction"]
)
def test_nothing_of_one_space_is_taken_into_another_even_by_who_reads_both(scene: Scene, what: str) -> None:
    program = Software(scene.hospital.token)
    before = stored(scene, scene.jeanne), stored(scene, scene.camille)
    body = citing(scene, what)
    path = {"file in a transaction": "", "her document in the transaction": "", "lot": "List"}.get(what, KINDS[0])
    answer = program.call("POST", path, body)
    assert answer.status_code in {404, 422}, (what, bytes_of(answer))
    assert (stored(scene, scene.jeanne), stored(scene, scene.camille)) == before
    assert program.call("POST", KINDS[0], reference(scene.camille.ins, PDF)).status_code == 201


def test_a_document_does_not_change_hands(scene: Scene) -> None:
    """The hospital changes Jeanne's document, and says in it that it is Camille's."""
    program, name = Software(scene.hospital.token), scene.jeanne.things["DocumentReference"]
    resource = program.json("GET", name)
    before = stored(scene, scene.jeanne)
    matricule = scene.camille.holder.identity.matricule
    for subject in (
        {"reference": scene.camille.patient},
        {"reference": f"Patient?identifier={scene.camille.ins}"},
        {"identifier": {"system": INS, "value": matricule}},
        {"reference": scene.jeanne.patient, "identifier": {"system": INS, "value": matricule}},
    ):
        answer = program.call("PUT", name, resource | {"subject": subject})
        assert answer.status_code == 422, (subject, bytes_of(answer))
        assert stored(scene, scene.jeanne) == before
    new = reference(scene.jeanne.ins, PDF) | {"subject": subject}
    assert program.call("POST", KINDS[0], new).status_code == 422
    own = {
        "subject": resource["subject"] | {"identifier": {"system": "urn:oid:1.2.250.1.71.4.2.2.9", "value": "IPP-7"}}
    }
    assert program.call("PUT", name, resource | own).status_code == 200


@pytest.mark.parametrize("way", ["_id", "identifier", "cursor"])
def test_a_search_in_one_space_finds_nothing_of_another(scene: Scene, way: str) -> None:
    program = Software(scene.hospital.token)
    theirs = program.json("GET", scene.jeanne.things["DocumentReference"])
    master = theirs["masterIdentifier"]
    asked = {
        "_id": f"_id={theirs['id']}",
        "identifier": f"identifier={master['system']}|{master['value']}",
        "cursor": f"_cursor=1.{theirs['id']}",
    }[way]
    answer = program.call("GET", f"DocumentReference?patient={scene.camille.patient[8:]}&{asked}")
    assert answer.status_code == (400 if way == "cursor" else 200)
    assert way == "cursor" or json.loads(bytes_of(answer))["total"] == 0
    found = program.json("GET", f"DocumentReference?patient={scene.jeanne.patient[8:]}&_id={theirs['id']}")
    assert found["total"] == 1
