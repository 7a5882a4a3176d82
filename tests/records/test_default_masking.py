"""Who wants what others deposit to be masked finds it masked: document, file and lot alike, and not what she adds."""

import json

import pytest

from ens.gate.choices import Choices, make_choices
from ens.gate.door import read
from ens.kernel.errors import NotFound
from ens.policy.facts import Flag
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import publish
from tests.factories.people import Holder, new_person

LABEL = "https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument"
MASKED = Choices(masks_new=True, regulation=True, break_glass=True)


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


def test_a_hospitals_document_comes_in_masked_when_she_wants_it_so(camille: Holder) -> None:
    hospital, physician = new_structure(), new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    before = publish(hospital, camille.identity)
    make_choices(camille.visit, camille.space, MASKED)
    after = publish(hospital, camille.identity)
    assert read(physician.visit, before.space, before.item, "DocumentReference").header.flags == 0
    with pytest.raises(NotFound):
        read(physician.visit, after.space, after.item, "DocumentReference")
    found = read(camille.visit, after.space, after.item, "DocumentReference")
    assert found.header.has(Flag.MASKED)
    labels = json.loads(found.resource)["securityLabel"]
    assert labels == [{"coding": [{"system": LABEL, "code": "MASQUE_PS"}]}]


def test_its_file_is_masked_with_it(camille: Holder) -> None:
    make_choices(camille.visit, camille.space, MASKED)
    hospital = new_structure()
    place = publish(hospital, camille.identity)
    url = json.loads(read(camille.visit, place.space, place.item, "DocumentReference").resource)["content"][0][
        "attachment"
    ]["url"]
    assert url.startswith("Binary/")


def test_what_waits_to_be_announced_goes_on_waiting(camille: Holder) -> None:
    """The two labels do not go together (EX_2.1-1050): announcing comes first."""
    make_choices(camille.visit, camille.space, MASKED)
    label = {"coding": [{"system": LABEL, "code": "INVISIBLE_PATIENT"}]}
    hospital = new_structure()
    place = publish(hospital, camille.identity, securityLabel=[label])
    assert read(hospital.visit, place.space, place.item, "DocumentReference").header.flags == Flag.NOT_ANNOUNCED


def test_what_she_adds_herself_is_shown_as_she_says(camille: Holder) -> None:
    make_choices(camille.visit, camille.space, MASKED)
    place = publish(camille.caller, camille.identity)
    assert read(camille.visit, place.space, place.item, "DocumentReference").header.flags == 0
