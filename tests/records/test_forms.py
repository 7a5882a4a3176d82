"""What people type about a document: kept as typed, refused in a sentence, understood."""

from datetime import date

import pytest

from ens.records import taxonomy
from ens.records.descriptions import Description
from ens.records.forms import Form, Rules, empty_form, form_of, read_form
from ens.records.partial_dates import PartialDate

ADULT = Rules(date(2026, 11, 22), date(1988, 5, 14), hides=False)
MINOR = Rules(date(2026, 11, 22), date(2010, 6, 21), hides=True)
TYPED = {
    "titre": "Radio du poignet",
    "categorie": "RADIO_SC",
    "date-jour": "22",
    "date-mois": "9",
    "date-annee": "2026",
    "visibilite": "soignants",
    "envoi": "m3fJ0YdA1k3n7x9QwE5tZg",
}
WORDS = Description("Radio du poignet", PartialDate(2026, 9, 22), "RADIO_SC")


def read(rules: Rules = ADULT, **changes: str) -> tuple[Form, Description | None]:
    typed = TYPED | {name.replace("_", "-"): value for name, value in changes.items()}
    return read_form(typed, rules)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_form_filled_well_says_what_it_means() -> None:
    form, words = read()
    assert words == WORDS
    assert form.errors == []


def test_masking_and_hiding_are_two_choices() -> None:
    assert read(MINOR, visibilite="moi", parents="oui")[1] == Description(
        WORDS.title, WORDS.date, WORDS.category, masked=True, hidden=True
    )


def test_who_is_not_a_minor_at_home_hides_nothing_from_parents() -> None:
    form, words = read(ADULT, parents="oui")
    assert words is None
    assert form.errors == [("visibilite-1", "Seule la personne mineure peut cacher un document à ses parents.")]


@pytest.mark.parametrize(
    "title",
    ["É", "Glycémie < 1,2 g/l & suivi", "Prise de sang n° 3 (à jeun)", "a" * 50, "Radio 👍", "IRM > 3 T", "R&D 5 < 6;"],
)
def test_ordinary_titles_are_taken(title: str) -> None:
    _, words = read(titre=title)
    assert words is not None
    assert words.title == title


def test_a_title_is_written_in_one_way() -> None:
    _, words = read(titre="  Radio\tdu\u00a0 poignet e\u0301te\u0301 ")
    assert words is not None
    assert words.title == "Radio du poignet été"


CODE = "Ce titre ressemble à du code. Écrivez-le en toutes lettres."
SIGN = "Ce titre contient un signe que nous ne savons pas écrire. Effacez-le, puis écrivez ce mot à la main."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "Donnez un titre à ce document."),
        (" \u00a0\t ", "Donnez un titre à ce document."),
        ("a" * 51, "Ce titre est trop long : gardez 50 caractères au plus."),
        ("<b>Radio</b>", CODE),
        ("<script>", CODE),
        ("</p", CODE),
        ("<!-- x", CODE),
        ("<?php", CODE),
        ("&lt;b", CODE),
        ("&#60;b", CODE),
        ("Radio\x00", SIGN),
        ("Radio\x1b[31m", SIGN),
        ("Radio \u202egpj.exe", SIGN),
        ("Radio\u200b", SIGN),
        ("Radio\ue000", SIGN),
    ],
)
def test_other_titles_are_refused_in_a_sentence(title: str, text: str) -> None:
    form, words = read(titre=title)
    assert words is None
    assert [(place, plain(said)) for place, said in form.errors] == [("titre", text)]


def test_an_endless_title_is_not_shown_again_whole() -> None:
    form, _ = read(titre="a" * 1_000_000)
    assert len(form.title) == 200


@pytest.mark.parametrize("category", ["", "AUTRE", "radio_sc", "DOCPAT04"])
def test_only_the_fifteen_categories_are_taken(category: str) -> None:
    form, words = read(categorie=category)
    assert words is None
    assert form.errors == [("categorie", "Choisissez une catégorie.")]


@pytest.mark.parametrize("category", list(taxonomy.load_categories()))
def test_all_fifteen_are(category: str) -> None:
    _, words = read(categorie=category)
    assert words is not None
    assert words.category == category


@pytest.mark.parametrize("choice", ["", "tous", "MOI"])
def test_who_may_see_it_is_never_guessed(choice: str) -> None:
    form, words = read(visibilite=choice)
    assert words is None
    assert form.errors == [("visibilite-1", "Dites qui pourra voir ce document.")]


def test_a_date_leads_to_the_part_that_is_wrong() -> None:
    form, words = read(date_annee="2062")
    assert words is None
    assert [(place, plain(text)) for place, text in form.errors] == [
        ("date-annee", "Le 22 septembre 2062 est dans le futur. Vouliez-vous écrire 2026 ?")
    ]
    assert read(date_jour="31", date_mois="4")[0].errors[0][0] == "date-jour"


def test_an_empty_form_lists_everything_in_the_order_of_the_page_and_keeps_what_was_typed() -> None:
    form, words = read_form({"date-jour": "x"}, ADULT)
    assert words is None
    assert [place for place, _ in form.errors] == ["titre", "categorie", "date-annee", "visibilite-1"]
    assert form.date == ("x", "", "")


def test_what_makes_a_form_unique_is_kept_when_it_is_ours_and_drawn_anew_otherwise() -> None:
    assert read()[0].once == TYPED["envoi"]
    drawn = read(envoi="short")[0].once
    assert drawn != "short"
    assert read(envoi=drawn)[0].once == drawn
    assert empty_form().once != empty_form().once


@pytest.mark.parametrize(
    "words",
    [WORDS, Description("Note", PartialDate(1968), "AUTR_DOC", masked=True, hidden=True)],
)
def test_what_a_document_says_comes_back_from_its_form(words: Description) -> None:
    form = form_of(words)
    posted = {
        "titre": form.title,
        "categorie": form.category,
        "date-jour": form.date[0],
        "date-mois": form.date[1],
        "date-annee": form.date[2],
        "visibilite": form.visibility,
        "parents": "oui" if form.hidden else "",
    }
    assert read_form(posted, Rules(MINOR.today, None, hides=True))[1] == words
