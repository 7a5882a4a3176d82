"""The first page of a notebook: never empty, only real things, and whose it is."""

import re

import pytest

from ens.gate.profiles import list_profiles
from ens.kernel import clock
from ens.kernel.errors import HouseError
from ens.policy.facts import Flag, SpaceState
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import Deposited, Sheet, deposit, read
from tests.factories.journal import count
from tests.factories.people import Holder, new_child, new_person

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def camille(database: Database) -> Holder:
    return new_person()


def results(holder: Holder, title: str = "Bilan sanguin", flags: int = 0) -> Deposited:
    """A laboratory deposits the results of today."""
    sheet = Sheet(title=title, date=clock.today().isoformat(), category="BIOLOGIE", flags=flags)
    return deposit(new_structure(), holder.space, sheet)


def home(holder: Holder) -> str:
    browser = Browser(holder)
    return browser.text(browser.notebook)


def test_a_new_notebook_is_not_empty(camille: Holder) -> None:
    text = home(camille)
    assert "Bienvenue." in text
    assert "Rien ne vous attend." in text
    assert "Rien encore dans votre carnet" in text
    assert "premiers pas" in text


def test_every_link_of_the_page_leads_somewhere(camille: Holder) -> None:
    results(camille)
    browser = Browser(camille)
    links = {link.partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', browser.text(browser.notebook))}
    assert len(links) > 6
    documents = re.compile(r"/documents/[a-z2-7]{26}/$")
    plain = [link for link in links if not documents.search(link)]
    assert {link: browser.get(link).status_code for link in plain} == {
        link: 303 if link == "/" else 200 for link in plain
    }


def test_results_wait_until_they_are_opened(camille: Holder) -> None:
    document = results(camille)
    before = home(camille)
    assert "Une chose vous attend." in before
    assert ">Lire<" in before
    read(camille.caller, document)
    after = home(camille)
    assert "Rien ne vous attend." in after
    assert "nouveauté cette semaine" in after


def test_results_that_are_not_announced_yet_are_not_told(camille: Holder) -> None:
    results(camille, "Diagnostic grave", Flag.NOT_ANNOUNCED)
    text = home(camille)
    assert "Diagnostic grave" not in text
    assert "Rien ne vous attend." in text


def test_a_refused_entry_waits_to_be_looked_at(camille: Holder) -> None:
    document = results(camille)
    stranger = new_professional()
    with pytest.raises(HouseError):
        read(stranger, document)
    text = home(camille)
    assert "Deux choses vous attendent." in text
    assert "Nous avons refusé un passage" in text
    assert "?acte=refus" in text
    assert "entree--refus" in text


def test_who_came_is_told_in_sentences(camille: Holder) -> None:
    document, martin = results(camille), new_professional()
    sharing.authorise(camille.visit, camille.space, martin.number)
    read(martin, document)
    text = home(camille)
    assert f"<strong>{martin.name}</strong>, médecin, a lu " in text
    assert "Personne d’autre n’est encore venu." not in text


def test_opening_the_page_leaves_two_lines_in_the_history(camille: Holder) -> None:
    before = count("entry", camille.space)
    home(camille)
    assert count("entry", camille.space) == before + 2


def test_a_step_that_was_taken_is_marked(camille: Holder) -> None:
    deposit(camille.caller, camille.space)
    text = home(camille)
    assert "premiers pas, dont un déjà fait" in text
    assert text.count('<li class="fait">') == 1


def test_a_parent_reads_whose_notebook_it_is(camille: Holder) -> None:
    child = new_child()
    delegations.declare_representative(child.space, camille.space)
    assert [profile.own for profile in list_profiles(camille.visit)] == [True, False]
    text = Browser(camille).text(notebook_of(child.space))
    assert "<h1>Le carnet d’Anna</h1>" in text
    assert "Bonjour" not in text
    assert 'aria-current="true"' in text


def test_a_hostile_title_is_only_a_title(camille: Holder) -> None:
    results(camille, HOSTILE)
    text = home(camille)
    assert HOSTILE not in text
    assert "&lt;img" in text


@pytest.mark.parametrize("state", [SpaceState.SUSPENDED, SpaceState.CLOSED])
def test_a_notebook_that_is_not_open_says_so(database: Database, state: SpaceState) -> None:
    answer = Browser(holder := new_person(state)).get(notebook_of(holder.space))
    assert answer.status_code == 403
    assert "Ce carnet est" in answer.content.decode()
