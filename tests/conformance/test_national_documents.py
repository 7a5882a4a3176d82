"""Every national example goes in, is filed right, and comes back: now, after a restart, after new keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ens.formats.cda import read_cda
from ens.kernel import clock
from ens.records import taxonomy
from ens.sandbox import cast
from tests.conformance.samples import NAMES, content, file_of, identity, message, needs_samples
from tests.scenarios.deposits import PDF, cda_letter, labelled, located, reference, submission
from tests.scenarios.live import House, entries, outcome_texts
from tests.scenarios.newcomers import newcomer

pytestmark = needs_samples
REAL_KEY_WRONG = "1.2.250.1.213.1.4.8"


@dataclass
class Archive:
    """What was deposited in a house: people by matricule, and for each file its name at the FHIR door."""

    house: House
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def person(self, name: str) -> dict[str, Any]:
        traits = identity(name)
        known = self.people.get(traits["matricule"])
        if known is None:
            made = self.house.ask("person", identity=traits)
            token = self.house.ask("token", kind="PERSON", number=made["number"], scopes="patient/*.cruds")
            ins = f"urn:oid:{traits['oid']}|{traits['matricule']}"
            known = self.people[traits["matricule"]] = made | {"token": token, "ins": ins}
        return known


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    house = House(demo=True)
    house.start()
    yield Archive(house)
    house.remove()


def deposit(archive: Archive, name: str) -> str:
    """Deposit a national document as its header describes it; gives the address of the DocumentReference."""
    sent, header = content(name), read_cda(content(name))
    message = submission(archive.person(name)["ins"], sent)
    document = message["entry"][1]["resource"]
    for left_to_the_document in ("type", "date", "author"):
        del document[left_to_the_document]
    del document["content"][0]["attachment"]["title"]
    if taxonomy.find_type(header.type_code) is None:
        document["type"] = {"coding": [{"code": header.type_code}]}
        document["category"] = [{"coding": [{"code": "10"}]}]
    answer = archive.house.send("hopital", "POST", "", message)
    assert answer.status_code == 200, answer.text
    archive.files[name] = located(answer.json(), "Binary")
    return located(answer.json(), "DocumentReference")


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_in_is_filed_and_comes_back(archive: Archive, name: str) -> None:
    sent, header = content(name), read_cda(content(name))
    person = archive.person(name)
    stored = archive.house.call(person["token"], "GET", deposit(archive, name)).json()
    assert archive.house.call(person["token"], "GET", archive.files[name]).content == sent
    assert stored["type"]["coding"][0]["code"] == header.type_code
    assert stored["content"][0]["attachment"]["title"] == header.title
    assert stored["date"] == clock.instant(header.date)
    assert stored["author"][0]["display"] == (header.authors[0].name or "Auteur inconnu")
    assert stored["content"][0]["attachment"]["contentType"] == "text/xml"
    assert stored["category"][0]["coding"][0]["code"]


def test_the_national_messages_go_in_and_replace_each_other(archive: Archive) -> None:
    """The ITI-65 examples as published, but for the patient and the id of what is replaced."""
    person, house = newcomer(archive.house), archive.house
    placeholder = "urn:oid:1.2.250.1.213.1.4.8|123456789012345"
    first = message("example-td2-iti65-lot-soumission", placeholder, person.ins)
    answer = house.send("hopital", "POST", "", first)
    assert answer.status_code == 200, answer.text
    document, binary = located(answer.json(), "DocumentReference"), located(answer.json(), "Binary")
    assert house.call(person.token, "GET", binary).content == file_of(first)
    second = message("example-td2-1-remplacement", placeholder, person.ins)
    text = house.http.build_request("POST", "/", json=second).content.replace(b"DocumentReference/doc-x-id",
                                                                              document.encode())  # fmt: skip
    replaced = house.send("hopital", "POST", "", text)
    assert replaced.status_code == 200, replaced.text
    new = located(replaced.json(), "DocumentReference")
    assert house.call(person.token, "GET", document).json()["status"] == "superseded"
    assert house.call(person.token, "GET", new).json()["status"] == "current"
    current = house.call(person.token, "GET", "DocumentReference", params={"patient": person.id, "status": "current"})
    assert [f"DocumentReference/{each['id']}" for each in entries(current)] == [new]
    assert house.call(person.token, "GET", f"{document}/_history/1").json()["status"] == "current"


def test_everything_comes_back_after_a_restart_and_after_new_keys(archive: Archive) -> None:
    """Bytes are the same after a restart, a rotation of a space's key, and of the root key."""
    for name in NAMES:
        if name not in archive.files:
            deposit(archive, name)
    assert len(archive.files) == len(NAMES)
    archive.house.stop()
    archive.house.start()
    _compare(archive)
    for person in archive.people.values():
        assert archive.house.ask("rotate", space=person["space"]) == 2
    _compare(archive)
    later = archive.house.send("hopital", "POST", "DocumentReference", reference(
        next(iter(archive.people.values()))["ins"], PDF))  # fmt: skip
    assert later.status_code == 201
    assert archive.house.ask("rotate_root") > len(archive.people)
    _compare(archive)
    archive.house.stop()
    archive.house.start()
    _compare(archive)
    assert archive.house.ask("verify_journal")["findings"] == []


def _compare(archive: Archive) -> None:
    for name, address in archive.files.items():
        token = archive.person(name)["token"]
        read = archive.house.call(token, "GET", address)
        assert read.status_code == 200, name
        assert read.content == content(name), name


WRONG_TRAITS = {
    "matricule": "290035199999999",
    "family": "AUTRE",
    "given": "PAULE",
    "birth": "19900313",
    "sex": "M",
}


@pytest.mark.parametrize("trait", WRONG_TRAITS)
@pytest.mark.parametrize("way", ["transaction", "simplified", "binary alone", "raw binary"])
def test_a_document_about_somebody_else_leaves_nothing(demo: House, trait: str, way: str) -> None:
    """One trait that differs is enough: 422, a failed line in the history, no item and no file."""
    person = newcomer(demo)
    own = {"matricule": person.matricule, "family": "ESSAI", "given": "LOUISE", "birth": "19900312", "sex": "F"}
    letter = cda_letter(cast.CAMILLE, **{**own, trait: WRONG_TRAITS[trait]})
    before = demo.ask("counts", space=person.space)
    if way == "raw binary":
        answer = demo.send("hopital", "POST", "Binary", letter, Content_Type="text/xml",
                           X_Security_Context=f"Patient/{person.id}")  # fmt: skip
    elif way == "binary alone":
        binary = submission(person.ins, letter)["entry"][2]["resource"]
        subject = {"securityContext": {"reference": f"Patient/{person.id}"}}
        answer = demo.send("hopital", "POST", "Binary", binary | subject)
    elif way == "simplified":
        document = reference(person.ins, letter)
        document["content"][0]["attachment"]["contentType"] = "text/xml"
        answer = demo.send("hopital", "POST", "DocumentReference", document)
    else:
        answer = demo.send("hopital", "POST", "", submission(person.ins, letter, **labelled("N")))
    assert answer.status_code == 422, answer.text
    assert outcome_texts(answer)
    assert demo.ask("counts", space=person.space) == before | {"entries": before["entries"] + 1}
    assert demo.history(person.token, person.id, 2)[1]["outcome"] == "8"


def test_a_header_that_says_too_little_still_names_its_patient(demo: House) -> None:
    person = newcomer(demo)
    letter = cda_letter()  # about Camille
    poor = letter.replace(b'<effectiveTime value="20260302101500+0100"/>', b"")
    assert demo.send("hopital", "POST", "", submission(person.ins, poor)).status_code == 422


def test_a_real_identity_with_a_wrong_key_is_refused(demo: House) -> None:
    answer = demo.send("hopital", "POST", "", submission(f"urn:oid:{REAL_KEY_WRONG}|123456789012345", PDF,
                                                         "application/pdf"))  # fmt: skip
    assert answer.status_code == 422
    assert "clé" in outcome_texts(answer)[0][0]
