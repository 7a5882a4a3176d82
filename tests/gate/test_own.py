"""Whoever writes again finds what it wrote itself, and nothing that others wrote."""

from ens.gate.own import find_own
from ens.kernel.ids import NOWHERE
from tests.factories.callers import Caller, new_structure
from tests.factories.documents import BINARY, DOCUMENT, Sheet, delete, deposit, update
from tests.factories.people import Holder


def test_camille_finds_her_document_again_with_its_version_and_shut(camille: Holder) -> None:
    first = deposit(camille.caller, camille.space)
    document = update(camille.caller, first, Sheet(title="deux"))
    found = find_own(camille.visit, camille.space, DOCUMENT)
    assert found is not None
    assert (found.space, found.item, found.version) == (camille.space, document.item, 2)
    assert (found.header.title, found.resource) == ("deux", b"")


def test_nobody_finds_what_somebody_else_wrote_nor_another_kind(camille: Holder, martin: Caller) -> None:
    deposit(camille.caller, camille.space)
    assert find_own(martin.visit, camille.space, DOCUMENT) is None
    assert find_own(new_structure().visit, camille.space, DOCUMENT) is None
    assert find_own(camille.visit, camille.space, BINARY) is None
    assert find_own(camille.visit, NOWHERE, DOCUMENT) is None


def test_what_was_withdrawn_is_not_written_again(camille: Holder) -> None:
    delete(camille.caller, deposit(camille.caller, camille.space))
    assert find_own(camille.visit, camille.space, DOCUMENT) is None
    kept = deposit(camille.caller, camille.space)
    found = find_own(camille.visit, camille.space, DOCUMENT)
    assert found is not None
    assert found.item == kept.item
