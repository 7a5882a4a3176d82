"""Loading the national directory: newcomers come in, those who vanished are put out, a wrong line stops nothing."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from ens.federation import directory
from ens.federation.extraction import COLUMNS
from ens.gate.house import database as connection
from ens.kernel.actors import ActorKind
from ens.kernel.errors import Conflict, Malformed, Unavailable
from ens.postgres.url import Target
from ens.registry import parties, practices
from ens.registry.parties import Party
from ens.sandbox import cast
from ens.sandbox.providers import annuaire
from ens.sandbox.providers.server import serving
from tests import databases
from tests.databases import Database
from tests.scenarios.live import free_port


@pytest.fixture(scope="module")
def own_database(
    worker_database: Database, test_template: tuple[Target, str], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this file a directory of its own: a load speaks of everybody."""
    with django_db_blocker.unblock(), databases.copied(*test_template) as made:
        databases.point(made)
        yield
        databases.point(worker_database)


@pytest.fixture(autouse=True)
def _empty(own_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection().cursor() as cursor:
            cursor.execute("DELETE FROM party")
        yield


@pytest.fixture(autouse=True)
def _minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each load come a minute after the one before."""
    hours = iter(range(1_800_000_000, 1_900_000_000, 60))
    monkeypatch.setattr("ens.federation.directory.clock.now_us", lambda: next(hours) * 1_000_000)


def extraction(*left_out: str, extra: tuple[str, ...] = ()) -> Iterator[bytes]:
    """Write the cast's extraction without some of its numbers, in small pieces."""
    kept = [line for line in annuaire.lines() if not any(number in line for number in left_out)]
    text = "\n".join((*kept, *extra)).encode()
    yield from (text[start : start + 700] for start in range(0, len(text), 700))


def line_of(who: cast.Professional) -> Party:
    found = parties.find(connection(), f"8{who.rpps}")
    assert found is not None
    return found


def test_the_extraction_of_the_cast_is_the_cast() -> None:
    report = directory.load(extraction())
    assert (report.professionals, report.others, report.vanished, report.wrong) == (
        len({line.split("|")[1] for line in annuaire.lines()}) - 1,
        0,
        0,
        (),
    )
    martin, diallo = line_of(cast.DR_MARTIN), line_of(cast.DIALLO)
    assert (martin.name, martin.profession, martin.specialty, martin.active) == ("Dr Claire Martin", "10", "SM54", True)
    places = practices.list_of(connection(), diallo.number)
    assert {place.structure for place in places} == {f"1{each.finess}" for each in cast.list_places(cast.DIALLO)}


def test_a_second_load_keeps_numbers_and_puts_out_who_vanished() -> None:
    directory.load(extraction())
    before = line_of(cast.DR_MARTIN)
    report = directory.load(extraction(cast.DR_NGUYEN.rpps, cast.HOSPITAL.finess))
    assert report.vanished == 1
    assert line_of(cast.DR_MARTIN) == before
    assert not line_of(cast.DR_NGUYEN).active
    assert len(practices.list_of(connection(), line_of(cast.DIALLO).number)) == 1
    directory.load(extraction())
    assert line_of(cast.DR_NGUYEN).active


@pytest.mark.threat("T-38")
def test_who_was_suspended_by_hand_stays_so() -> None:
    directory.load(extraction())
    parties.set_active(connection(), line_of(cast.DR_MARTIN).number, active=False)
    directory.load(extraction())
    assert not line_of(cast.DR_MARTIN).active


def test_those_who_came_otherwise_are_left_alone() -> None:
    kept = Party(77, ActorKind.PROFESSIONAL, "897001000110", "Dr Autre", "10")
    parties.save(connection(), kept)
    directory.load(extraction())
    directory.load(extraction(cast.DR_NGUYEN.rpps))
    found = parties.find(connection(), kept.identifier)
    assert found is not None
    assert found.active


def test_a_wrong_line_is_told_by_its_number_and_skipped() -> None:
    count = len(list(annuaire.lines()))
    report = directory.load(extraction(extra=("8|x|y", "8|899700100012|" + "|" * len(COLUMNS))))
    assert report.others == 1  # of no category
    assert (report.wrong, report.lines) == ((count + 1,), count + 1)
    assert line_of(cast.DR_MARTIN).active


@pytest.mark.threat("T-38")
def test_an_extraction_that_was_cut_puts_nobody_out() -> None:
    directory.load(extraction())
    everybody = [f"8{each.rpps}" for each in (*cast.PROFESSIONALS,)]
    lines = list(annuaire.lines())
    with pytest.raises(Conflict):
        directory.load(iter(["\n".join(lines[:2]).encode()]))
    assert all(found is not None and found.active for found in (parties.find(connection(), each) for each in everybody))
    assert directory.load(iter(["\n".join(lines[:2]).encode()]), believe=True).vanished > 1


@pytest.mark.parametrize("text", [b"", b"<!doctype html>", b"a|b|c\n1|2|3"])
def test_what_is_no_extraction_changes_nothing(text: bytes) -> None:
    directory.load(extraction())
    with pytest.raises(Malformed):
        directory.load(iter([text]))
    assert line_of(cast.DR_MARTIN).active


def test_a_file_that_is_all_wrong_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "WRONG", 3)
    with pytest.raises(Malformed):
        directory.load(extraction(extra=("8|x",) * 4))


def test_it_is_fetched_from_an_address() -> None:
    port = free_port()
    with serving({port: annuaire.application}):
        report = directory.load(directory.fetch(f"http://127.0.0.1:{port}{annuaire.PATH}"))
        with pytest.raises(Unavailable):
            list(directory.fetch(f"http://127.0.0.1:{port}/autre"))
    assert report.professionals > 3
    assert not directory.is_old(20)
    with pytest.raises(Unavailable):
        list(directory.fetch(f"http://127.0.0.1:{port}{annuaire.PATH}"))


def test_an_address_outside_is_asked_over_https_alone() -> None:
    with pytest.raises(Malformed):
        list(directory.fetch("http://annuaire.exemple/fichier.txt"))
