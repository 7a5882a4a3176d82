"""A whole sentence from the entries of one visit: « Le Dr Claire Martin, votre médecin traitant, a lu « Bilan ». »."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ens.history.sentences.acts import ACCOMPANYING, DETAILED, ORDER, VERBS
from ens.history.sentences.notebook import Notebook
from ens.history.sentences.reasons import failure_of, refusal_of, right_of
from ens.history.sentences.who import Actor, subject_of
from ens.journal.entry import Entry, Outcome, Ref
from ens.kernel.actions import Action
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode

TITLES: Final = 3  # named in one sentence; the others are counted
UNREADABLE: Final = "Une ligne ne peut plus être relue : elle a été abîmée ou changée."
TITLE_LENGTH: Final = 80
_NUMBERS: Final = "zéro un deux trois quatre cinq six sept huit neuf dix".split()  # noqa: SIM905
_DOCUMENT, _FILE = "DocumentReference", "Binary"


class Tone(StrEnum):
    """How a piece of a sentence stands out."""

    PLAIN = ""
    WHO = "qui"
    ADDED = "precision"
    STRONG = "fort"
    DOCUMENT = "document"
    MARKED = "marque"


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words of a sentence; `id` is the public id of the document that they name and that can be opened."""

    text: str
    tone: Tone = Tone.PLAIN
    id: str = ""


Sentence = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """What one actor did in one go: entries of one outcome, newest first; `held` when something is left out of them.

    `cut` says that there are more entries than these.
    """

    actor: Actor
    entries: Sequence[Entry]
    held: bool = False
    cut: bool = False


def text_of(sentence: Sentence) -> str:
    """Write a sentence without its emphases."""
    return "".join(piece.text for piece in sentence)


def tell(visit: Visit, notebook: Notebook, titles: Mapping[bytes, str]) -> Sentence:
    """Tell who did what, and how it ended."""
    subject = subject_of(visit.actor, notebook)
    outcome = visit.entries[0].outcome
    pieces = [Piece("Accès en urgence. ", Tone.STRONG)] if outcome is Outcome.ALLOWED and _is_urgent(visit) else []
    pieces += [Piece(subject.name, Tone.WHO), Piece(f", {subject.added}," if subject.added else "", Tone.ADDED)]
    if outcome is Outcome.ALLOWED:
        pieces += [Piece(" avez " if subject.second else " a "), *_clauses(visit, notebook, titles)]
        pieces += [Piece("."), *_later(visit, notebook)]
    else:
        wanted = " avez voulu " if subject.second else " a voulu "
        declared = ", en déclarant une urgence" if _is_urgent(visit) else ""
        pieces += [Piece(wanted), *_clauses(visit, notebook, titles), Piece(f"{declared}. ")]
        pieces += _refused(visit, notebook) if outcome is Outcome.REFUSED else _failed(visit)
    return tuple(piece for piece in pieces if piece.text)


def right(visit: Visit, notebook: Notebook) -> str:
    """Tell by which right it was allowed; nothing to tell when it was not."""
    entry = visit.entries[0]
    if entry.outcome is not Outcome.ALLOWED:
        return ""
    return right_of(entry.reasons, visit.actor, entry.action, notebook)


def _clauses(visit: Visit, notebook: Notebook, titles: Mapping[bytes, str]) -> list[Piece]:
    """Write one clause for each kind of act, the most telling first."""
    acts = sorted({_act(entry) for entry in visit.entries}, key=lambda act: (ORDER.get(act[0], len(ORDER)), act[1]))
    telling = [act for act in acts if act[0] not in ACCOMPANYING] or acts
    clauses = [_clause(act, visit, notebook, titles) for act in telling]
    joined: list[Piece] = []
    for place, clause in enumerate(clauses):
        last = place == len(clauses) - 1
        joined += [Piece("" if not place else " et " if last else ", "), *clause]
    return joined


def _act(entry: Entry) -> tuple[str, str]:
    """Give the act of an entry, with its detail where that makes it another one."""
    return entry.action, entry.detail if (entry.action, entry.detail) in DETAILED else ""


def _clause(act: tuple[str, str], visit: Visit, notebook: Notebook, titles: Mapping[bytes, str]) -> list[Piece]:
    action = act[0]
    if action not in ORDER:  # written by another version of the house
        return [Piece("fait autre chose" if _allowed(visit) else "faire autre chose")]
    verb = DETAILED.get(act) or VERBS[Action(action)]
    form = verb.done if _allowed(visit) else verb.wanted
    if visit.actor.kind == ActorKind.PERSON:
        form = form.replace("déposé", "ajouté").replace("déposer", "ajouter")
    before, slot, after = form.partition("{documents}")
    if not slot:
        before, slot, after = form.partition("{des_documents}")
    words = notebook.words()
    if not slot:
        return [Piece(before.format_map(words))]
    refs = [ref for entry in visit.entries if entry.action == action for ref in entry.refs]
    nameless = sum(1 for entry in visit.entries if entry.action == action and not entry.refs)
    objects = name_documents(refs, titles, nameless, cut=visit.cut)
    if slot == "{des_documents}":
        before += "d’" if objects[0].text.startswith("un ") else "de "
    return [Piece(before), *objects, Piece(after)]


def name_documents(
    refs: Sequence[Ref], titles: Mapping[bytes, str], nameless: int = 0, *, cut: bool = False
) -> list[Piece]:
    """Name a few documents by their titles and count the others; a file is told as the document that it belongs to.

    `cut` says that these are not all: then the others are not counted.
    """
    things = _things(refs, titles)
    named = {titles[item]: ref for item, ref in things.items() if titles.get(item)}
    shown = [
        Piece(f"« {_shortened(title)} »", Tone.DOCUMENT, ref.id if ref.kind == _DOCUMENT else "")
        for title, ref in list(named.items())[:TITLES]
    ]
    if cut:
        return _joined([*shown, Piece("d’autres")] if shown else [Piece("des documents")])
    return _listed(shown, len(things) + nameless - len(shown))


def _things(refs: Sequence[Ref], titles: Mapping[bytes, str]) -> dict[bytes, Ref]:
    """Keep the documents, and the files that stand for none of them; without either, whatever there is."""
    sheets = {ref.item: ref for ref in refs if ref.kind == _DOCUMENT}
    covered = {titles.get(item, "") for item in sheets} | ({""} if sheets else set())
    files = {ref.item: ref for ref in refs if ref.kind == _FILE and titles.get(ref.item, "") not in covered}
    return sheets | files or {ref.item: ref for ref in refs}


def _shortened(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1].rstrip()}…"


def _listed(shown: list[Piece], others: int) -> list[Piece]:
    if not shown:
        return [Piece(f"{count(max(others, 1))} document{'s' if others > 1 else ''}")]
    more = [Piece(f"{count(others)} autre{'s' if others > 1 else ''}")] if others else []
    return _joined([*shown, *more])


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Put commas and a last « et » between pieces."""
    joined: list[Piece] = []
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        joined += [Piece("" if not place else " et " if last else ", "), piece]
    return [piece for piece in joined if piece.text]


def count(number: int) -> str:
    """Write a number of things, small ones in letters."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _allowed(visit: Visit) -> bool:
    return visit.entries[0].outcome is Outcome.ALLOWED


def _is_urgent(visit: Visit) -> bool:
    return visit.entries[0].mode not in {"", Mode.NORMAL}


def _later(visit: Visit, notebook: Notebook) -> list[Piece]:
    """Say that the detail is held back: until it is announced, or for good from a representative."""
    if not visit.held:
        return []
    return [
        Piece(
            " Le détail s’affichera ici quand un soignant vous en aura parlé."
            if notebook.own
            else " Le détail n’est pas montré ici."
        )
    ]


def _refused(visit: Visit, notebook: Notebook) -> list[Piece]:
    reasons = [reason for entry in visit.entries for reason in entry.reasons]
    because = refusal_of(reasons, visit.actor, _main(visit), notebook)
    return [Piece("Nous avons refusé", Tone.MARKED), Piece(f" : {because}. {_nothing(visit)}")]


def _failed(visit: Visit) -> list[Piece]:
    because = failure_of(reason for entry in visit.entries for reason in entry.reasons)
    return [Piece(f"Cela n’a pas abouti : {because}. {_nothing(visit)}")]


def _nothing(visit: Visit) -> str:
    action = _main(visit)
    return VERBS[Action(action)].nothing if action in ORDER else "Rien n’a changé."


def _main(visit: Visit) -> str:
    """Tell the act that the sentence begins with."""
    return min((entry.action for entry in visit.entries), key=lambda name: ORDER.get(name, len(ORDER)))
