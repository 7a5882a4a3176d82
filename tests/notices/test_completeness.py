"""The journal is verified once a day; a hole that somebody makes is found, and everybody reads it."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from ens.gate.house import database, house
from ens.gate.spaces import open_house
from ens.history import reporting
from ens.journal.integrate import integrate
from ens.notices import completeness
from ens.postgres import heartbeat
from ens.staff import members
from ens.staff.members import Role
from tests.databases import Database, wait_for_neighbours
from tests.factories.browser import Browser
from tests.factories.callers import new_structure
from tests.factories.documents import deposit, read
from tests.factories.people import new_person
from tests.staff.conftest import seated


def test_a_planted_hole_is_found(
    fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "ENS_CHECKPOINTS", tmp_path)
    open_house()
    camille, hospital = new_person(), new_structure()
    read(hospital, deposit(hospital, camille.space))
    wait_for_neighbours(database())
    while integrate(database(), house().signer, tmp_path):
        pass
    assert reporting.find_check() is None
    assert completeness.verify()
    browser, chief = Browser(camille), seated(members.add_member("Alex Opérateur", Role.OPERATOR)[0])
    assert "aucune ligne ne manque au journal" in browser.text(f"{browser.notebook}historique/")
    assert "rien ne manque, rien n’a changé" in chief.text("/pilotage/")
    with psycopg.connect(fresh_database.owner.conninfo(), autocommit=True) as owner:
        owner.execute("ALTER TABLE entry DISABLE TRIGGER ALL")  # as an administrator may do
        owner.execute("DELETE FROM entry WHERE id = (SELECT max(entry_id) FROM journal_leaf)")
    before = heartbeat.find_age(database(), heartbeat.AUDIT)
    assert not completeness.verify()
    assert "the journal is damaged" in caplog.text
    after = heartbeat.find_age(database(), heartbeat.AUDIT)
    assert before is not None
    assert after is not None
    assert after > before  # nothing new was written down
    page = browser.text(f"{browser.notebook}historique/")
    assert "Le journal du service est abîmé" in page
    assert "aucune ligne ne manque" not in page
    assert "Le journal est abîmé" in chief.text("/pilotage/")
    heartbeat.beat(database(), heartbeat.AUDIT)  # found whole again, from a backup
    assert "abîmé" not in browser.text(f"{browser.notebook}historique/") + chief.text("/pilotage/")
