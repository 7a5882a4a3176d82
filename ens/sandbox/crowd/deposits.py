"""Lets the crowd in: opens their spaces and deposits their documents, in lots, through the same doors as anyone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Final

from ens.fhir import transaction
from ens.fhir.call import Call, Reply
from ens.fhir.entries import Entry
from ens.fhir.kinds import Kind
from ens.fhir.media import FHIR_JSON
from ens.fhir.parse import write
from ens.gate.facts import Visit
from ens.gate.search import ListQuery, search
from ens.sandbox.cast import Person
from ens.sandbox.crowd.people import crowd
from ens.sandbox.crowd.stories import write_stories
from ens.sandbox.documents.story import Story
from ens.sandbox.documents.writer import write_document
from ens.sandbox.grants import find_row
from ens.sandbox.population import document_reference, register, register_directory, visit_of

LOT: Final = 20
_TEAMS: Final = (("dr-martin",), ("dr-nguyen",), ("dr-martin", "dr-ferrand"))
Kinds = Mapping[str, Kind]


def settle_crowd(kinds: Kinds, today: date, stopped: Callable[[], bool] = lambda: False) -> Iterator[int]:
    """Settle those who are not there yet, and finish whom an earlier run left half settled.

    Gives the number of documents deposited so far, after each lot; ends early when it is told to.
    """
    numbers = register_directory()
    everyone = crowd()
    first_new = next((index for index, person in enumerate(everyone) if find_row(person.slug) is None), len(everyone))
    deposited = 0
    for index, person in enumerate(everyone[max(first_new - 1, 0) :], max(first_new - 1, 0)):
        register(person, numbers, _TEAMS[index % len(_TEAMS)])
        for count in _deposit_all(person, kinds, today):
            deposited += count
            yield deposited
            if stopped():
                return


def _deposit_all(person: Person, kinds: Kinds, today: date) -> Iterator[int]:
    """Deposit what a person lacks, lot by lot, each of one author."""
    done, position = _count(person), 0
    stories = sorted(write_stories(person, today), key=lambda story: story.author.slug)
    for author, told in groupby(stories, key=attrgetter("author.slug")):
        whole = list(told)
        for start in range(0, len(whole), LOT):
            lot = whole[start : start + LOT]
            position += len(lot)
            if position > done:
                _deposit(lot, Call(_author_visit(author), "", kinds, "POST", content_type=FHIR_JSON))
                yield len(lot)


def _count(person: Person) -> int:
    row = find_row(person.slug)
    if row is None:
        return 0
    return search(visit_of(person.slug), row.space, ListQuery("DocumentReference", limit=1, total=True)).total or 0


def _deposit(lot: Sequence[Story], call: Call) -> None:
    """Deposit a lot as one transaction (ITI-65): all of it, or nothing."""
    entries = [
        {
            "fullUrl": f"urn:oid:{story.unique_id}",
            "resource": document_reference(write_document(story)),
            "request": {"method": "POST", "url": "DocumentReference"},
        }
        for story in lot
    ]
    body = write({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    transaction.serve(Call(call.visit, call.base, call.kinds, "POST", body=body, content_type=FHIR_JSON), _no_batch)


def _no_batch(_entry: Entry, _call: Call) -> Reply:
    raise NotImplementedError("a transaction is served whole")


@cache
def _author_visit(slug: str) -> Visit:
    return visit_of(slug)
