"""What Camille rules takes effect on the very next request."""

import pytest

from ens.gate import door
from ens.kernel import clock
from ens.kernel.errors import NotFound, Refused
from ens.policy.facts import Flag
from ens.sharing import services as sharing
from tests import cast
from tests.databases import Database
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import DOCUMENT, Sheet, deposit, read
from tests.factories.journal import last
from tests.factories.people import new_person

pytestmark = pytest.mark.usefixtures("database")


def test_an_authorisation_holds_for_a_year_and_is_withdrawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    camille, martin = new_person(), new_professional()
    document = deposit(camille.caller, camille.space)
    with pytest.raises(NotFound):
        read(martin, document)
    sharing.authorise(camille.visit, camille.space, martin.number)
    assert last(camille.space).action == "sharing:authorisation:give"
    assert read(martin, document)
    real = clock.now_us
    for days, holds in ((364, True), (366, False)):
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now_us", lambda: real() + days * 86_400_000_000)  # noqa: B023
            if holds:
                assert read(martin, document)
            else:
                with pytest.raises(NotFound):
                    read(martin, document)
    sharing.withdraw(camille.visit, camille.space, martin.number)
    with pytest.raises(NotFound):
        read(martin, document)


def test_a_block_holds_at_once_and_lifting_it_authorises_nobody() -> None:
    camille, martin = new_person(), new_professional()
    document = deposit(martin, camille.space)
    sharing.authorise(camille.visit, camille.space, martin.number)
    sharing.block(camille.visit, camille.space, martin.number)
    assert last(camille.space).action == "sharing:block:set"
    with pytest.raises(Refused):
        read(martin, document)
    other = deposit(camille.caller, camille.space)
    with pytest.raises(NotFound):
        read(martin, other)
    sharing.unblock(camille.visit, camille.space, martin.number)
    assert last(camille.space).action == "sharing:block:lift"
    assert read(martin, document)
    with pytest.raises(NotFound):
        read(martin, other)


def test_the_treating_practitioner_reads_what_is_masked_to_others() -> None:
    camille, martin, nguyen = new_person(), new_professional(), new_professional()
    masked = deposit(new_structure(), camille.space, Sheet(flags=Flag.MASKED))
    sharing.authorise(camille.visit, camille.space, nguyen.number)
    sharing.choose_treating(camille.visit, camille.space, martin.number)
    assert read(martin, masked)
    with pytest.raises(NotFound):
        read(nguyen, masked)


def test_camille_who_blocks_herself_can_still_open_her_door() -> None:
    camille = new_person()
    document = deposit(camille.caller, camille.space)
    sharing.block(camille.visit, camille.space, camille.number)
    assert read(camille.caller, document)
    sharing.unblock(camille.visit, camille.space, camille.number)


def test_the_cast_is_settled_with_its_own_rules(database: Database) -> None:
    cast.settle()
    cast.settle()
    document = deposit(new_structure(), cast.space("camille"))
    assert door.read(cast.visit("dr-martin"), *document.place, DOCUMENT)
    for stranger in ("dr-nguyen", "diallo", "assureur", "noe"):
        with pytest.raises(NotFound):
            door.read(cast.visit(stranger), *document.place, DOCUMENT)
