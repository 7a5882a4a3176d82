"""How long, how often, and what an address and a code look like; pure."""

from collections.abc import Collection
from typing import Final

from ens.kernel.errors import Invalid
from ens.policy.facts import Share

HOUR: Final = 3_600
DURATIONS: Final = (
    (HOUR, "1 heure"),
    (4 * HOUR, "4 heures"),
    (24 * HOUR, "24 heures"),
    (72 * HOUR, "3 jours"),
    (168 * HOUR, "7 jours"),
)
OPENINGS: Final = ((1, "1 fois"), (3, "3 fois"), (10, "10 fois"))
SECTIONS: Final = {  # FHIR kinds, in the order of a summary
    "AllergyIntolerance": "Allergies",
    "Condition": "Maladies et antécédents",
    "MedicationRequest": "Traitements",
    "Immunization": "Vaccinations",
    "Procedure": "Interventions",
}
DOCUMENTS: Final = 10  # of one share
SECRET_BYTES: Final = 16
SECRET_SIGNS: Final = 22  # of sixteen bytes in base64url
LINK_BYTES: Final = 32  # of the address of a SMART Health Link: it must not be guessed without the code either
LINK_SIGNS: Final = 43
LABEL_MAX: Final = 80
TICKET_SECONDS: Final = 600  # how long the files of one opening may be fetched
CODE_DIGITS: Final = 6
TRIES: Final = 10  # wrong codes before a share is dead
READING_SECONDS: Final = 1_800  # how long one opening lasts


def read_choice(text: str, offered: Collection[int], sentence: str) -> int:
    """Read one of the numbers that were offered."""
    found = next((each for each in offered if str(each) == text), None)
    if found is None:
        raise Invalid(sentence)
    return found


def contents(share: Share) -> str:
    """Say what a share shows: « 2 documents, allergies et traitements »."""
    several = "s" if len(share.items) > 1 else ""
    parts = [f"{len(share.items)} document{several}"] if share.items else []
    parts += [name.lower() for kind, name in SECTIONS.items() if kind in share.kinds]
    return " et ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def read_code(typed: str) -> str:
    """Read a code as one types it; an empty text for what is none."""
    digits = "".join(typed[:40].split()).replace("-", "")
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdecimal() else ""


def read_recipient(given: object) -> str:
    """Read who a program says that it asks for, as a line of the history can hold it; empty for nobody."""
    text = " ".join(given[:200].split()) if isinstance(given, str) else ""
    return "".join(sign for sign in text if sign.isprintable())[:LABEL_MAX]


def group_code(code: str) -> str:
    """Write a code as one says it, by threes."""
    return f"{code[:3]}\u00a0{code[3:]}"
