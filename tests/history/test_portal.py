"""The pages « Qui est venu », as a browser sees them."""

import csv
import io
import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from msgspec.structs import replace

from ens.fhir.places import public_entry
from ens.gate import door
from ens.gate.house import database, house
from ens.history import queries
from ens.history.spreadsheet import HEADINGS
from ens.journal import read as opening
from ens.journal.entry import Entry, Glance, entry_time
from ens.journal.entry import glance as read_glance
from ens.journal.integrate import integrate
from ens.kernel.actors import ActorKind
from ens.kernel.errors import NotFound
from ens.kernel.sealing import Sealer, Tampered
from ens.policy.facts import Declared, Flag
from ens.policy.question import Mode
from ens.postgres import heartbeat
from ens.records import visibility
from ens.registry import parties
from ens.registry.parties import Party
from ens.sharing import delegations
from ens.web import dates
from tests.databases import wait_for_neighbours
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller, new_party, new_professional
from tests.factories.documents import DOCUMENT, Sheet, deposit, publish, read
from tests.factories.journal import entries, last
from tests.factories.people import Holder, new_child, new_person

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def browser(camille: Holder) -> Browser:
    return Browser(camille)


def words(html: str) -> str:
    """Give the text of a page on one line, typographical spaces as plain ones."""
    inside = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split()).replace(" ,", ",").replace(" .", ".")


def history(browser: Browser, query: str = "") -> str:
    return words(browser.text(f"{browser.notebook}historique/{query}"))


def address(browser: Browser, entry: Entry, file: str = "") -> str:
    return f"{browser.notebook}historique/{public_entry(entry.space, entry.id)}/{file}"


def prove_everything(folder: Path) -> None:
    wait_for_neighbours(database())
    while integrate(database(), house().signer, folder, 20_000):
        pass


def test_camille_opens_who_came(camille: Holder, browser: Browser, martin: Caller, hospital: Caller) -> None:
    document = deposit(hospital, camille.space, Sheet(title="Bilan <b>annuel</b>"))
    read(martin, document)
    page = browser.text(f"{browser.notebook}historique/")
    public = house().codec.encode(*document.place)
    assert f'href="{browser.notebook}documents/{public}/"' in page
    assert "<b>annuel" not in page
    text = words(page)
    assert f"{martin.name}, médecin, a lu « Bilan <b>annuel</b> »." in text
    assert "parce que vous lui avez donné l’accès jusqu’au" in text
    assert "Inhabituel : première visite dans ce carnet" in text
    assert f"{hospital.name} a déposé « Bilan <b>annuel</b> »." in text
    assert "Preuve en cours" in text


def test_the_page_itself_is_in_the_history_within_the_second(camille: Holder, browser: Browser) -> None:
    browser.text(f"{browser.notebook}historique/")
    assert (last(camille.space).action, last(camille.space).actor_number) == ("history:entry:list", camille.number)
    assert "Vous avez regardé qui est venu." in history(browser, "?par=famille")


def test_filters_are_links_that_say_how_many(
    camille: Holder, browser: Browser, martin: Caller, hospital: Caller
) -> None:
    read(martin, deposit(hospital, camille.space))
    links = re.findall(
        r'<li><a href="([^"]*)"[^>]*>([^<]+?) <b>(\d+)</b>', browser.text(f"{browser.notebook}historique/")
    )
    told = {unescape(name): (unescape(href), int(number)) for href, name, number in links}
    assert told["Les autres"][1] == 3
    assert told["Soignants et structures"][1] == 2
    assert (told["Lectures"][1], told["Dépôts"][1], told["Changements"][1]) == (1, 1, 1)
    for href, number in told.values():
        page = browser.text(f"{browser.notebook}historique/{href}")
        assert page.count('<li class="rang entree') == number or "par=" in href


def test_one_actor_is_chosen_in_a_form(camille: Holder, browser: Browser, martin: Caller, hospital: Caller) -> None:
    read(martin, deposit(hospital, camille.space))
    page = browser.text(f"{browser.notebook}historique/")
    value = re.search(rf'<option value="([a-z2-7]{{26}})">{martin.name} \(1\)', page)
    assert value is not None
    text = history(browser, f"?qui={value[1]}")
    assert f"{martin.name}, médecin, a lu" in text
    assert f"{hospital.name} a déposé" not in text
    assert "Aucun passage de ce genre" in history(browser, f"?qui={value[1]}&acte=depots")


@pytest.mark.parametrize(
    "query",
    ["?par=x", "?acte=x", "?mois=26", "?mois=2026-13", "?qui=x", "?avant=x", f"?avant={'a' * 26}", f"?qui={'a' * 26}"],
)
def test_an_address_that_no_page_wrote_is_refused(browser: Browser, query: str) -> None:
    answer = browser.get(f"{browser.notebook}historique/{query}")
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def test_names_of_another_notebook_lead_nowhere(camille: Holder, browser: Browser) -> None:
    other = Browser(new_person())
    assert other.who is not None
    foreign = public_entry(other.who.space, last(other.who.space).id)
    assert browser.get(f"{browser.notebook}historique/?avant={foreign}").status_code == 400
    for file in ("", "preuve.json"):
        assert browser.get(f"{browser.notebook}historique/{foreign}/{file}").status_code == 404
        assert browser.get(f"{browser.notebook}historique/{'a' * 26}/{file}").status_code == 404
    assert browser.get(f"{other.notebook}historique/").status_code == 404
    assert last(other.who.space).outcome == "refused"


def test_a_period_is_said_and_left_by_a_link(camille: Holder, browser: Browser, hospital: Caller) -> None:
    deposit(hospital, camille.space)
    at = dates.local(entry_time(last(camille.space).id))
    month = f"{dates.MONTHS[at.month - 1]} {at.year}"
    page = browser.text(f"{browser.notebook}historique/?mois={at:%Y-%m}&acte=depots")
    assert f"1 passage en {month}. Revoir tous les passages" in words(page)
    assert '<a href="?acte=depots">Revoir' in page
    assert f"1 passage en {at.year}." in history(browser, f"?mois={at.year}&acte=depots")


def test_an_empty_period_and_a_new_notebook_say_so(camille: Holder, browser: Browser) -> None:
    assert "Aucun passage de ce genre" in history(browser, "?mois=2021-01")
    assert "Le service a créé votre carnet." in history(browser)


def test_the_repeated_visits_of_an_hour_are_folded(
    camille: Holder, browser: Browser, martin: Caller, hospital: Caller
) -> None:
    for number in range(4):
        read(martin, deposit(hospital, camille.space, Sheet(title=f"Feuille {number}")))
    page = browser.text(f"{browser.notebook}historique/?acte=lectures")
    if page.count('<li class="rang entree') == 1:  # unless the clock struck meanwhile
        assert "a lu « Feuille 3 », « Feuille 2 », « Feuille 1 » et un autre." in words(page)
        assert "<summary>Voir les 4 lignes</summary>" in page
        assert page.count("Preuve en cours") == 4


def test_refusals_are_marked_and_folded_when_many(camille: Holder, browser: Browser, hospital: Caller) -> None:
    document = deposit(hospital, camille.space)
    insurer = new_party(ActorKind.INSURER)
    for caller in (insurer, *(new_professional() for _ in range(2))):
        with pytest.raises(NotFound):
            read(caller, document)
    page = browser.text(f"{browser.notebook}historique/?acte=refus")
    assert page.count("entree--refus") == 3
    assert page.count("<mark>Nous avons refusé</mark>") == 3
    with pytest.raises(NotFound):
        read(new_professional(), document)
    assert browser.text(f"{browser.notebook}historique/?acte=refus").count("entree--refus") == 4
    folded = browser.text(f"{browser.notebook}historique/")
    if folded.count("entree--refus") == 1:  # unless it struck midnight meanwhile
        assert "Nous avons refusé 4 passages ce jour-là. Rien n’a été lu ni changé. Voir les 4 refus" in words(folded)


def test_an_emergency_stands_out(camille: Holder, browser: Browser, martin: Caller, hospital: Caller) -> None:
    left = deposit(hospital, camille.space)
    said = Declared("Retrouvée inconsciente.", recent=True, used=0)
    door.read(replace(martin.visit, mode=Mode.BREAK_GLASS, declared=said), *left.place, "DocumentReference")
    page = browser.text(f"{browser.notebook}historique/?acte=urgences")
    assert "entree--urgence" in page
    assert f"Accès en urgence. {martin.name}, médecin, a lu « Compte rendu »." in words(page)


def test_a_line_that_does_not_open_stays_and_says_so(
    camille: Holder, browser: Browser, hospital: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit(hospital, camille.space)
    broken = last(camille.space)
    real_entry = opening.open_entry

    def open_entry(sealer: Sealer, space: int, entry_id: int, *rest: Any) -> Entry:
        if entry_id == broken.id:
            raise Tampered
        return real_entry(sealer, space, entry_id, *rest)

    def glance(entry_id: int, data: bytes) -> Glance:
        return Glance(entry_id) if entry_id == broken.id else read_glance(entry_id, data)

    monkeypatch.setattr(opening, "open_entry", open_entry)
    monkeypatch.setattr("ens.journal.read.glance", glance)
    for query in ("", "?par=soignants", "?acte=illisibles"):
        assert "Une ligne ne peut plus être relue : elle a été abîmée ou changée." in history(browser, query)
    assert "Cette ligne ne s’ouvre plus" in words(browser.text(address(browser, broken)))
    assert ";illisible;" in csv_of(browser)


def test_what_is_not_announced_is_a_neutral_line_without_a_proof(
    camille: Holder, browser: Browser, hospital: Caller, tmp_path: Path
) -> None:
    deposit(hospital, camille.space, Sheet(title="Biopsie", flags=int(Flag.NOT_ANNOUNCED)))
    entry = last(camille.space)
    prove_everything(tmp_path)
    page = browser.text(f"{browser.notebook}historique/")
    assert "Biopsie" not in page
    assert "entree--neutre" in page
    assert "Le détail s’affichera ici quand un soignant vous en aura parlé. " in words(page)
    alone = browser.text(address(browser, entry))
    assert "Biopsie" not in alone
    assert "Elle pourra être téléchargée quand le détail le sera." in words(alone)
    answer = browser.get(address(browser, entry, "preuve.json"))
    assert (answer.status_code, answer["Location"]) == (303, address(browser, entry))
    assert "Biopsie" not in csv_of(browser)


def test_once_it_is_announced_the_same_line_is_complete(
    camille: Holder, browser: Browser, martin: Caller, tmp_path: Path
) -> None:
    marks = [{"coding": [{"code": code}]} for code in ("N", "INVISIBLE_PATIENT")]
    letter = publish(martin, camille.identity, title="Biopsie", securityLabel=marks)
    entry = last(camille.space)
    prove_everything(tmp_path)
    assert "Biopsie" not in browser.text(address(browser, entry))
    assert browser.get(address(browser, entry, "preuve.json")).status_code == 303
    assert visibility.announce(martin.visit, door.read(martin.visit, *letter.place, DOCUMENT))
    alone = browser.text(address(browser, entry))
    assert "« Biopsie »" in words(alone)
    assert "quand le détail le sera" not in words(alone)
    assert browser.get(address(browser, entry, "preuve.json")).status_code == 200
    page = words(browser.text(f"{browser.notebook}historique/"))
    assert "Le détail s’affichera ici" not in page
    assert "a déposé « Biopsie »" in page


def test_one_entry_says_everything_and_waits_for_its_proof(
    camille: Holder, browser: Browser, hospital: Caller, tmp_path: Path
) -> None:
    deposit(hospital, camille.space, Sheet(title="Lettre"))
    entry = last(camille.space)
    waiting = words(browser.text(address(browser, entry)))
    assert f"{hospital.name} a déposé « Lettre »." in waiting
    assert f"Numéro {hospital.identifier} au répertoire des structures de soins" in waiting
    assert "But déclaré soins" in waiting
    assert "La preuve est en cours." in waiting
    assert browser.get(address(browser, entry, "preuve.json")).status_code == 303
    prove_everything(tmp_path)
    assert "Télécharger la preuve" in words(browser.text(address(browser, entry)))
    assert "Preuve vérifiable" in history(browser)


def test_the_proof_holds_with_the_very_commands_of_the_page(
    camille: Holder, browser: Browser, hospital: Caller, tmp_path: Path
) -> None:
    deposit(hospital, camille.space)
    entry = last(camille.space)
    prove_everything(tmp_path)
    answer = browser.get(address(browser, entry, "preuve.json"))
    assert answer["Content-Disposition"] == 'attachment; filename="preuve.json"'
    assert "no-store" in answer["Cache-Control"]
    exported = json.loads(answer.content)
    page = browser.text(address(browser, entry))
    assert f'href="{settings.ENS_PUBLIC_URL}/journal/checkpoint"' in page
    commands = [unescape(found) for found in re.findall(r"(?s)<pre[^>]*><code>(.*?)</code></pre>", page)]
    assert len(commands) == 2
    (tmp_path / "preuve.json").write_bytes(answer.content)
    for command in commands:
        assert run(command, tmp_path) == 0
    exported["leaf_index"] += 1
    (tmp_path / "preuve.json").write_text(json.dumps(exported))
    for command in commands:
        assert run(command, tmp_path) != 0


def run(command: str, folder: Path) -> int:
    """Run a command of the page from the project's folder; the key comes from the house instead of the network."""
    interpreter, *rest = command.partition('"$(curl')[0].replace("\\\n", " ").split()
    assert interpreter == "python3"
    paths = [str(folder / part) if part == "preuve.json" else part for part in rest]
    done = subprocess.run(
        [sys.executable, *paths, house().signer.vkey], cwd=PROJECT, capture_output=True, check=False, timeout=60
    )
    return done.returncode


def csv_of(browser: Browser) -> str:
    answer = browser.get(f"{browser.notebook}historique/historique.csv")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_the_file_opens_in_a_spreadsheet(camille: Holder, browser: Browser, hospital: Caller) -> None:
    deposit(hospital, camille.space, Sheet(title="Lettre ; « sortie »"))
    text = csv_of(browser)
    assert text.startswith("\ufeffDate;Heure;")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert tuple(rows[0]) == HEADINGS
    assert len(rows) == 1 + len(entries(camille.space))
    newest = dict(zip(HEADINGS, rows[1], strict=True))
    assert newest["Ce qui s’est passé"] == "Vous avez regardé qui est venu."
    assert any("« Lettre ; « sortie » »" in row[4].replace("\u00a0", " ") for row in rows)
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", newest["Date"])
    assert (newest["Résultat"], newest["Preuve"]) == ("fait", "en cours")


@pytest.mark.parametrize("name", ["=1+1", "+33", "-2", "@SUM(A1)"])
def test_a_name_never_becomes_a_formula(camille: Holder, browser: Browser, name: str) -> None:
    evil = new_party(ActorKind.STRUCTURE)
    parties.save(database(), Party(evil.number, ActorKind.STRUCTURE, evil.identifier, name))
    deposit(evil, camille.space)
    rows = list(csv.reader(io.StringIO(csv_of(browser)[1:]), delimiter=";"))
    assert any(row[2] == f"'{name}" for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]


def test_the_file_says_where_it_stops(camille: Holder, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("queries", "spreadsheet"):
        monkeypatch.setattr(f"ens.history.{module}.FILE_LINES", 2)
    rows = csv_of(browser).splitlines()
    assert len(rows) == 4
    assert rows[-1].startswith("Ce fichier s’arrête à 2 lignes.")


def test_older_pages_are_reached_by_a_link(camille: Holder, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        deposit(new_professional(), camille.space)
    monkeypatch.setattr(queries, "PAGE", 2)
    page = browser.text(f"{browser.notebook}historique/?acte=depots")
    link = re.search(r'<a href="([^"]+)" rel="next">', page)
    assert link is not None
    second = browser.text(f"{browser.notebook}historique/{unescape(link[1])}")
    assert page.count('<li class="rang entree') == 2
    assert second.count('<li class="rang entree') == 1
    assert 'rel="next"' not in second
    assert 'rel="prev"' in second


def test_a_child_s_history_says_whose_it_is(camille: Holder, browser: Browser, hospital: Caller) -> None:
    sacha = new_child()
    delegations.declare_representative(sacha.space, camille.space)
    deposit(hospital, sacha.space)
    page = browser.text(f"{notebook_of(sacha.space)}historique/")
    assert "Chaque passage dans le carnet d’Anna" in words(page)
    assert f"{hospital.name} a déposé" in words(page)
    assert "et ses représentants" in words(page)


def test_a_parent_s_history_says_that_it_is_filtered_and_proves_no_completeness(camille: Holder) -> None:
    sacha = new_child()
    delegations.declare_representative(sacha.space, camille.space)
    heartbeat.beat(database(), heartbeat.AUDIT)
    said = "ce qui ne concerne qu’Anna n’y figure pas, et cette page ne prouve pas que tout y est"
    theirs = words(Browser(camille).text(f"{notebook_of(sacha.space)}historique/"))
    assert said in theirs
    assert "aucune ligne ne manque" not in theirs
    own = words(Browser(sacha).text(f"{notebook_of(sacha.space)}historique/"))
    assert said not in own
    assert "aucune ligne ne manque" in own


def test_whoever_tries_all_hour_is_one_line(camille: Holder, browser: Browser, hospital: Caller) -> None:
    document, insurer = deposit(hospital, camille.space), new_party(ActorKind.INSURER)
    for _ in range(25):
        with pytest.raises(NotFound):
            read(insurer, document)
    page = browser.text(f"{browser.notebook}historique/")
    lines = page.count("entree--refus")
    assert lines in {1, 2}  # two when the hour struck meanwhile
    if lines == 1:
        assert "Voir les 25 lignes" in page
    assert len([entry for entry in entries(camille.space) if entry.actor_number == insurer.number]) == 25


def test_nothing_opens_without_a_session(browser: Browser) -> None:
    stranger = Browser()
    for path in ("", "historique.csv", f"{'a' * 26}/", f"{'a' * 26}/preuve.json"):
        assert stranger.get(f"{browser.notebook}historique/{path}").status_code == 303
