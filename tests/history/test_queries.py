"""Camille's history, from the journal to sentences: who came, and nothing that she is not to know."""

from dataclasses import replace
from datetime import datetime

import pytest

from ens.gate import history
from ens.gate.facts import Visit
from ens.gate.house import database, house
from ens.history import queries
from ens.history.queries import Place
from ens.history.rules import Crowd, Deed, Filters
from ens.history.sentences.tell import text_of
from ens.history.told import ToldLine
from ens.journal.entry import entry_time
from ens.journal.integrate import integrate
from ens.kernel import clock
from ens.kernel.errors import NotFound
from ens.policy.facts import Flag
from ens.sharing import delegations
from tests.databases import wait_for_neighbours
from tests.factories.callers import Caller, new_professional
from tests.factories.documents import Sheet, deposit, read
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_child


def sentences(place: Place, filters: Filters | None = None) -> list[str]:
    page = queries.list_visits(place, filters or Filters())
    return [text_of(told.sentence) for month in page.months for row in month.rows for told in row]


def test_camille_reads_who_came_and_what_they_did(
    camille: Holder, place: Place, martin: Caller, hospital: Caller
) -> None:
    document = deposit(hospital, camille.space, Sheet(title="Bilan"))
    read(martin, document)
    with pytest.raises(NotFound):
        read(nguyen := new_professional(), document)
    refused = "Nous avons refusé : vous ne lui avez pas donné d’accès. Rien n’a été lu."
    assert sentences(place) == [
        f"{nguyen.name}, médecin, a voulu lire « Bilan ». {refused}",
        f"{martin.name}, médecin, a lu « Bilan ».",
        f"{hospital.name} a déposé « Bilan ».",
        "Le service a créé votre carnet.",
    ]
    told = queries.list_visits(place, Filters()).months[0].rows[1][0]
    assert told.right.startswith("parce que vous lui avez donné l’accès jusqu’au ")
    assert told.oddities[0] == "première visite dans ce carnet"
    assert len(told.lines) == told.count == 1


def test_her_own_visits_are_behind_a_choice(camille: Holder, place: Place, martin: Caller) -> None:
    queries.list_visits(place, Filters())
    own = sentences(place, Filters(Crowd.FAMILY))
    assert own == ["Vous avez regardé qui est venu.", "Vous avez donné un accès à votre carnet."]
    tally = queries.list_visits(place, Filters()).tally
    assert (tally.crowds[Crowd.OTHERS], tally.crowds[Crowd.FAMILY], tally.crowds[Crowd.ALL]) == (1, 2, 3)


def test_one_look_is_one_entry(camille: Holder, place: Place) -> None:
    before = count("entry", camille.space)
    queries.list_visits(place, Filters())
    queries.look_back(place, 3, 0)
    assert count("entry", camille.space) == before + 2


def test_the_same_hour_is_told_once_and_line_by_line(
    camille: Holder, place: Place, martin: Caller, hospital: Caller
) -> None:
    for title in ("Un", "Deux", "Trois", "Quatre", "Cinq"):
        read(martin, deposit(hospital, camille.space, Sheet(title=title)))
    page = queries.list_visits(place, Filters(actor=martin.number))
    visits = [row[0] for month in page.months for row in month.rows]
    assert sum(told.count for told in visits) == 5
    if len(visits) == 1:  # unless the clock struck meanwhile
        assert text_of(visits[0].sentence).endswith(" a lu « Cinq », « Quatre », « Trois » et deux autres.")
        assert [text_of(line.sentence).partition("« ")[2] for line in visits[0].lines] == [
            f"{title} »." for title in ("Cinq", "Quatre", "Trois", "Deux", "Un")
        ]


def test_what_is_not_announced_is_not_named(camille: Holder, place: Place, martin: Caller, hospital: Caller) -> None:
    secret = deposit(hospital, camille.space, Sheet(title="Biopsie", flags=int(Flag.NOT_ANNOUNCED)))
    read(martin, secret)
    with pytest.raises(NotFound):
        read(camille.caller, secret)
    told = sentences(place, Filters(Crowd.ALL))
    assert not any("Biopsie" in sentence for sentence in told)
    later = "Le détail s’affichera ici quand un soignant vous en aura parlé."
    assert f"{hospital.name} a déposé un document. {later}" in told
    assert f"{martin.name}, médecin, a lu un document. {later}" in told
    refused = next(sentence for sentence in told if sentence.startswith("Vous avez voulu lire"))
    assert refused == (
        "Vous avez voulu lire un document. "
        "Nous avons refusé : il n’y a rien à montrer à cette adresse. Rien n’a été lu."
    )


def test_a_representative_reads_the_child_s_history_without_his_secrets(camille: Holder, hospital: Caller) -> None:
    noe = new_child(15)
    delegations.declare_representative(noe.space, camille.space)
    deposit(hospital, noe.space, Sheet(title="Vaccin"))
    secret = deposit(noe.caller, noe.space, Sheet(title="Secret", flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)))
    with pytest.raises(NotFound):
        read(camille.caller, secret)
    seen = sentences(Place(camille.visit, noe.space, "Noé"), Filters(Crowd.ALL))
    assert not any("Secret" in sentence or "caché" in sentence for sentence in seen)
    assert f"{hospital.name} a déposé « Vaccin »." in seen
    assert not any("a ajouté un document" in sentence for sentence in seen)
    own = sentences(Place(noe.visit, noe.space, "Noé"), Filters(Crowd.ALL))
    assert (
        "Votre représentant légal a voulu lire « Secret ». "
        "Nous avons refusé : ce document est caché aux représentants légaux. Rien n’a été lu."
    ) in own


def test_pages_go_on_where_they_ended(
    camille: Holder, place: Place, hospital: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        deposit(new_professional(), camille.space)
    monkeypatch.setattr(queries, "PAGE", 2)
    seen: list[str] = []
    before: int | None = None
    for _ in range(3):
        page = queries.list_visits(place, Filters(deed=Deed.DEPOSIT), before)
        seen += [text_of(row[0].sentence) for month in page.months for row in month.rows]
        assert page.months[0].count == 5
        before = page.older
    assert before is None
    assert len(seen) == len(set(seen)) == 5


def test_a_long_history_is_looked_over_in_parts(
    camille: Holder, place: Place, martin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposit(martin, camille.space)
    for _ in range(8):
        read(camille.caller, document)
    shallow = history.tell
    monkeypatch.setattr(
        history, "tell", lambda visit, space, choose, reach=None: shallow(visit, space, choose, reach, depth=6)
    )
    first = queries.list_visits(place, Filters())
    assert (first.months, first.whole) == ([], False)
    assert first.older is not None
    second = queries.list_visits(place, Filters(), first.older)
    told = [text_of(row[0].sentence) for month in second.months for row in month.rows]
    assert told == [f"{martin.name}, médecin, a déposé « Compte rendu ».", "Le service a créé votre carnet."]
    assert (second.older, second.whole) == (None, True)


@pytest.mark.parametrize(
    ("period", "end"),
    [("2026-10", "2026-10-31T23:00:00Z"), ("2026-12", "2026-12-31T23:00:00Z"), ("2026", "2026-12-31T23:00:00Z")],
)
def test_a_period_far_back_is_looked_into_at_once(period: str, end: str) -> None:
    at = queries.period_end(period)
    assert at is not None
    assert clock.from_us(entry_time(at)) == datetime.fromisoformat(end)
    assert queries.period_end("") is None


def test_the_latest_visits_are_those_of_others(camille: Holder, place: Place, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    read(camille.caller, document)
    read(martin, document)
    found = queries.look_back(place, 2, 0)
    assert [text_of(told.sentence).partition(" a ")[0] for told in found.told] == [
        f"{martin.name}, médecin,",
        hospital.name,
    ]
    assert len(found.others) == 3  # and the service, which made the notebook
    assert (found.survey.reader, found.survey.whole) == (camille.number, True)


def test_what_she_opened_lately_is_remembered(camille: Holder, place: Place, hospital: Caller) -> None:
    opened, _ = deposit(hospital, camille.space), deposit(hospital, camille.space)
    read(camille.caller, opened)
    assert queries.look_back(place, 3, 0).opened == {opened.item}
    assert queries.look_back(place, 3, clock.now_us() + 1).opened == frozenset()


def test_one_entry_is_told_with_the_state_of_its_proof(
    camille: Holder, place: Place, hospital: Caller, tmp_path: pytest.TempPathFactory
) -> None:
    deposit(hospital, camille.space, Sheet(title="Lettre"))
    entry = last(camille.space)
    line = queries.get_line(place, entry.id)
    assert (line.entry, line.subject.name, line.proven) == (entry, hospital.name, False)
    assert text_of(line.sentence) == f"{hospital.name} a déposé « Lettre »."
    wait_for_neighbours(database())
    while integrate(database(), house().signer, tmp_path, 20_000):  # type: ignore[arg-type]
        pass
    assert queries.get_line(place, entry.id).proven is True
    with pytest.raises(NotFound):
        queries.get_line(place, entry.id + 1)


def test_all_lines_come_in_pages_and_end(
    camille: Holder, place: Place, hospital: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        deposit(hospital, camille.space)
    monkeypatch.setattr(queries, "FILE_PAGE", 3)
    before = count("entry", camille.space)
    pages = list(queries.list_lines(place))
    lines: list[ToldLine] = [line for page in pages for line in page]
    assert [len(page) for page in pages] == [3, 3, 2]
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert count("entry", camille.space) == before + 3
    monkeypatch.setattr(queries, "FILE_LINES", 5)
    assert [len(page) for page in queries.list_lines(place)] == [3, 2]


def test_nobody_else_is_told_anything(place: Place, martin: Caller) -> None:
    stranger = replace(place, visit=Visit(martin.visit.token_hash))
    with pytest.raises(NotFound):
        queries.list_visits(stranger, Filters())
    with pytest.raises(NotFound):
        queries.look_back(stranger, 3, 0)
    with pytest.raises(NotFound):
        next(queries.list_lines(stranger))
