"""From the opening of a space to its erasure: nothing opens it any more, and neighbours are untouched."""

import pytest
from django.conf import settings

from ens.gate import history, people
from ens.gate.house import database, house
from ens.kernel.errors import Conflict, NotFound, Refused
from ens.lifecycle import services as lifecycle
from ens.policy.facts import SpaceState
from ens.registry import people as persons
from ens.registry import spaces
from ens.sharing import services as sharing
from ens.vault import shred
from tests.databases import Database
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import PDF, Sheet, deposit, read
from tests.factories.journal import count, house_entries
from tests.factories.people import Holder, new_person
from tests.gate.looking import files_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def camille() -> Holder:
    return new_person()


def test_at_death_a_space_shuts_for_everybody_and_an_error_is_taken_back(camille: Holder) -> None:
    hospital, martin = new_structure(), new_professional()
    document = deposit(hospital, camille.space)
    sharing.authorise(camille.visit, camille.space, martin.number)
    lifecycle.declare_death(camille.space)
    for caller in (hospital, martin, camille.caller):
        with pytest.raises(Refused) as told:
            read(caller, document)
        assert told.value.reasons == ("deceased",)
    with pytest.raises(Refused):
        deposit(hospital, camille.space)
    with pytest.raises(Refused):
        lifecycle.erase_space(camille.visit, camille.space)
    lifecycle.take_back_death(camille.space)
    for caller in (hospital, martin, camille.caller):
        assert read(caller, document)
    assert deposit(hospital, camille.space)


def test_a_closed_space_is_shut_for_everybody_and_can_be_erased(camille: Holder) -> None:
    hospital = new_structure()
    document = deposit(hospital, camille.space)
    lifecycle.close_space(camille.visit, camille.space)
    for caller in (hospital, camille.caller):
        with pytest.raises(Refused) as told:
            read(caller, document)
        assert told.value.reasons == ("space_closed",)
    with pytest.raises(Refused):
        history.list_entries(camille.visit, camille.space, None, 9)
    with pytest.raises(Refused):
        lifecycle.close_space(camille.visit, camille.space)
    assert lifecycle.erase_space(camille.visit, camille.space)


def test_the_keys_of_a_space_that_is_not_erased_are_never_destroyed(camille: Holder) -> None:
    document = deposit(new_structure(), camille.space)
    lifecycle.close_space(camille.visit, camille.space)
    with pytest.raises(NotFound) as told:
        lifecycle.finish_erasure(camille.space)
    assert told.value.reasons == ("not_erased",)
    assert house().keys.keyring(camille.space, 1) is not None
    assert document


def test_an_erased_space_is_unknown_to_everybody_even_to_camille(camille: Holder) -> None:
    hospital, neighbour = new_structure(), new_person()
    document, theirs = deposit(hospital, camille.space, Sheet(file=PDF)), deposit(hospital, neighbour.space)
    entries_before = count("entry", camille.space)
    lifecycle.erase_space(camille.visit, camille.space)
    assert count("entry", camille.space) == entries_before + 1
    for caller in (camille.caller, hospital):
        with pytest.raises(NotFound):
            read(caller, document)
        assert house_entries(caller.number)[-1].reasons == ("space_erased",)
    with pytest.raises(Refused) as told:
        deposit(hospital, camille.space)
    assert told.value.reasons == ("space_erased",)
    assert people.resolve(camille.identity.oid, camille.identity.matricule) != camille.space
    assert persons.find_by_space(database(), camille.space) is None
    assert persons.find_by_number(database(), camille.number) is None
    assert files_of(camille.space) == []
    assert house().keys.keyring(camille.space, 1) is None
    assert read(hospital, theirs)


def test_the_same_person_may_begin_again(camille: Holder) -> None:
    with pytest.raises(Conflict):
        lifecycle.open_space(camille.identity)
    lifecycle.erase_space(camille.visit, camille.space)
    assert lifecycle.open_space(camille.identity).space != camille.space


def test_the_certificate_says_when_no_copy_of_the_keys_can_open_it_any_more(camille: Holder) -> None:
    lifecycle.rotate_key(camille.space)
    certificate = lifecycle.erase_space(camille.visit, camille.space)
    assert len(certificate.fingerprints) == 2
    assert certificate.retention_days == settings.ENS_KEY_BACKUP_DAYS
    assert (certificate.unreadable_after - certificate.erased_on).days >= settings.ENS_KEY_BACKUP_DAYS
    assert shred.verify(certificate, shred.public_key(house().keys))
    assert lifecycle.finish_erasure(camille.space).fingerprints == certificate.fingerprints


def test_an_erasure_cut_in_two_is_finished_later(fresh_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    camille = new_person()
    deposit(camille.caller, camille.space, Sheet(file=PDF))

    def crash(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "finish_erasure", crash)
        with pytest.raises(KeyboardInterrupt):
            lifecycle.erase_space(camille.visit, camille.space)
    assert spaces.find_state(database(), camille.space) == (SpaceState.ERASED, 1)
    assert house().keys.keyring(camille.space, 1) is not None
    assert lifecycle.finish_erasures() == 1
    assert house().keys.keyring(camille.space, 1) is None
    assert files_of(camille.space) == []
    assert lifecycle.finish_erasures() == 1


def test_a_new_key_keeps_the_old_documents_readable(camille: Holder) -> None:
    martin = new_professional()
    sharing.authorise(camille.visit, camille.space, martin.number)
    document = deposit(camille.caller, camille.space)
    assert [lifecycle.rotate_key(camille.space), lifecycle.rotate_key(camille.space)] == [2, 3]
    assert read(martin, document)


def state_of(holder: Holder) -> int:
    found = spaces.find_state(database(), holder.space)
    assert found is not None
    return found[0]


def test_a_space_that_was_refused_opens_when_its_person_asks_after_all() -> None:
    robert = new_person(SpaceState.ANNOUNCED)
    lifecycle.oppose_space(robert.space)
    assert state_of(robert) == SpaceState.OPPOSED
    with pytest.raises(Refused) as told:
        deposit(new_structure(), robert.space)
    assert told.value.reasons == ("space_opposed",)
    lifecycle.activate_space(robert.space)
    assert state_of(robert) == SpaceState.ACTIVATED
    deposit(new_structure(), robert.space)


def test_what_is_open_is_not_refused_any_more(camille: Holder) -> None:
    with pytest.raises(Refused) as told:
        lifecycle.oppose_space(camille.space)
    assert told.value.reasons == ("too_late_to_oppose",)
    assert state_of(camille) == SpaceState.ACTIVATED


def test_what_is_closed_does_not_open_again_by_itself(camille: Holder) -> None:
    lifecycle.close_space(camille.visit, camille.space)
    with pytest.raises(Refused):
        lifecycle.activate_space(camille.space)
    assert state_of(camille) == SpaceState.CLOSED
