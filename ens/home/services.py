"""Gathers the first page of a notebook: one look at who came, one at the documents; two lines in the history."""

from dataclasses import dataclass
from datetime import datetime

from ens.gate import shelf
from ens.gate.shelf import Label, Shelf
from ens.history.queries import LookBack, Place, look_back
from ens.history.rules import Passage
from ens.history.told import Told
from ens.home import rules
from ens.home.rules import PASSAGES, WEEK_US, Choice, Step
from ens.kernel import clock
from ens.records.listing.card import cards_of
from ens.records.lots import DOCUMENT
from ens.web import dates
from ens.web.caller import Caller


@dataclass(frozen=True, slots=True)
class Opening:
    """All that the first page shows; `steps` is empty once the notebook is no longer new, or all were taken."""

    last_visit: datetime | None
    documents: Choice
    told: list[Told]
    this_month: int  # visits by others
    refusals: list[Passage]
    steps: dict[Step, bool]

    @property
    def waiting(self) -> int:
        """Count what waits."""
        return len(self.documents.results) + (1 if self.refusals else 0)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the gate writes down of a choice: the labels that are shown."""

    documents: Choice

    @property
    def shown(self) -> list[Label]:
        return [card.label for card in self.documents.shown]


def open_notebook(caller: Caller) -> Opening:
    """Look at what is new in a notebook since its reader's last visit; a carer sees no history (PRO-06)."""
    now = clock.now_us()
    if not caller.profile.rules:
        return Opening(None, _documents(caller, now, frozenset()), [], 0, [], {})
    place = Place(caller.visit, caller.space, caller.profile.name)
    seen = look_back(place, PASSAGES, now - WEEK_US)

    documents = _documents(caller, now, seen.opened)
    last = rules.find_last_visit(seen.survey.glances, seen.survey.reader, now)
    month = f"{dates.today():%Y-%m}"
    return Opening(
        last_visit=None if last is None else dates.local(last),
        documents=documents,
        told=seen.told,
        this_month=sum(1 for each in seen.others if each.month == month),
        refusals=rules.refusals_since(seen.others, last or now - WEEK_US),
        steps=_steps(seen, documents),
    )


def _documents(caller: Caller, now: int, opened: frozenset[bytes]) -> Choice:
    def arrange(held: Shelf) -> _Chosen:
        return _Chosen(rules.choose_documents(cards_of(held, now), opened))

    return shelf.browse(caller.visit, caller.space, DOCUMENT, arrange).documents


def _steps(seen: LookBack, documents: Choice) -> dict[Step, bool]:
    """Tell the first steps and whether each was taken; none for a notebook whose beginning is out of sight."""
    if not seen.survey.whole:
        return {}
    taken = rules.steps_taken(seen.survey.glances, seen.survey.reader, added=documents.own)
    return {} if len(taken) == len(Step) else {step: step in taken for step in Step}
