"""The form about one's own document: what was typed, what is wrong with it in a sentence, what it means."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ens.records import taxonomy
from ens.records.descriptions import Description
from ens.records.partial_dates import DateFault, PartialDate, read_date

TITLE: Final = 50  # characters of a title
_LONGEST: Final = 200  # characters of one field that are shown again
FIELDS: Final = ("titre", "categorie", "date-jour", "date-mois", "date-annee", "visibilite", "parents", "envoi")
ALL, ME = "soignants", "moi"  # who may see the document
_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")
_MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&(?:#|[A-Za-z]+;)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What depends on the notebook: today's date, when its person was born, and whether she may hide from parents."""

    today: date
    born: date | None
    hides: bool


@dataclass(slots=True)
class Form:
    """What was typed, ready to be shown again, and the sentences beside the fields that are wrong."""

    title: str = ""
    category: str = ""
    date: tuple[str, str, str] = ("", "", "")
    visibility: str = ""
    hidden: bool = False
    once: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    wrong_part: str = ""  # of the date

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List where to go and what to do there, in the order of the page."""
        places = {"date": f"date-{self.wrong_part}", "visibilite": "visibilite-1"}
        order = ("fichier", "titre", "categorie", "date", "visibilite")
        return [(places.get(name, name), self.faults[name]) for name in order if name in self.faults]


def empty_form() -> Form:
    """Give a new form, with what makes sending it twice add one document."""
    return Form(visibility=ALL, once=secrets.token_urlsafe(16))


def form_of(words: Description) -> Form:
    """Give the form with what a document says of itself."""
    parts = (words.date.day, words.date.month, words.date.year)
    typed = tuple(str(part or "") for part in parts)
    return Form(words.title, words.category, (typed[0], typed[1], typed[2]), ME if words.masked else ALL, words.hidden)


def read_form(posted: Mapping[str, str], rules: Rules) -> tuple[Form, Description | None]:
    """Read what was typed; the description is None when something is wrong."""
    typed = {name: posted.get(name, "")[:_LONGEST] for name in FIELDS}
    form = Form(
        title=" ".join(unicodedata.normalize("NFC", typed["titre"]).split()),
        category=typed["categorie"],
        date=(typed["date-jour"], typed["date-mois"], typed["date-annee"]),
        visibility=typed["visibilite"],
        hidden=typed["parents"] == "oui",
        once=typed["envoi"] if _ONCE.fullmatch(typed["envoi"]) else secrets.token_urlsafe(16),
    )
    found = read_date(form.date, rules.today, rules.born)
    if isinstance(found, DateFault):
        form.faults["date"], form.wrong_part = found.text, found.field
    form.faults |= _faults(form, rules)
    if form.faults or not isinstance(found, PartialDate):
        return form, None
    return form, Description(form.title, found, form.category, form.visibility == ME, form.hidden)


def _faults(form: Form, rules: Rules) -> dict[str, str]:
    said = {
        "titre": _fault_of_title(form.title),
        "categorie": "" if form.category in taxonomy.load_categories() else "Choisissez une catégorie.",
        "visibilite": "" if form.visibility in {ALL, ME} else "Dites qui pourra voir ce document.",
    }
    if form.hidden and not rules.hides:
        said["visibilite"] = "Seule la personne mineure peut cacher un document à ses parents."
    return {name: text for name, text in said.items() if text}


def _fault_of_title(title: str) -> str:
    """Say what is wrong with a title (X-02): nothing that looks like a page, no sign that cannot be seen."""
    if not title:
        return "Donnez un titre à ce document."
    if len(title) > TITLE:
        return f"Ce titre est trop long : gardez {TITLE} caractères au plus."
    if _MARKUP.search(title):
        return "Ce titre ressemble à du code. Écrivez-le en toutes lettres."
    if any(unicodedata.category(sign)[0] == "C" for sign in title):
        return "Ce titre contient un signe que nous ne savons pas écrire. Effacez-le, puis écrivez ce mot à la main."
    return ""
