"""Once a month, Camille reads how often how many came; nobody else can read it from the base."""

from datetime import date
from pathlib import Path

import pytest

from ens.gate import choices
from ens.gate.house import database
from ens.kernel import clock
from ens.notices import digest
from ens.notices.rules import Kind
from ens.notify import services as outbox
from ens.registry import quotas
from ens.sharing import services as sharing
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import deposit, read
from tests.factories.people import Holder, new_person
from tests.notices.following import told

pytestmark = pytest.mark.threat("T-61")


def visits(holder: Holder) -> None:
    """Let two professionals come, one of them twice."""
    document = deposit(new_structure(), holder.space)
    for times in (2, 1):
        who = new_professional()
        sharing.authorise(holder.visit, holder.space, who.number)
        for _ in range(times):
            read(who, document)


def written(holder: Holder, monkeypatch: pytest.MonkeyPatch, day: int) -> list[str]:
    """Send what is due on a day of next month, and read what came to somebody."""
    today = clock.today()
    turned = date(today.year + today.month // 12, today.month % 12 + 1, day)
    with monkeypatch.context() as later:
        later.setattr(clock, "today", lambda: turned)
        digest.send_digests()
    mine = [each.message for each in outbox.list_waiting(5_000) if each.message]
    return [
        each.body for each in mine if each.to.startswith(f"p{holder.number}@") and "le mois dernier" in each.subject
    ]


def test_she_reads_how_often_how_many_came_once(
    camille: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits(camille)
    told(camille, tmp_path)
    assert written(camille, monkeypatch, 4) == []  # too late in the month to begin
    [body] = written(camille, monkeypatch, 1)
    assert "3 accès par 2 soignants" in body
    assert written(camille, monkeypatch, 2) == [body]  # not a second time


def test_who_does_not_want_it_gets_none(camille: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visits(camille)
    told(camille, tmp_path)
    choices.choose_unwanted(camille.visit, camille.space, frozenset({Kind.DIGEST.value}))
    assert written(camille, monkeypatch, 1) == []


def test_who_had_no_visit_gets_none(camille: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(camille, tmp_path)
    assert written(camille, monkeypatch, 1) == []


def test_no_counter_bears_her_number(camille: Holder, tmp_path: Path) -> None:
    visits(camille)
    told(camille, tmp_path)
    rows = quotas.list_since(database(), [digest.VISITS, digest.VISITORS], 2)
    assert rows
    assert not {camille.number, camille.space} & {row[0] for row in rows}


def test_a_space_that_was_altered_keeps_nobody_else_from_theirs(
    camille: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = new_person()
    for holder in (altered, camille):
        visits(holder)
    with database().cursor() as cursor:
        cursor.execute(
            "UPDATE space SET sealed_sharing = set_byte(sealed_sharing, 20, (get_byte(sealed_sharing, 20) + 1) %% 256)"
            " WHERE id = %s",
            [altered.space],
        )
    assert told(camille, tmp_path)
    assert "3 accès par 2 soignants" in written(camille, monkeypatch, 1)[0]
