"""An access that seems wrong is reported in two clicks; the officer reads a reference, and the history says it."""

import json
import re

import pytest
from django.conf import settings

from ens.gate.house import database
from ens.notify import services as outbox
from ens.policy.facts import Flag
from ens.postgres import heartbeat
from ens.sharing import delegations
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller
from tests.factories.documents import Sheet, deposit, read
from tests.factories.journal import last
from tests.factories.people import Holder, new_child

DPO = "delegue@exemple.fr"


@pytest.fixture
def line(camille: Holder, martin: Caller, hospital: Caller, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the page of a line that Camille looks at."""
    monkeypatch.setattr(settings, "ENS_DPO_MAIL", DPO)
    read(martin, deposit(hospital, camille.space, Sheet(title="Bilan annuel")))
    page = Browser(camille).text(f"{notebook_of(camille.space)}historique/")
    found = re.search(r'href="([^"]+/historique/[a-z2-7]{26}/)"', page)
    assert found is not None
    return found[1]


def test_camille_reports_a_visit(camille: Holder, line: str) -> None:
    browser = Browser(camille)
    answer = browser.submit(line, f"{line}signaler/")
    assert answer.status_code == 303
    assert "C’est signalé" in browser.text(answer.headers["Location"])
    sent = [each.message for each in outbox.list_waiting(500) if each.message and each.message.to == DPO]
    reference = line.rstrip("/").rpartition("/")[2]
    assert any(reference in each.body for each in sent)
    assert not any("Bilan" in each.body or "Camille" in each.body for each in sent)
    assert "signalé un passage" in browser.text(f"{browser.notebook}historique/?par=famille")


def test_the_report_stands_in_the_journal(camille: Holder, line: str) -> None:
    Browser(camille).submit(line, f"{line}signaler/")
    assert (last(camille.space).action, last(camille.space).outcome) == ("history:entry:report", "allowed")
    assert last(camille.space).detail == line.rstrip("/").rpartition("/")[2]


def test_nobody_reports_where_nobody_reads_it(camille: Holder, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_DPO_MAIL", "")
    browser = Browser(camille)
    assert "Signaler" not in browser.text(line)
    assert browser.submit("/mon-compte/", f"{line}signaler/").status_code == 404


@pytest.mark.threat("T-61")
def test_a_parent_reports_nothing_that_she_does_not_see(
    camille: Holder, hospital: Caller, martin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENS_DPO_MAIL", DPO)
    noe = new_child(16)
    delegations.declare_representative(noe.space, camille.space)
    deposit(hospital, noe.space, Sheet(flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)))
    own = Browser(noe)
    found = re.search(r'href="[^"]+/historique/([a-z2-7]{26})/"', own.text(f"{own.notebook}historique/"))
    assert found is not None
    there = f"{notebook_of(noe.space)}historique/"
    browser = Browser(camille)
    assert browser.submit("/mon-compte/", f"{there}{found[1]}/signaler/").status_code == 404
    assert "ne prouve pas que tout y est" in browser.text(there)
    events = json.loads(browser.text(f"{there}historique.json"))["entry"]
    assert found[1] not in {each["resource"]["id"] for each in events}


def test_the_whole_history_as_fhir(camille: Holder, line: str) -> None:
    browser = Browser(camille)
    bundle = json.loads(browser.text(f"{browser.notebook}historique/historique.json"))
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    kinds = {each["resource"]["resourceType"] for each in bundle["entry"]}
    assert kinds == {"AuditEvent"}
    assert line.rstrip("/").rpartition("/")[2] in {each["resource"]["id"] for each in bundle["entry"]}


def test_the_page_says_when_the_journal_was_found_whole(camille: Holder) -> None:
    browser = Browser(camille)
    heartbeat.beat(database(), heartbeat.AUDIT)
    assert "aucune ligne ne manque" in browser.text(f"{browser.notebook}historique/")
