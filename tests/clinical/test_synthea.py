"""Whole records of fictional patients come in by one transaction, and come back with the same content."""

import tarfile
from pathlib import Path

import pytest

from bench.synthea import bundles
from bench.synthea.compare import differences
from ens.kernel.identifiers import INS_TEST
from ens.kernel.identity import Identity
from ens.lifecycle import services as lifecycle
from tests.factories.fhir_door import Door
from tests.factories.people import new_matricule

ARCHIVE = Path(__file__).resolve().parents[3] / "shared" / "data" / "load" / "synthea-r4-119p.tar.xz"


@pytest.fixture(scope="session")
def synthea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the two batches and three of the smallest patients."""
    if not ARCHIVE.exists():
        pytest.skip("no Synthea patients on this machine")
    folder = tmp_path_factory.mktemp("synthea")
    with tarfile.open(ARCHIVE) as archive:
        members = sorted((each for each in archive if each.name.endswith(".json")), key=lambda each: each.size)
        wanted = [each for each in members if Path(each.name).name.startswith("0-")] + members[:3]
        archive.extractall(folder, wanted, filter="data")
    return folder


def load_directory(keeper: Door, folder: Path) -> None:
    for path in bundles.directory_files(folder):
        answer = keeper.post("", path.read_bytes())
        assert {entry["response"]["status"] for entry in answer.json()["entry"]} <= {"201", "200"}, answer.body[:2000]


def open_for(stated: bundles.Resource) -> str:
    """Open the space of a patient of Synthea; gives the matricule."""
    name = next(each for each in stated["name"] if each["use"] == "official")
    matricule = new_matricule()
    identity = Identity(
        matricule, INS_TEST, name["family"], tuple(name["given"]), stated["birthDate"], stated["gender"], ""
    )
    lifecycle.open_space(identity)
    return matricule


def test_a_patient_comes_in_whole_and_comes_back_the_same(door: Door, keeper: Door, synthea: Path) -> None:
    load_directory(keeper, synthea)
    for path in bundles.patient_files(synthea):
        bundle = bundles.read(path)
        sent = bundles.prepare(bundle, open_for(bundles.person_of(bundle)))
        answer = door.post("", bundles.encode(sent))
        assert answer.status == 200, answer.body[:3000]
        check(door, sent, bundles.decode(answer.body))


def check(door: Door, sent: bundles.Resource, answer: bundles.Resource) -> None:
    """Compare everything that the depositor gets back with what it sent, files included."""
    links = {
        entry["fullUrl"]: got["response"]["location"].partition("/_history")[0]
        for entry, got in zip(sent["entry"], answer["entry"], strict=True)
    }
    for text in bundles.conditional(sent):
        links[text] = found(door, text)
    patient = links[next(each["fullUrl"] for each in sent["entry"] if each["resource"]["resourceType"] == "Patient")]
    got = bundles.decode(door.get(f"{patient}/$everything").body)
    back = {f"{each['resource']['resourceType']}/{each['resource']['id']}": each["resource"] for each in got["entry"]}
    assert len(back) == len(sent["entry"]) == got["total"]
    for entry in sent["entry"]:
        name, resource = links[entry["fullUrl"]], entry["resource"]
        assert differences(resource, back[name], links) == []
        assert differences(resource, bundles.decode(door.get(name).body), links) == []
        for data, url in bundles.files(resource, back[name]):
            assert door.get(url).body == data


def found(door: Door, text: str) -> str:
    kind, _, condition = text.partition("?")
    (one,) = door.get(f"{kind}?{condition}").resources
    return f"{kind}/{one['id']}"
