"""The habilitation matrix in the hands of two operators: what changes is shown, agreed on, in force at once, kept."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from pytest_django.plugin import DjangoDbBlocker

from ens.gate.house import database as connection
from ens.gate.spaces import open_house
from ens.kernel.errors import Conflict, Invalid, NotFound, Refused
from ens.kernel.ids import HOUSE
from ens.policy import matrix
from ens.policy.matrix import Matrix, Row
from ens.postgres.url import Target
from ens.registry import habilitations as registry
from ens.sharing import services as sharing
from ens.staff import habilitations, members
from ens.staff.cells import cells_of, read_cells
from ens.staff.members import Member, Role
from tests import databases
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import Sheet, deposit, read
from tests.factories.journal import last
from tests.factories.people import new_person
from tests.staff.conftest import seated

pytestmark = pytest.mark.threat("T-67")
NURSE, IMAGING = "60", "42"
VERSIONS, PREPARE, DECIDE = "/pilotage/matrice/", "/pilotage/matrice/preparer/", "/pilotage/matrice/decider/"


@pytest.fixture(scope="module")
def own(
    worker_database: Database, test_template: tuple[Target, str], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give a database for this module alone: a version in force is in force for everybody."""
    with django_db_blocker.unblock(), databases.copied(*test_template) as made:
        databases.point(made)
        try:
            open_house()
            yield
        finally:
            databases.point(worker_database)


@pytest.fixture
def two(own: None) -> tuple[Member, Member]:
    """Hire two operators, who find what version 1 says in force, and nothing waiting."""
    first, second = (members.add_member(f"Alex {name}", Role.OPERATOR)[0] for name in ("Un", "Deux"))
    waiting = habilitations.list_history().waiting
    if waiting is not None:
        habilitations.withdraw(first, waiting.version.number)
    if habilitations.find_base() != matrix.rows():
        habilitations.approve(second, habilitations.prepare(first, matrix.rows(), "Retour."))
    return first, second


def without(profession: str, class_code: str, based: Matrix | None = None) -> Matrix:
    rows = dict(based or matrix.rows())
    row = rows[profession]
    return {**rows, profession: Row(row.classes - {class_code}, row.refused_types)}


def test_a_nurse_reads_no_more_from_the_moment_that_two_have_agreed(two: tuple[Member, Member]) -> None:
    first, second = two
    anna, diallo = new_person(), new_professional(NURSE)
    sharing.authorise(anna.visit, anna.space, diallo.number)
    document = deposit(new_structure(), anna.space, Sheet(class_code=IMAGING))
    read(diallo, document)
    number = habilitations.prepare(first, without(NURSE, IMAGING), "Arrêté modifié.")
    read(diallo, document)  # what waits changes nothing
    habilitations.approve(second, number)
    with pytest.raises(NotFound):
        read(diallo, document)
    assert last(anna.space).reasons == ("matrix",)
    read(anna.caller, document)
    back = habilitations.prepare(second, habilitations.find_base(1), "Retour.")
    habilitations.approve(first, back)
    read(diallo, document)
    assert (back, registry.find_current(connection())[0]) == (number + 1, back)


def test_one_operator_alone_puts_nothing_in_force(two: tuple[Member, Member]) -> None:
    first, second = two
    agent = members.add_member("Alex Guichet", Role.SUPPORT)[0]
    number = habilitations.prepare(first, without(NURSE, IMAGING), "Essai.")
    with pytest.raises(Conflict):
        habilitations.approve(first, number)
    with pytest.raises(Refused):
        habilitations.approve(agent, number)
    with pytest.raises(Refused):
        habilitations.prepare(agent, without(NURSE, "10"), "Essai.")
    with pytest.raises(Conflict):  # one waits already
        habilitations.prepare(second, without(NURSE, "10"), "Essai.")
    with connection().cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("UPDATE matrix_version SET since = now(), approved_by = asked_by WHERE NOT withdrawn")
    assert registry.find_current(connection())[0] < number
    habilitations.withdraw(second, number)
    with pytest.raises(Conflict):
        habilitations.approve(second, number)
    history = habilitations.list_history()
    assert (history.waiting, history.past[0].version.withdrawn) == (None, True)


def test_what_is_written_stays_as_it_is(two: tuple[Member, Member]) -> None:
    number = habilitations.prepare(two[0], without(NURSE, IMAGING), "Arrêté modifié.")
    habilitations.approve(two[1], number)
    for act in ("UPDATE matrix_version SET text = ''", "DELETE FROM matrix_version"):
        with connection().cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute(act)
    told = habilitations.list_history().past[0]
    assert (told.reason, told.cells, told.version.approved_by) == ("Arrêté modifié.", 1, two[1].number)
    assert (last(HOUSE).action, last(HOUSE).detail) == ("staff:act:approve", f"matrix {number}")


def test_nothing_to_change_and_no_reason_are_refused(two: tuple[Member, Member]) -> None:
    for wanted, reason in ((matrix.rows(), "Essai."), (without(NURSE, IMAGING), "  ")):
        with pytest.raises(Invalid):
            habilitations.prepare(two[0], wanted, reason)
    assert habilitations.list_history().waiting is None


@pytest.mark.parametrize("cell", ["60:99", "11:10", "60", ":", "99:10"])
def test_a_cell_that_is_not_there_is_refused(cell: str) -> None:
    reads, refuses = cells_of(matrix.rows())
    assert read_cells(matrix.rows(), reads, refuses) == matrix.rows()
    with pytest.raises(Invalid):
        read_cells(matrix.rows(), [*reads, cell], refuses)
    with pytest.raises(Invalid):
        read_cells(matrix.rows(), reads, [*refuses, cell])


def test_an_operator_sees_what_would_change_and_another_puts_it_in_force(two: tuple[Member, Member]) -> None:
    first, second = map(seated, two)
    kept = registry.list_versions(connection())
    number = str(kept[0].number + 1) if kept else "2"
    reads, refuses = cells_of(without(NURSE, IMAGING))
    seen = first.submit(PREPARE, PREPARE, lit=reads, refuse=refuses, **{"sauf-metier": "21", "sauf-type": "11488-4"})
    text = seen.content.decode().replace("\u00a0", " ")
    assert seen.status_code == 200
    assert "2 cases pour 2 métiers" in text
    assert "Infirmier" in text
    assert len(registry.list_versions(connection())) == len(kept)  # a look keeps nothing
    refused = first.submit(PREPARE, PREPARE, lit=reads, refuse=refuses, preparer="oui", raison="")
    assert refused.status_code == 422
    assert first.submit(PREPARE, PREPARE, lit=["60:x"], preparer="oui", raison="Essai.").status_code == 422
    assert (
        first.submit(PREPARE, PREPARE, lit=reads, refuse=refuses, preparer="oui", raison="Arrêté.").status_code == 303
    )
    assert "Mettre en vigueur" not in first.text(VERSIONS)
    assert first.submit(VERSIONS, DECIDE, version=number, reponse="approuver").status_code == 409
    assert f"Version {number}" not in Browser().text("/qui-lit-quoi/").replace("\u00a0", " ")
    assert second.submit(VERSIONS, DECIDE, version=number, reponse="approuver").status_code == 303
    public = Browser().text("/qui-lit-quoi/").replace("\u00a0", " ")
    assert f"Version {number}, en vigueur depuis le" in public


def test_only_operators_open_these_pages(two: tuple[Member, Member]) -> None:
    agent = members.add_member("Alex Guichet", Role.SUPPORT)[0]
    for address in (VERSIONS, PREPARE, f"{PREPARE}?version=1"):
        assert seated(two[0]).get(address).status_code == 200
        assert seated(agent).get(address).status_code == 404
        assert Browser().get(address).status_code in {302, 303}
