"""One line of a section as a reader sees it: what it is called, since when, how it stands; pure.

Codes of states: HL7 FHIR R4 (condition-clinical, allergyintolerance-clinical, medicationrequest-status, event-status).
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ens.fhir.parse import parse_stored
from ens.policy.facts import Header
from ens.records.partial_dates import known_date

_STATES: Final = {
    "active": "en cours",
    "recurrence": "revenu",
    "relapse": "revenu",
    "inactive": "ancien",
    "remission": "en rémission",
    "resolved": "guéri",
    "completed": "fait",
    "in-progress": "en cours",
    "on-hold": "suspendu",
    "stopped": "arrêté",
    "cancelled": "annulé",
    "not-done": "non fait",
    "entered-in-error": "noté par erreur",
}
_TEXT_MAX: Final = 300


class Line(NamedTuple):
    """One line: its name, its date in words, and what else is known of it."""

    kind: str
    title: str
    date: str
    notes: str


def tell_line(header: Header, stored: bytes) -> Line:
    """Tell one resource of a section."""
    resource = parse_stored(stored)
    notes = [text[:_TEXT_MAX] for text in (*_state(resource), *_more(resource), header.author_name) if text]
    date = known_date(header.date, header.precision).words
    return Line(header.kind, header.title or "Sans nom", date, ", ".join(notes))


def _state(resource: dict[str, Any]) -> Iterator[str]:
    codes = [each.get("code") for each in resource.get("clinicalStatus", {}).get("coding", [])]
    yield next((_STATES[code] for code in (*codes, resource.get("status")) if code in _STATES), "")
    if resource.get("criticality") == "high":
        yield "risque élevé"


def _more(resource: dict[str, Any]) -> Iterator[str]:
    for reaction in resource.get("reaction", []):
        for shown in reaction.get("manifestation", []):
            yield shown.get("text") or next((each.get("display", "") for each in shown.get("coding", [])), "")
    for dosage in resource.get("dosageInstruction", []):
        yield dosage.get("text", "")
    if lot := resource.get("lotNumber"):
        yield f"lot {lot}"
