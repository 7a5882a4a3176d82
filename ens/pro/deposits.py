"""A professional's document: what she says of it, who may see it, and the file; all of it stated, nothing assumed."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ens.fhir.kinds import Piece
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.kernel import ids
from ens.kernel.actions import Action
from ens.kernel.errors import Conflict
from ens.kernel.identifiers import PROFESSIONAL_OID
from ens.records import taxonomy
from ens.records.adding import submit
from ens.records.descriptions import HIDDEN, MASKED, NORMAL, STATES
from ens.records.lots import BINARY, DOCUMENT
from ens.records.partial_dates import DateFault, read_date
from ens.registry.parties import Party

Resource = dict[str, Any]
TITLE: Final = 100
_LONGEST: Final = 200
_OF_PATIENTS: Final = "90"  # the class of what patients deposit themselves
FIELDS: Final = ("titre", "type", "date-jour", "date-mois", "date-annee", "vue", "parents", "envoi", "remplace")
# One of three: INVISIBLE_PATIENT and MASQUE_PS do not go together (EX_2.1-1050), so nobody can choose both.
SIGHTS: Final = {"tous": "", "annonce": "INVISIBLE_PATIENT", "masque": MASKED}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is said of a document about to be deposited; `replaces` is the public id of another one, or empty."""

    title: str
    type: str
    day: date
    labels: tuple[str, ...]
    once: str
    replaces: str = ""


@dataclass(slots=True)
class Form:
    """What was typed, and the sentences beside the fields that are wrong."""

    typed: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    wrong_part: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List where to go and what to do there, in the order of the page."""
        places = {"date": f"date-{self.wrong_part}", "vue": "vue-1"}
        order = ("fichier", "titre", "type", "date", "vue", "parents")
        return [(places.get(name, name), self.faults[name]) for name in order if name in self.faults]


def list_types() -> list[tuple[str, str]]:
    """List the types that a professional may deposit, by name."""
    known = [each for each in taxonomy.load_types().values() if each.class_code != _OF_PATIENTS and not each.is_own]
    return sorted(((each.code, each.label.replace("'", "’")) for each in known), key=lambda pair: pair[1].casefold())


def read_form(posted: Mapping[str, str], today: date, *, secret: bool) -> tuple[Form, Paper | None]:
    """Read what was typed; in a secret session only what the representatives do not see may be deposited."""
    form = Form({name: " ".join(posted.get(name, "")[:_LONGEST].split()) for name in FIELDS})
    typed = form.typed
    found = read_date((typed["date-jour"], typed["date-mois"], typed["date-annee"]), today, None)
    if isinstance(found, DateFault):
        form.faults["date"], form.wrong_part = found.text, found.field
    elif not found.day:
        form.faults["date"], form.wrong_part = "Écrivez la date entière.", "jour"
    said = {
        "titre": "" if 0 < len(typed["titre"]) <= TITLE else f"Donnez un titre, de {TITLE} caractères au plus.",
        "type": "" if typed["type"] in dict(list_types()) else "Choisissez la nature du document.",
        "vue": "" if typed["vue"] in SIGHTS else "Dites qui pourra le voir.",
        "parents": _fault_of_secret(typed["parents"], secret=secret),
    }
    form.faults |= {name: text for name, text in said.items() if text}
    if form.faults or isinstance(found, DateFault):
        return form, None
    hidden = (HIDDEN,) if typed["parents"] == "oui" else ()
    labels = tuple(filter(None, (SIGHTS[typed["vue"]], *hidden)))
    return form, Paper(typed["titre"], typed["type"], found.first, labels, typed["envoi"], typed["remplace"])


def _fault_of_secret(answer: str, *, secret: bool) -> str:
    if secret and answer != "oui":
        return "En séance secrète, seul un document caché aux représentants légaux peut être déposé."
    return ""


def put_in(visit: Visit, space: int, author: Party, paper: Paper, file: tuple[str, bytes]) -> str:
    """Deposit a document with its file (type, bytes), and give its public id; sent twice, it is deposited once."""
    codec, item, name = house().codec, _item(space, author, paper, file[1]), ids.new_item()
    public, address = codec.encode(space, item), codec.encode(space, name)
    binary = Piece(BINARY, name, address, {"resourceType": BINARY, "contentType": file[0]}, content=file[1])
    patient = {"reference": f"Patient/{codec.encode(space, ids.NO_ITEM)}"}
    document = {**_document(paper, author, file[0]), "subject": patient}
    document["content"][0]["attachment"]["url"] = f"{BINARY}/{address}"
    pieces = [Piece(DOCUMENT, item, public, document), binary]
    try:
        submit(visit, (space, ids.NO_ITEM), Action.RECORDS_ITEM_CREATE, pieces)
    except Conflict as error:
        if error.reasons != ("taken",):
            raise
    return public


def _item(space: int, author: Party, paper: Paper, content: bytes) -> bytes:
    """Name the document after the form and all that was sent with it: sent again, it meets itself."""
    said = repr((space, author.number, paper)).encode()
    return hashlib.sha256(len(said).to_bytes(4, "big") + said + content).digest()[: ids.ITEM_BYTES]


def _document(paper: Paper, author: Party, content_type: str) -> Resource:
    kind = taxonomy.load_types()[paper.type]
    written = {"system": f"urn:oid:{PROFESSIONAL_OID}", "value": author.identifier}
    labels = [NORMAL, *((STATES, code) for code in paper.labels)]
    file = {"contentType": content_type, "language": "fr-FR", "title": paper.title, "creation": paper.day.isoformat()}
    found: Resource = {
        "resourceType": DOCUMENT,
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "status": "current",
        "type": {"coding": [{"system": kind.system, "code": kind.code, "display": kind.label}]},
        "author": [{"identifier": written, "display": author.name}],
        "date": f"{paper.day.isoformat()}T12:00:00Z",
        "securityLabel": [{"coding": [{"system": system, "code": code}]} for system, code in labels],
        "content": [{"attachment": file}],
        "context": {"period": {"start": paper.day.isoformat()}},
    }
    if paper.replaces:
        found["relatesTo"] = [{"code": "replaces", "target": {"reference": f"{DOCUMENT}/{paper.replaces}"}}]
    return found
