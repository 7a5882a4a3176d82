"""Who sees one document: the person masks it to professionals, hides it from representatives; a result is announced.

R.1111-49 CSP and domain 1.2. What is said here goes for the file of the document and for the lots that list it too.
Nothing but who sees it changes: the gate refuses anything else under these acts.
"""

from ens.fhir.parse import parse_stored
from ens.gate.door import Found
from ens.gate.facts import Visit
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict
from ens.policy.facts import Flag
from ens.records.adding import piece_of, revise
from ens.records.descriptions import announced, labelled


def show(visit: Visit, found: Found, *, masked: bool, hidden: bool) -> bool:
    """Say who sees a document that was just read. False: nothing changes. `Conflict` when it waits to be announced.

    What is not visible to the patient yet is not masked to professionals: nobody would see it (EX_2.1-1050).
    """
    if masked and found.header.has(Flag.NOT_ANNOUNCED):
        raise Conflict(reasons=("not_announced",))
    if (masked, hidden) == (found.header.has(Flag.MASKED), found.header.has(Flag.HIDDEN_FROM_REPRESENTATIVES)):
        return False
    changed = labelled(parse_stored(found.resource), masked=masked, hidden=hidden)
    revise(visit, found, Action.RECORDS_ITEM_MASK, piece_of(found, changed))
    return True


def announce(visit: Visit, found: Found) -> bool:
    """Let the person see what waited for its announcement. False: it did not wait."""
    if not found.header.has(Flag.NOT_ANNOUNCED):
        return False
    changed = announced(parse_stored(found.resource))
    revise(visit, found, Action.RECORDS_ITEM_ANNOUNCE, piece_of(found, changed))
    return True
