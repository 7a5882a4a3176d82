"""The subject of a sentence: a name as one says it, a profession, and « vous » for who reads."""

from dataclasses import dataclass
from typing import Final

from ens.history.sentences.notebook import Notebook
from ens.kernel.actors import ActorKind
from ens.registry.professions import article_of, profession_of
from ens.web.typography import of

_TITLES: Final = {"Dr ": "Le ", "Pr ": "Le ", "Dre ": "La ", "Pre ": "La "}
_KINDS: Final = {
    ActorKind.APP: ("L’application", "Une application"),
    ActorKind.INSURER: ("L’assureur", "Un assureur"),
    ActorKind.EMPLOYER: ("L’employeur", "Un employeur"),
    ActorKind.BANK: ("La banque", "Une banque"),
    ActorKind.SUPPORT: ("L’équipe d’assistance", "L’équipe d’assistance"),
    ActorKind.STRANGER: ("Quelqu’un", "Quelqu’un"),
}
_UNNAMED: Final = {
    ActorKind.PROFESSIONAL: "Un membre d’une profession de santé",
    ActorKind.STRUCTURE: "Une structure de soins",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as an entry names it, with its profession and specialty when the directory knows them."""

    kind: int
    number: int
    name: str = ""
    profession: str = ""
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who acts, ready to begin a sentence: `name`, what is added behind a comma, and whether it is « vous »."""

    name: str
    added: str = ""
    second: bool = False


def subject_of(actor: Actor, notebook: Notebook) -> Subject:
    """Name an actor to the reader of a notebook."""
    kind = ActorKind(actor.kind)
    if kind is ActorKind.PERSON:
        return _person(actor, notebook)
    if kind is ActorKind.SYSTEM:
        return Subject("Le service")
    if kind in _KINDS:
        named, unnamed = _KINDS[kind]
        return Subject(f"{named} {actor.name}" if actor.name else unnamed)
    if not actor.name:
        return Subject(_UNNAMED[kind])
    if kind is ActorKind.STRUCTURE:
        return Subject(_structure(actor.name))
    return Subject(_professional(actor.name), _profession(actor, notebook))


def short_name(actor: Actor, notebook: Notebook) -> str:
    """Name an actor in a list, without an article."""
    subject = subject_of(actor, notebook)
    return subject.name if actor.kind in {ActorKind.PERSON, ActorKind.SYSTEM} or not actor.name else actor.name


def is_at_home(actor: Actor, notebook: Notebook) -> bool:
    """Say whether an actor is the person herself, one of her representatives, or who reads."""
    family = {notebook.owner, notebook.reader, *notebook.representatives}
    return actor.kind == ActorKind.PERSON and actor.number in family


def _person(actor: Actor, notebook: Notebook) -> Subject:
    if actor.number == notebook.reader:
        return Subject("Vous", second=True)
    if actor.number == notebook.owner:
        return Subject(notebook.name)
    if actor.number in notebook.representatives:
        return Subject(
            "Votre représentant légal" if notebook.own else f"L’autre représentant légal {of(notebook.name)}"
        )
    return Subject("Une autre personne")


def _structure(name: str) -> str:
    article = article_of(name)
    if not article:
        return name
    return f"{article.capitalize()}{'' if article.endswith('’') else ' '}{name}"


def _professional(name: str) -> str:
    title = next((title for title in _TITLES if name.startswith(title)), "")
    return f"{_TITLES.get(title, '')}{name}"


def _profession(actor: Actor, notebook: Notebook) -> str:
    if actor.number == notebook.treating:
        return "votre médecin traitant" if notebook.own else f"médecin traitant {of(notebook.name)}"
    return profession_of(actor.name, actor.profession, actor.specialty)
