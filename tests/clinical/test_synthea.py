"""Whole records of fictional patients come in by one transaction, and come back with the same content."""

import tarfile
from pathlib import Path

import pytest

from bench.synthea import bundles
from bench.synthea.checking import check, find_conditional, links_of, patient_of
from bench.synthea.compare import differences
from ens.kernel.identifiers import INS_TEST
from ens.kernel.identity import Identity
from ens.lifecycle import services as lifecycle
from tests.factories.fhir_door import Door
from tests.factories.people import new_matricule

ARCHIVE = Path(__file__).resolve().parents[3] / "shared" / "data" / "load" / "synthea-r4-119p.tar.xz"


@pytest.fixture(scope="session")
def synthea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the two batches and the smallest patient."""
    if not ARCHIVE.exists():
        pytest.skip("no Synthea patients on this machine")
    folder = tmp_path_factory.mktemp("synthea")
    with tarfile.open(ARCHIVE) as archive:
        members = sorted((each for each in archive if each.name.endswith(".json")), key=lambda each: each.size)
        wanted = [each for each in members if Path(each.name).name.startswith("0-")] + members[:1]
        archive.extractall(folder, wanted, filter="data")
    return folder


def load_directory(keeper: Door, folder: Path, wanted: set[str]) -> None:
    """Send of the two batches the lines that some conditional references name."""
    for path in bundles.directory_files(folder):
        batch = bundles.read(path)
        batch["entry"] = [each for each in batch["entry"] if _condition(each) in wanted]
        for _ in range(2):  # the second time finds what the first one brought
            answer = keeper.post("", bundles.encode(batch))
            assert {entry["response"]["status"] for entry in answer.json()["entry"]} <= {"201", "200"}, answer.body


def _condition(entry: bundles.Resource) -> str:
    return f"{entry['request']['url']}?{entry['request'].get('ifNoneExist', '')}"


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
    bundle = bundles.read(bundles.patient_files(synthea)[0])
    load_directory(keeper, synthea, bundles.conditional(bundle))
    sent = bundles.prepare(bundle, open_for(bundles.person_of(bundle)))
    answer = door.post("", bundles.encode(sent))
    assert answer.status == 200, answer.body[:3000]
    links = links_of(sent, bundles.decode(answer.body))

    def get(path: str) -> bytes:
        found = door.get(path)
        assert found.status == 200, found.body
        return found.body

    links |= find_conditional(sent, get, {})
    everything = bundles.decode(get(f"{patient_of(sent, links)}/$everything"))
    assert check(sent, everything, links, get) == []
    for entry in sent["entry"][:20]:
        assert differences(entry["resource"], bundles.decode(get(links[entry["fullUrl"]])), links) == []


def test_the_comparison_finds_a_digit_that_is_lost() -> None:
    sent = bundles.decode(b'{"resourceType":"Observation","valueQuantity":{"value":72.50}}')
    got = bundles.decode(b'{"resourceType":"Observation","id":"a","valueQuantity":{"value":72.5}}')
    assert differences(sent, got, {}) == ["Observation.valueQuantity.value: Decimal('72.50') became Decimal('72.5')"]
    assert differences(sent, sent | {"id": "a", "meta": {"versionId": "1"}}, {}) == []
