"""How the headers that Camille may see become her list: filters that count, six orders, groups, pages, months."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ens.gate.shelf import Label, Shelf
from ens.policy.facts import Flag, Header, Sharing
from ens.records.listing import arrange as module
from ens.records.listing.arrange import Arrangement, anchor_of, arrange
from ens.records.listing.card import Card, is_news
from ens.records.listing.wish import Drawer, Sort, Wish

CAMILLE, HOSPITAL, LABORATORY = 1, 2, 3
DAY = 86_400_000_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


NOW = at("2026-11-21T12:00")


def label(title: str, day: str = "2026-11-20", author: int = HOSPITAL, **more: Any) -> Label:
    words = {"category": "CPT_REND", "author_name": {HOSPITAL: "Hôpital", LABORATORY: "Laboratoire"}.get(author, "")}
    header = Header(
        "DocumentReference", at(f"{day}T12:00"), at("2026-01-01T12:00"), author, title=title, **words | more
    )
    return Label(title.encode().ljust(10, b"-")[:10], 1, header)


def ordered(*labels: Label, **wish: object) -> Arrangement:
    return arrange(Shelf(list(labels), CAMILLE, Sharing(CAMILLE)), Wish(**wish), NOW)  # type: ignore[arg-type]


def titles(view: Arrangement) -> list[str]:
    return [each.header.title for each in view.shown]


OLD = label("bilan", "2020-02-03", flags=Flag.SUPERSEDED)
KEPT = label("papier", "2019-02-03", flags=Flag.ARCHIVED, category="DOC_ADM")
HIDDEN = label("scanner", "2025-03-04", flags=Flag.MASKED, category="RADIO_SC")
BLOOD = label("Écho, thyroïde", "2025-03-02", LABORATORY, category="BIOLOGIE")
OWN = label("journal", "2026-11-02", CAMILLE, category="AUTR_DOC")
EVERYTHING = (OLD, KEPT, HIDDEN, BLOOD, OWN)


# What is listed


def test_obsolete_versions_and_archives_are_listed_on_demand_alone() -> None:
    assert titles(ordered(*EVERYTHING)) == ["journal", "scanner", "Écho, thyroïde"]
    assert titles(ordered(*EVERYTHING, drawer=Drawer.OLD)) == ["bilan"]
    assert titles(ordered(*EVERYTHING, drawer=Drawer.ARCHIVED)) == ["papier"]
    assert titles(ordered(*EVERYTHING, drawer="DOC_ADM")) == []


@pytest.mark.parametrize(
    ("drawer", "found"),
    [
        (Drawer.MASKED, ["scanner"]),
        (Drawer.OWN, ["journal"]),
        ("BIOLOGIE", ["Écho, thyroïde"]),
        ("REMB", []),
        (Drawer.NEW, []),
    ],
)
def test_a_filter_keeps_what_it_names(drawer: str, found: list[str]) -> None:
    assert titles(ordered(*EVERYTHING, drawer=drawer)) == found


@pytest.mark.parametrize("text", ["thyroide", "THYROÏDE écho", "laboratoire", "analyses thyr", "labo 2025"])
def test_words_are_found_in_titles_authors_categories_and_years(text: str) -> None:
    assert titles(ordered(*EVERYTHING, text=text)) == ["Écho, thyroïde"]


def test_all_the_words_must_be_there() -> None:
    assert titles(ordered(*EVERYTHING, text="thyroïde hôpital")) == []


@pytest.mark.parametrize(
    ("period", "found"),
    [("2025", ["scanner", "Écho, thyroïde"]), ("2025-03", ["scanner", "Écho, thyroïde"]), ("2024", [])],
)
def test_a_period_is_a_year_or_a_month(period: str, found: list[str]) -> None:
    assert titles(ordered(*EVERYTHING, period=period)) == found


def test_an_author_is_chosen_by_name_even_the_one_without() -> None:
    assert titles(ordered(*EVERYTHING, author="Laboratoire")) == ["Écho, thyroïde"]
    assert titles(ordered(*EVERYTHING, author="Auteur non précisé")) == ["journal"]


# What is counted


def test_each_filter_counts_what_the_others_leave() -> None:
    view = ordered(*EVERYTHING)
    assert view.drawers == {
        "": 3, "RADIO_SC": 1, "BIOLOGIE": 1, "AUTR_DOC": 1,
        Drawer.OWN: 1, Drawer.MASKED: 1, Drawer.OLD: 1, Drawer.ARCHIVED: 1,
    }  # fmt: skip
    assert (view.years, view.authors) == (
        {"2026": 1, "2025": 2},
        {"Auteur non précisé": 1, "Hôpital": 1, "Laboratoire": 1},
    )
    narrowed = ordered(*EVERYTHING, author="Hôpital", drawer="RADIO_SC")
    assert (narrowed.total, narrowed.whole) == (1, 3)
    assert narrowed.drawers[""] == 1
    assert narrowed.years == {"2025": 1}
    assert narrowed.authors == {"Hôpital": 1}


def test_the_choice_that_is_made_stays_offered_even_when_it_holds_nothing() -> None:
    assert ordered(*EVERYTHING, drawer="REMB").drawers["REMB"] == 0


def test_authors_are_offered_in_the_order_of_the_alphabet_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AUTHORS", 2)
    view = ordered(label("a", author_name="Zoé"), label("b", author_name="Élie"), label("c", author_name="Denis"))
    assert list(view.authors) == ["Denis", "Élie"]


# In which order

LATE = label("Zona", "2026-05-01", LABORATORY, deposited=at("2026-11-19T12:00"), category="SYNTHESE")
EARLY = label("angine", "2026-06-01", deposited=at("2026-06-02T12:00"), category="BIOLOGIE", author_name="Élie")
NAMELESS = label("Épaule", "2026-07-01", deposited=at("2026-07-02T12:00"), author_name="", category="AUTR_DOC")


@pytest.mark.parametrize(
    ("sort", "found", "headings"),
    [
        (Sort.RECENT, ["Épaule", "angine", "Zona"], [(2026, 7), (2026, 6), (2026, 5)]),
        (Sort.OLDEST, ["Zona", "angine", "Épaule"], [(2026, 5), (2026, 6), (2026, 7)]),
        (Sort.ARRIVED, ["Zona", "Épaule", "angine"], [(2026, 11), (2026, 7), (2026, 6)]),
        (Sort.TITLE, ["angine", "Épaule", "Zona"], ["A", "E", "Z"]),
        (Sort.CATEGORY, ["Zona", "angine", "Épaule"], ["Synthèses", "Analyses", "Autres"]),
        (Sort.AUTHOR, ["angine", "Zona", "Épaule"], ["Élie", "Laboratoire", "Auteur non précisé"]),
    ],
)
def test_six_orders_each_with_its_headings(sort: Sort, found: list[str], headings: list[object]) -> None:
    view = ordered(LATE, EARLY, NAMELESS, sort=sort)
    assert titles(view) == found
    assert [group.month or group.text for group in view.groups] == headings
    assert bool(view.months) is (sort in {Sort.RECENT, Sort.OLDEST, Sort.ARRIVED})


def test_a_document_whose_year_alone_is_known_stands_under_its_year() -> None:
    vague, exact = label("carnet", "2024-01-01", precision=2), label("visite", "2024-01-09")
    view = ordered(vague, exact)
    assert [(group.text, group.moment and group.moment.month, group.anchor) for group in view.groups] == [
        ("", 1, "mois-2024-01"),
        ("2024", None, "mois-2024-00"),
    ]


def test_titles_that_begin_with_a_figure_stand_together() -> None:
    assert [group.text for group in ordered(label("2e avis"), label("[copie]"), sort=Sort.TITLE).groups] == ["0–9"]


def test_an_unknown_category_comes_last() -> None:
    view = ordered(label("a", category="PERDU"), label("b", category="QUEST_SANTE"), sort=Sort.CATEGORY)
    assert [(group.text, titles(view)[index]) for index, group in enumerate(view.groups)] == [
        ("Questionnaires", "b"),
        ("Autres", "a"),
    ]


# Pages

MANY = [label(f"{number:03}", f"2026-{1 + number // 12:02}-{1 + number % 12:02}") for number in range(120)]


@given(st.permutations(MANY), st.sampled_from(Sort))
def test_pages_share_the_list_without_a_gap_or_a_double(labels: list[Label], sort: Sort) -> None:
    pages = [ordered(*labels, sort=sort, page=number) for number in (1, 2, 3, 4)]
    assert [len(page.shown) for page in pages] == [50, 50, 20, 0]
    assert {page.pages for page in pages} == {3}
    whole = [title for page in pages for title in titles(page)]
    assert Counter(whole) == Counter(each.header.title for each in MANY)
    assert all([card.label for group in page.groups for card in group.cards] == page.shown for page in pages)


def test_a_month_knows_how_many_and_on_which_page_it_begins() -> None:
    view = ordered(*MANY)
    assert list(view.months.items())[:6] == [
        ((2026, 10), (12, 1)), ((2026, 9), (12, 1)), ((2026, 8), (12, 1)),
        ((2026, 7), (12, 1)), ((2026, 6), (12, 1)), ((2026, 5), (12, 2)),
    ]  # fmt: skip
    assert view.groups[-1].month == (2026, 6)
    assert (view.groups[-1].count, len(view.groups[-1].cards)) == (12, 2)
    assert anchor_of((2026, 5)) == "mois-2026-05"


def test_an_empty_notebook_has_one_empty_page() -> None:
    view = ordered()
    assert (view.pages, view.total, view.whole, view.groups, view.drawers) == (1, 0, 0, [], {"": 0})


# What is new


@pytest.mark.parametrize(
    ("header", "new"),
    [
        ({}, True),
        ({"deposited": NOW - 7 * DAY}, False),
        ({"deposited": NOW - 7 * DAY + 1}, True),
        ({"day": "2026-09-22"}, False),
        ({"day": "2026-09-23"}, True),
        ({"author": CAMILLE}, False),
        ({"flags": Flag.SUPERSEDED}, False),
        ({"flags": Flag.MASKED}, True),
    ],
)
def test_news_came_this_week_from_somebody_else_about_something_recent(header: dict[str, object], new: bool) -> None:
    found = label("x", **{"deposited": NOW - DAY, **header})  # type: ignore[arg-type]
    assert is_news(found.header, CAMILLE, NOW) is new
    view = ordered(found)
    assert (view.news, Drawer.NEW in view.drawers) == (int(new), new)


def test_without_a_day_of_deposit_the_last_change_counts() -> None:
    assert Header("DocumentReference", 1, 9, HOSPITAL).arrived == 9
    assert Header("DocumentReference", 1, 9, HOSPITAL, deposited=5).arrived == 5


def test_a_card_says_who_made_the_document_and_what_it_is() -> None:
    card = Card(BLOOD, CAMILLE, news=False)
    assert (card.author, card.category, card.own, card.day.isoformat()) == (
        "Laboratoire",
        "Analyses",
        False,
        "2025-03-02",
    )
    assert Card(OWN, CAMILLE, news=False).own
