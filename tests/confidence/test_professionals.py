"""Camille decides which professionals read her notebook, sees first what would change, and takes it back."""

import html
import re

import pytest
from msgspec import structs

from ens.gate import door
from ens.gate.house import database, house
from ens.kernel.errors import HouseError, Refused
from ens.kernel.ids import ITEM_BYTES
from ens.policy.facts import Flag
from ens.registry import practices
from ens.registry.practices import Practice
from ens.sharing import services
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import DOCUMENT, Sheet, deposit
from tests.factories.people import Holder, new_person

ROOM = "confidentialite/"


def public(holder: Holder, caller: Caller) -> str:
    return house().codec.encode(holder.space, caller.number.to_bytes(ITEM_BYTES, "big"))


def sheet_of(browser: Browser, caller: Caller) -> str:
    assert browser.who is not None
    return f"{browser.notebook}{ROOM}soignants/{public(browser.who, caller)}/"


def keep(holder: Holder, sheet: Sheet | None = None, by: Caller | None = None) -> bytes:
    """Let a hospital deposit a document."""
    return deposit(by or new_structure(), holder.space, sheet).item


def text_of(browser: Browser, path: str) -> str:
    return html.unescape(browser.text(path)).replace("\u00a0", " ")


def may_read(holder: Holder, caller: Caller, item: bytes) -> bool:
    try:
        door.read(caller.visit, holder.space, item, DOCUMENT)
    except HouseError:
        return False
    return True


def test_the_page_tells_who_is_let_in_who_waits_and_who_is_blocked(
    camille: Holder, martin: Caller, nguyen: Caller
) -> None:
    waiting = new_professional()
    services.ask(waiting.visit, camille.space, waiting.number, "read")
    services.block(camille.visit, camille.space, nguyen.number)
    text = text_of(Browser(camille), f"{Browser(camille).notebook}{ROOM}")
    order = [text.index(part) for part in (waiting.name, "accès ouvert", martin.name, "accès bloqué", nguyen.name)]
    assert order == sorted(order)
    assert "Médecin traitant" in text
    assert "Sans réponse de votre part, c’est non." in text


@pytest.mark.parametrize(("answer", "reads"), [("accepter", True), ("refuser", False)])
def test_a_demand_is_answered_in_one_gesture(camille: Holder, nguyen: Caller, answer: str, *, reads: bool) -> None:
    item = keep(camille)
    services.ask(nguyen.visit, camille.space, nguyen.number, "read")
    browser = Browser(camille)
    page = f"{browser.notebook}{ROOM}"
    assert browser.submit(page, page, qui=public(camille, nguyen), geste=answer).status_code == 303
    assert may_read(camille, nguyen, item) is reads


def test_what_was_agreed_aloud_is_to_be_confirmed_and_a_no_takes_it_back(camille: Holder, nguyen: Caller) -> None:
    item = keep(camille)
    services.let_in_on_word(nguyen.visit, camille.space, nguyen.number)
    browser = Browser(camille)
    page = f"{browser.notebook}{ROOM}"
    assert "Confirmez avant le " in text_of(browser, page)
    assert may_read(camille, nguyen, item)
    browser.submit(page, page, qui=public(camille, nguyen), geste="refuser")
    assert not may_read(camille, nguyen, item)


def test_she_reads_what_would_change_blocks_and_takes_it_back(camille: Holder, martin: Caller) -> None:
    items = [keep(camille, Sheet(title=f"Compte rendu {number}")) for number in range(3)]
    keep(camille, Sheet(flags=int(Flag.DELETED)))
    browser = Browser(camille)
    page = sheet_of(browser, martin)
    assert f"{martin.name} ne pourrait plus lire vos 3 documents." in text_of(browser, page)
    assert may_read(camille, martin, items[0])
    done = browser.submit(page, page, geste="bloquer").headers["Location"]
    assert not may_read(camille, martin, items[0])
    text = text_of(browser, done)
    assert "C’est bloqué" in text
    assert "Débloquer n’autorise pas de nouveau" in text
    word = re.search(r'name="mot" value="([^"]+)"', text)
    assert word is not None
    browser.submit(done, page, geste="annuler", mot=word[1])
    assert may_read(camille, martin, items[0])
    assert "Médecin traitant" in text_of(browser, page)


def test_unblocking_does_not_let_in_again(camille: Holder, martin: Caller) -> None:
    item = keep(camille)
    browser = Browser(camille)
    page = sheet_of(browser, martin)
    browser.submit(page, page, geste="bloquer")
    done = browser.submit(page, page, geste="debloquer").headers["Location"]
    assert not may_read(camille, martin, item)
    assert "N’a pas accès à ce carnet." in text_of(browser, done)


@pytest.mark.parametrize("word", ["", "63", "inventé:abc:def"])
def test_nobody_makes_up_what_is_to_be_undone(camille: Holder, martin: Caller, word: str) -> None:
    browser = Browser(camille)
    page = sheet_of(browser, martin)
    browser.submit(page, page, geste="bloquer")
    assert browser.submit(page, page, geste="annuler", mot=word).status_code == 409
    assert "Ne peut plus rien lire" in text_of(browser, page)


def test_what_another_undid_is_of_no_use_for_somebody_else(camille: Holder, martin: Caller, nguyen: Caller) -> None:
    browser = Browser(camille)
    here, there = sheet_of(browser, martin), sheet_of(browser, nguyen)
    done = browser.submit(here, here, geste="bloquer").headers["Location"]
    word = re.search(r'name="mot" value="([^"]+)"', browser.text(done))
    assert word is not None
    assert browser.submit(there, there, geste="annuler", mot=word[1]).status_code == 409


def test_a_blocked_professional_still_deposits(camille: Holder, martin: Caller) -> None:
    browser = Browser(camille)
    page = sheet_of(browser, martin)
    browser.submit(page, page, geste="bloquer")
    assert keep(camille, by=martin)


def test_the_team_of_a_structure_reads_by_one_and_the_same_consent(camille: Holder) -> None:
    hospital, item = new_structure(), keep(camille)
    browser = Browser(camille)
    page = sheet_of(browser, hospital)
    assert "pourrait lire votre document" in text_of(browser, page)
    browser.submit(page, page, geste="autoriser", jours="30")
    member = new_professional()
    assert not may_read(camille, member, item)
    text = text_of(browser, page)
    assert "Peut lire depuis" in text
    assert "administrateur" not in text, "a whole team is nobody's administrator"


def test_a_blocked_place_shuts_out_who_works_there_and_the_page_says_so_first(camille: Holder, martin: Caller) -> None:
    hospital, item = new_structure(), keep(camille)
    practices.replace(database(), martin.number, [Practice(hospital.identifier, hospital.name)])
    browser = Browser(camille)
    page = sheet_of(browser, hospital)
    assert f"{martin.name}, dans ce lieu de soins, ne pourrait plus lire votre document" in text_of(browser, page)
    assert "même un soignant que vous avez autorisé par son nom" in text_of(browser, page)
    browser.submit(page, page, geste="bloquer")
    there = structs.replace(martin.visit, place=hospital.number)
    with pytest.raises(Refused) as refused:
        door.read(there, camille.space, item, DOCUMENT)
    assert refused.value.reasons == ("place_blocked",)
    assert may_read(camille, martin, item), "elsewhere he still reads"


@pytest.mark.parametrize("role", ["medecin-traitant", "administrateur"])
def test_a_role_shows_what_is_masked_and_is_taken_back(camille: Holder, nguyen: Caller, role: str) -> None:
    item = keep(camille, Sheet(flags=int(Flag.MASKED)))
    browser = Browser(camille)
    page = sheet_of(browser, nguyen)
    browser.submit(page, page, geste="autoriser", jours="365")
    assert not may_read(camille, nguyen, item)
    assert "pourrait lire votre document" in text_of(browser, page)
    browser.submit(page, page, geste=role)
    assert may_read(camille, nguyen, item)
    browser.submit(page, page, geste=f"plus-{role}")
    assert not may_read(camille, nguyen, item)


@pytest.mark.parametrize(
    ("form", "status"),
    [({"geste": "tout"}, 400), ({"geste": ""}, 400), ({"geste": "autoriser", "jours": "99999"}, 422)],
)
def test_what_no_form_of_ours_says_changes_nothing(
    camille: Holder, nguyen: Caller, form: dict[str, str], status: int
) -> None:
    item, browser = keep(camille), Browser(camille)
    page = sheet_of(browser, nguyen)
    assert browser.submit(page, page, **form).status_code == status
    assert not may_read(camille, nguyen, item)


def test_a_professional_is_found_by_name_without_accents_and_never_by_nothing(camille: Holder) -> None:
    browser, somebody = Browser(camille), new_professional()
    page = f"{browser.notebook}{ROOM}annuaire/"
    assert somebody.name in text_of(browser, f"{page}?nom=PROFÉSSIONAL+{somebody.identifier[-4:]}")
    assert "Personne de ce nom" in text_of(browser, f"{page}?nom=personne-du-tout")
    for nothing in ("", "a", "%25", "!+%26"):
        assert browser.get(f"{page}?nom={nothing}").status_code == 422


@pytest.mark.parametrize("narrowing", ["metier=60", "commune=Nulle-Part"])
def test_a_profession_or_a_town_narrows_the_answer(camille: Holder, narrowing: str) -> None:
    browser, somebody = Browser(camille), new_professional("10")
    page = f"{browser.notebook}{ROOM}annuaire/?nom={somebody.name.split()[-1]}"
    assert somebody.name in text_of(browser, page)
    assert somebody.name not in text_of(browser, f"{page}&{narrowing}")


def test_an_answer_is_never_a_directory(camille: Holder) -> None:
    for _ in range(22):
        new_professional()
    browser = Browser(camille)
    text = text_of(browser, f"{browser.notebook}{ROOM}annuaire/?nom=professional")
    assert text.count("/confidentialite/soignants/") == 20
    assert "Il y en a d’autres." in text


def test_somebody_elses_confidentiality_is_nobodys_page(camille: Holder, martin: Caller) -> None:
    other = Browser(new_person())
    for path in (f"{Browser(camille).notebook}{ROOM}", sheet_of(Browser(camille), martin)):
        assert other.get(path).status_code == 404
    strange = public(camille, martin)
    assert other.get(f"{other.notebook}{ROOM}soignants/{strange}/").status_code == 404
