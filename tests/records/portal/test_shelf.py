"""The list of documents as Camille sees it: months, filters, words, orders, pages, states, nothing yet."""

import html
import re

import pytest
from django.conf import settings

from ens.gate.house import house
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.policy.facts import Flag
from ens.records.listing import arrange
from ens.sharing import delegations
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller, new_party, new_session, new_structure
from tests.factories.documents import PDF, Deposited, Sheet, deposit, publish
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_person
from tests.records.portal.filling import send

TITLES = re.compile(r'<h3><a href="[^"]+">(.*?)</a></h3>')


@pytest.fixture
def hospital(camille: Holder) -> Caller:
    return new_structure()


def read(browser: Browser, query: str = "", space: int | None = None) -> str:
    """Read the list with ordinary spaces."""
    address = browser.notebook if space is None else notebook_of(space)
    return html.unescape(browser.text(f"{address}documents/{query}")).replace("\u00a0", " ")


def titles(page: str) -> list[str]:
    return TITLES.findall(page)


def words(page: str, tag: str, name: str) -> list[str]:
    """List the plain words of the elements of a class."""
    found = re.findall(rf'<{tag} class="{name}(?: [^"]*)?".*?</{tag}>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def tags(page: str) -> list[str]:
    return words(page, "span", "etiq")


def margins(page: str) -> list[str]:
    return re.findall(r'<p class="m">([^<]+)</p>', page)


def test_documents_stand_under_their_months_newest_first(camille: Holder, browser: Browser, hospital: Caller) -> None:
    for title, day in (
        ("Mars", "2026-03-14"),
        ("Février", "2026-02-03"),
        ("Avant", "2025-12-31"),
        ("Fin", "2026-03-30"),
    ):
        deposit(hospital, camille.space, Sheet(title, day))
    page = read(browser)
    assert titles(page) == ["Fin", "Mars", "Février", "Avant"]
    assert words(page, "h2", "rang mois") == [
        "2 documents en mars 2026",
        "1 document en février 2026",
        "1 document en décembre 2025",
    ]
    assert "Votre carnet compte 4 documents." in page
    assert re.search(r'<time datetime="2026-03-14[^"]*"><span class="jour">14</span> sam.</time>', page)
    [tabs] = words(page, "nav", "onglets")
    assert tabs == "2026 mars 2 févr. 1 2025 1"


def test_a_line_says_category_and_author_and_leads_to_the_document(
    camille: Holder, browser: Browser, hospital: Caller
) -> None:
    document = publish(hospital, camille.identity, title="Bilan & suite", author=[{"display": "Dr Lou Petit"}])
    page = browser.text(f"{browser.notebook}documents/")
    public = house().codec.encode(camille.space, document.item)
    assert f'<a href="{browser.notebook}documents/{public}/">Bilan &amp; suite</a>' in page
    assert '<p class="meta"><b>Comptes rendus</b>, Dr Lou Petit</p>' in page


def test_states_are_tags(camille: Holder, browser: Browser, hospital: Caller) -> None:
    deposit(hospital, camille.space, Sheet("Neuf", clock.today().isoformat()))
    deposit(hospital, camille.space, Sheet("Masqué", "2020-01-01", flags=Flag.MASKED))
    deposit(hospital, camille.space, Sheet("Caché", "2020-01-02", flags=Flag.HIDDEN_FROM_REPRESENTATIVES))
    deposit(hospital, camille.space, Sheet("Remplacé", "2020-01-03", flags=Flag.SUPERSEDED))
    page = read(browser)
    assert titles(page) == ["Neuf", "Caché", "Masqué"]
    assert tags(page) == ["Nouveau", "Caché à vos représentants", "Masqué"]
    assert "Un est arrivé cette semaine." in page
    old = read(browser, "?filtre=anciennes")
    assert (titles(old), tags(old)) == (["Remplacé"], ["Ancienne version"])


def test_filters_tell_their_number_and_keep_the_question(camille: Holder, browser: Browser, hospital: Caller) -> None:
    deposit(hospital, camille.space, Sheet("Écho du genou", "2026-03-14"))
    deposit(hospital, camille.space, Sheet("Écho du pied", "2026-03-14", flags=Flag.MASKED))
    page = read(browser, "?q=echo&tri=titre")
    assert words(page, "ul", "c filtres") == ["Tous 2 Autres 2 Masqués 1"]
    assert 'href="?q=echo&filtre=masques&tri=titre"' in page
    assert titles(read(browser, "?q=echo&filtre=masques")) == ["Écho du pied"]
    assert "2 documents pour « echo »." in page


def test_what_nobody_finds_is_said_with_the_way_back(camille: Holder, browser: Browser) -> None:
    deposit(camille.caller, camille.space, Sheet("Note"))
    page = read(browser, "?q=<b>&filtre=par-moi")
    assert "Aucun titre ni auteur ne contient « <b> » dans ce choix." in page
    assert "« <b>" not in browser.text(f"{browser.notebook}documents/?q=<b>&filtre=par-moi").replace("\u00a0", " ")
    assert "Revoir tous les documents" in page
    assert "Ce choix ne contient rien" in read(browser, "?periode=1950")


def test_an_empty_notebook_says_what_will_come(browser: Browser, sacha: Holder) -> None:
    assert "Rien encore dans votre carnet" in read(browser)
    page = read(browser, space=sacha.space)
    assert "Rien encore dans le carnet d’Anna" in page
    assert 'role="search"' not in page


def test_fifty_documents_a_page_and_the_way_to_the_others(
    camille: Holder, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrange, "PAGE", 2)
    monkeypatch.setattr("ens.records.portal.shelf.PAGE", 2)
    for number in range(5):
        deposit(camille.caller, camille.space, Sheet(f"Note {number}", f"2026-03-1{number}"))
    page = read(browser, "?page=2")
    assert titles(page) == ["Note 2", "Note 1"]
    assert words(page, "ul", "c pages") == ["Documents 3 à 4 sur 5 Plus récents Page 1 Page 2 Page 3 Plus anciens"]
    assert 'href="?page=3" rel="next"' in page
    assert browser.get(f"{browser.notebook}documents/?page=4").status_code == 404
    assert [ref.version for ref in last(camille.space).refs] == []


@pytest.mark.parametrize("query", ["?page=0", "?tri=hasard", "?filtre=RIEN", "?periode=hier", "?q=" + "x" * 101])
def test_what_cannot_be_asked_is_a_page_that_says_so(browser: Browser, query: str) -> None:
    answer = browser.get(f"{browser.notebook}documents/{query}")
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


def test_what_a_representative_sees_of_a_child(
    camille: Holder, browser: Browser, sacha: Holder, hospital: Caller
) -> None:
    deposit(hospital, sacha.space, Sheet("Vaccin"))
    deposit(hospital, sacha.space, Sheet("Secret", flags=Flag.HIDDEN_FROM_REPRESENTATIVES))
    page = read(browser, space=sacha.space)
    assert titles(page) == ["Vaccin"]
    assert "Secret" not in page
    assert "Le carnet d’Anna compte 1 document." in page
    assert last(sacha.space).actor_number == camille.number


def test_a_withdrawn_representation_shuts_the_list_at_the_next_request(
    camille: Holder, browser: Browser, sacha: Holder
) -> None:
    address = f"{notebook_of(sacha.space)}documents/"
    assert browser.get(address).status_code == 200
    delegations.withdraw_representative(sacha.space, camille.space)
    assert browser.get(address).status_code == 404
    assert str(last(sacha.space).outcome) == "refused"


def test_nobody_else_reads_it_and_nobody_at_all_is_sent_to_sign_in(camille: Holder) -> None:
    address = f"{notebook_of(camille.space)}documents/"
    assert Browser(new_person()).get(address).status_code == 404
    answer = Browser().get(address)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/connexion/")


def test_one_page_is_one_line_in_the_history(camille: Holder, browser: Browser) -> None:
    document: Deposited = deposit(camille.caller, camille.space, Sheet("Note", file=PDF))
    before = count("entry", camille.space)
    read(browser)
    assert count("entry", camille.space) == before + 1
    assert [ref.item for ref in last(camille.space).refs] == [document.item]


def test_what_she_added_is_hers_in_the_list(camille: Holder, browser: Browser) -> None:
    send(browser)
    assert "<b>Ordonnances</b>, ajouté par vous</p>" in read(browser)


def test_a_date_without_a_day_says_no_more_than_is_known(camille: Holder, browser: Browser) -> None:
    send(browser, titre="Mois", **{"date-jour": ""})
    send(browser, titre="Année", **{"date-jour": "", "date-mois": "", "date-annee": "2019"})
    page = read(browser)
    assert words(page, "h2", "rang mois") == ["1 document en février 2026"]
    assert words(page, "h2", "rang compte") == ["1 2019"]
    assert margins(page) == ["sans jour", "sans jour"]
    assert margins(read(browser, "?tri=titre")) == ["2019", "févr."]
    assert words(page, "nav", "onglets") == ["2026 févr. 1 2019 1"]


def test_an_insurer_with_a_session_is_told_nothing(camille: Holder) -> None:
    insurer = new_party(ActorKind.INSURER, scopes="patient/*.rs")
    stranger = Browser()
    stranger.client.cookies[settings.ENS_COOKIE] = insurer.token
    assert stranger.get(f"{notebook_of(camille.space)}documents/").status_code == 303, "no session at all"
    stranger.client.cookies[settings.ENS_COOKIE] = new_session(insurer.kind, insurer.number, "patient/*.rs")
    assert stranger.get(f"{notebook_of(camille.space)}documents/").status_code == 404
