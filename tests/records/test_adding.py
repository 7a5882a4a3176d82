"""Camille adds, changes and withdraws her own documents; nobody else's."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ens.fhir.validation import validate
from ens.formats.sniff import PDF
from ens.gate import door, history
from ens.gate import search as gate
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.gate.search import ListQuery
from ens.journal.entry import Outcome
from ens.kernel.errors import Gone, HouseError, NotFound, PreconditionFailed, Refused
from ens.policy.facts import Flag
from ens.records import taxonomy
from ens.records.adding import Addition, Author, add_document, change_document, delete_document
from ens.records.descriptions import Description, described, description_of
from ens.records.lots import BINARY, DOCUMENT
from ens.records.partial_dates import PartialDate, known_date
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories import documents
from tests.factories.callers import new_professional
from tests.factories.people import Holder, new_person
from tests.gate.duel import PATIENCE, Actor
from tests.gate.looking import files_of

WORDS = Description("Radio du poignet", PartialDate(2026, 9, 22), "RADIO_SC")
ONCE = "m3fJ0YdA1k3n7x9QwE5tZg"


@pytest.fixture(autouse=True)
def at_home(database: Database) -> None:
    """Every test here has the real database."""


@pytest.fixture
def camille() -> Holder:
    return new_person()


def addition(words: Description = WORDS, **changes: Any) -> Addition:
    made = Addition(Author("Anna Essai", own=True), words, PDF, documents.PDF, ONCE)
    return replace(made, **changes)


def add(holder: Holder, words: Description = WORDS, **changes: Any) -> Found:
    return look(holder.visit, add_document(holder.visit, holder.space, addition(words, **changes)))


def look(visit: Visit, public: str, kind: str = DOCUMENT) -> Found:
    place = house().codec.decode(public)
    assert place is not None
    return door.read(visit, *place, kind)


def again(visit: Visit, found: Found) -> Found:
    return door.read(visit, found.space, found.item, DOCUMENT)


def resource(found: Found) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(found.resource)
    return read


def file_of(visit: Visit, found: Found) -> bytes:
    name = resource(found)["content"][0]["attachment"]["url"].removeprefix("Binary/")
    return b"".join(door.stream(look(visit, name, BINARY)))


def titles(holder: Holder) -> list[str]:
    return [hit.header.title for hit in gate.search(holder.visit, holder.space, ListQuery(DOCUMENT, limit=50)).hits]


def test_what_camille_adds_is_there_with_her_words_and_her_very_file(camille: Holder) -> None:
    found = add(camille)
    assert found.header.title == "Radio du poignet"
    assert (found.header.category, found.header.type, found.header.class_code) == ("RADIO_SC", "DOCPAT04", "31")
    assert found.header.author == camille.number
    assert found.header.author_name == "Anna Essai"
    assert found.header.flags == 0
    assert found.header.precision == 0
    assert found.header.date == documents.microseconds("2026-09-22T12:00:00")
    assert file_of(camille.visit, found) == documents.PDF


@pytest.mark.parametrize("category", list(taxonomy.load_categories()))
def test_every_category_takes_a_document_and_gives_it_back(camille: Holder, category: str) -> None:
    words = replace(WORDS, category=category)
    found = add(camille, words)
    assert found.header.category == category
    assert description_of(resource(found)) == words


@pytest.mark.parametrize("date", [PartialDate(1900), PartialDate(1968, 5), PartialDate(1969, 12, 31)])
def test_a_date_that_is_known_in_part_stays_so(camille: Holder, date: PartialDate) -> None:
    found = add(camille, replace(WORDS, date=date))
    assert description_of(resource(found)).date == date
    assert resource(found)["content"][0]["attachment"]["creation"] == date.iso
    assert found.header.date == documents.microseconds(f"{date.first}T12:00:00")
    assert known_date(found.header.date, found.header.precision) == date
    name = resource(found)["content"][0]["attachment"]["url"].removeprefix("Binary/")
    assert look(camille.visit, name, BINARY).header.precision == found.header.precision


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("date", [PartialDate(1968), PartialDate(1968, 5), PartialDate(1968, 5, 13)])
def test_what_is_stored_is_sound_fhir(camille: Holder, date: PartialDate, own: bool) -> None:
    words = replace(WORDS, date=date, masked=True, hidden=True)
    found = add(camille, words, author=Author("Camille Roussel", own=own))
    assert validate(resource(found)) == []
    assert found.header.author_name == "Camille Roussel"


@pytest.mark.parametrize(
    ("masked", "hidden", "flags"),
    [(False, False, 0), (True, False, Flag.MASKED), (False, True, Flag.HIDDEN_FROM_REPRESENTATIVES)],
)
def test_who_may_see_it_is_as_she_says_file_included(camille: Holder, masked: bool, hidden: bool, flags: Flag) -> None:
    found = add(camille, replace(WORDS, masked=masked, hidden=hidden))
    name = resource(found)["content"][0]["attachment"]["url"].removeprefix("Binary/")
    assert found.header.flags == flags
    assert look(camille.visit, name, BINARY).header.flags == flags


def test_her_physician_sees_what_is_shown_and_does_not_know_of_what_is_masked(camille: Holder) -> None:
    physician = new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    shown, masked = add(camille), add(camille, replace(WORDS, masked=True))
    assert again(physician.visit, shown).header.title == "Radio du poignet"
    with pytest.raises(NotFound):
        again(physician.visit, masked)


def test_the_same_form_sent_twice_adds_one_document(camille: Holder) -> None:
    first = add_document(camille.visit, camille.space, addition())
    assert add_document(camille.visit, camille.space, addition()) == first
    assert titles(camille) == ["Radio du poignet"]


def test_the_second_sending_leaves_no_file_behind(camille: Holder) -> None:
    for _ in range(2):
        add_document(camille.visit, camille.space, addition())
    assert len(files_of(camille.space)) == 1


def test_two_sendings_at_the_very_same_moment_add_one_document(camille: Holder) -> None:
    both = [Actor(lambda: add_document(camille.visit, camille.space, addition())) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(PATIENCE)
    assert [each.error for each in both] == [None, None]
    assert both[0].result == both[1].result
    assert titles(camille) == ["Radio du poignet"]
    assert len(files_of(camille.space)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"once": "another-form-another-draw"},
        {"words": replace(WORDS, title="Radio de la main")},
        {"content": documents.PDF + b"%%EOF\n"},
    ],
)
def test_another_form_file_or_title_is_another_document(camille: Holder, changes: dict[str, Any]) -> None:
    add_document(camille.visit, camille.space, addition())
    add_document(camille.visit, camille.space, replace(addition(), **changes))
    assert len(titles(camille)) == 2


def test_the_same_form_means_another_document_in_another_notebook(camille: Holder) -> None:
    sacha = new_person()
    assert add(camille).item != add(sacha).item


def test_a_form_sent_again_after_its_document_was_withdrawn_does_not_bring_it_back(camille: Holder) -> None:
    delete_document(camille.visit, add(camille))
    with pytest.raises(Gone):
        add_document(camille.visit, camille.space, addition())
    assert titles(camille) == []


OTHER = Description("Radio de la main", PartialDate(2026, 8), "CPT_REND", masked=True)


@pytest.mark.parametrize(
    "words",
    [
        replace(WORDS, title="Radio de la main"),
        replace(WORDS, date=PartialDate(2025)),
        replace(WORDS, category="BIOLOGIE"),
        replace(WORDS, masked=True),
        replace(WORDS, hidden=True),
        OTHER,
    ],
)
def test_she_changes_her_words_and_the_file_stays(camille: Holder, words: Description) -> None:
    found = add(camille)
    assert change_document(camille.visit, found, words, 1)
    after = again(camille.visit, found)
    assert (after.version, description_of(resource(after))) == (2, words)
    assert after.header.category == words.category
    assert after.header.class_code == taxonomy.class_of(after.header.type)
    assert file_of(camille.visit, after) == documents.PDF
    assert validate(resource(after)) == []
    first = door.read_version(camille.visit, (found.space, found.item), DOCUMENT, 1)
    assert description_of(resource(first)) == WORDS


def test_a_date_that_becomes_known_is_known(camille: Holder) -> None:
    found = add(camille, replace(WORDS, date=PartialDate(2025)))
    change_document(camille.visit, found, WORDS, 1)
    assert (found.header.precision, again(camille.visit, found).header.precision) == (2, 0)


def test_words_go_back_to_what_they_were(camille: Holder) -> None:
    found = add(camille)
    change_document(camille.visit, found, OTHER, 1)
    change_document(camille.visit, again(camille.visit, found), WORDS, 2)
    after = again(camille.visit, found)
    assert (after.version, description_of(resource(after)), after.header.flags) == (3, WORDS, 0)


def test_saying_the_same_again_makes_no_new_version(camille: Holder) -> None:
    found = add(camille)
    assert not change_document(camille.visit, found, WORDS, 1)
    assert again(camille.visit, found).version == 1


def test_two_windows_do_not_overwrite_each_other(camille: Holder) -> None:
    found = add(camille)
    change_document(camille.visit, found, OTHER, 1)
    with pytest.raises(PreconditionFailed):
        change_document(camille.visit, again(camille.visit, found), replace(WORDS, title="Autre"), 1)
    assert again(camille.visit, found).header.title == "Radio de la main"


def test_masking_later_holds_for_the_file_too(camille: Holder) -> None:
    physician = new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    found = add(camille)
    assert file_of(physician.visit, found) == documents.PDF
    change_document(camille.visit, found, replace(WORDS, masked=True), 1)
    with pytest.raises(NotFound):
        file_of(physician.visit, found)


def test_labels_that_are_not_hers_to_choose_stay(camille: Holder) -> None:
    stored = resource(add(camille))
    restricted = {**stored, "securityLabel": [*stored["securityLabel"], {"coding": [{"system": "urn:x", "code": "R"}]}]}
    after = described(restricted, replace(WORDS, masked=True))
    assert [label["coding"][0]["code"] for label in after["securityLabel"]] == ["N", "MASQUE_PS", "R"]
    assert validate(after) == []


def test_what_she_withdraws_nobody_reads_any_more(camille: Holder) -> None:
    found = add(camille)
    delete_document(camille.visit, found)
    assert titles(camille) == []
    with pytest.raises(Gone):
        again(camille.visit, found)
    with pytest.raises(Gone):
        file_of(camille.visit, found)


Act = Callable[[Visit, Found], object]


def change(visit: Visit, found: Found) -> object:
    return change_document(visit, found, OTHER, found.version)


@pytest.mark.parametrize("act", [change, delete_document])
def test_what_a_professional_wrote_is_not_hers_to_change_or_withdraw(camille: Holder, act: Act) -> None:
    physician = new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    found = add(replace(camille, caller=physician))
    with pytest.raises(Refused):
        act(camille.visit, again(camille.visit, found))
    assert again(camille.visit, found).version == 1


@pytest.mark.parametrize("act", [change, delete_document])
def test_what_she_wrote_is_not_her_physicians_to_change_or_withdraw(camille: Holder, act: Act) -> None:
    physician = new_professional()
    sharing.authorise(camille.visit, camille.space, physician.number)
    found = add(camille)
    with pytest.raises(HouseError):
        act(physician.visit, found)
    assert again(camille.visit, found).version == 1


@pytest.mark.parametrize("act", [change, delete_document])
def test_a_stranger_neither_finds_nor_touches_what_she_wrote(camille: Holder, act: Act) -> None:
    found, stranger = add(camille), new_person().visit
    with pytest.raises(NotFound):
        again(stranger, found)
    with pytest.raises(HouseError):
        act(stranger, found)
    assert again(camille.visit, found).version == 1


def test_a_stranger_adds_nothing(camille: Holder) -> None:
    add(camille)
    with pytest.raises(NotFound):
        add_document(new_person().visit, camille.space, addition(once="a-stranger-with-a-form"))
    assert titles(camille) == ["Radio du poignet"]


def test_each_act_is_in_her_history(camille: Holder) -> None:
    found = add(camille)
    change(camille.visit, found)
    delete_document(camille.visit, again(camille.visit, found))
    lines = history.list_entries(camille.visit, camille.space, None, 50)
    acts = [line.entry.action for line in lines if line.entry and line.entry.outcome is Outcome.ALLOWED]
    written = [act for act in acts if act in {"records:item:create", "records:item:update", "records:item:delete"}]
    assert written == ["records:item:delete", "records:item:update", "records:item:create"]
