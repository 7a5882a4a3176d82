"""What an app asks for, told in French and given piece by piece; pure.

Regulation (EU) 2016/679, article 7: consent is asked for in clear and plain language, for each thing apart, and nothing
is ticked beforehand (CJEU, C-673/17). The full description of each app comes with the catalogue.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from ens.oauth.scopes import READING, WRITING, Right, read, rights_of, write


class Subject(NamedTuple):
    """One part of a notebook as one speaks of it: `read` and `written` complete « lire » and « ajouter »."""

    key: str
    read: str
    written: str
    hint: str
    kinds: tuple[str, ...]


SUBJECTS: Final = (
    Subject(
        "documents",
        "les documents",
        "des documents",
        "Ordonnances, comptes rendus, résultats d’analyses… Ceux qui sont masqués restent cachés.",
        ("DocumentReference", "Binary", "List"),
    ),
    Subject(
        "mesures",
        "les mesures et résultats",
        "des mesures",
        "Tension, poids, glycémie, résultats de laboratoire.",
        ("Observation", "DiagnosticReport"),
    ),
    Subject(
        "traitements",
        "les traitements",
        "des traitements",
        "Médicaments prescrits et pris.",
        ("MedicationRequest", "MedicationAdministration", "Medication"),
    ),
    Subject("vaccins", "les vaccinations", "des vaccinations", "Vaccins reçus et leurs dates.", ("Immunization",)),
    Subject(
        "sante",
        "les maladies et allergies",
        "des maladies ou des allergies",
        "Problèmes de santé en cours ou passés, allergies, actes et opérations.",
        ("Condition", "AllergyIntolerance", "Procedure"),
    ),
    Subject(
        "parcours",
        "le parcours de soins",
        "des éléments du parcours de soins",
        "Séjours et consultations, plans de soins, examens d’imagerie, équipe et appareils, frais.",
        (
            "CarePlan",
            "CareTeam",
            "Claim",
            "Device",
            "Encounter",
            "ExplanationOfBenefit",
            "ImagingStudy",
            "Provenance",
            "SupplyDelivery",
        ),
    ),
    Subject(
        "identite",
        "l’identité",
        "",
        "Nom, prénoms, sexe, date et lieu de naissance, matricule national de santé.",
        ("Patient",),
    ),
)
_CATEGORIES: Final = {
    "vital-signs": "signes vitaux",
    "laboratory": "laboratoire",
    "imaging": "imagerie",
    "social-history": "mode de vie",
    "survey": "questionnaires",
    "exam": "examens cliniques",
    "activity": "activité physique",
    "procedure": "actes",
    "therapy": "thérapies",
    "problem-list-item": "problèmes suivis",
    "encounter-diagnosis": "diagnostics de consultation",
    "LAB": "laboratoire",
    "RAD": "radiologie",
    "10": "comptes rendus",
    "11": "synthèses",
    "31": "imagerie",
    "42": "prescriptions",
    "43": "dispensations",
    "44": "plans de soins",
    "45": "traitements administrés",
    "52": "certificats",
    "60": "remboursements",
    "90": "déposés par la personne",
    "95": "gestion",
}
DIRECTORY: Final = frozenset(
    {"Location", "Organization", "Practitioner", "PractitionerRole"}
)  # public: nothing to give


class Choice(NamedTuple):
    """One thing that can be given or not: its key in the form, what it says, and a hint."""

    key: str
    label: str
    hint: str


def choices_of(scopes: str) -> list[Choice]:
    """List what a demand amounts to, one line for reading and one for writing each part of the notebook."""
    rights = rights_of(scopes)
    found: list[Choice] = []
    for subject in SUBJECTS:
        concerned = [right for right in rights if _concerns(right, subject)]
        if any(right.letters & READING for right in concerned):
            label = f"Lire {subject.read}{_narrowing(concerned)}"
            found.append(Choice(f"{subject.key}-lire", label, subject.hint))
        if subject.written and any(right.letters & WRITING for right in concerned):
            hint = "L’application ne change et ne supprime que ce qu’elle a ajouté."
            found.append(Choice(f"{subject.key}-ajouter", f"Ajouter {subject.written}", hint))
    return found


def chosen_scopes(scopes: str, chosen: Collection[str]) -> str:
    """Cut a demand down to what was chosen; what is given whole stays as it was asked for."""
    kept: list[str] = []
    for scope in scopes.split():
        right = read(scope)
        kept += [scope] if right is None else _chosen(right, chosen)
    return " ".join(dict.fromkeys(kept))


def _chosen(right: Right, chosen: Collection[str]) -> list[str]:
    if right.kind in DIRECTORY:
        return [right.text] if right.letters <= READING else []
    parts = [(kind, _letters(right, subject, chosen)) for subject in SUBJECTS for kind in _kinds(right, subject)]
    if all(letters == right.letters - _unsayable(kind) for kind, letters in parts) and parts:
        return [right.text]
    return [write(right.context, kind, letters, right.narrowing) for kind, letters in parts if letters]


def _letters(right: Right, subject: Subject, chosen: Collection[str]) -> frozenset[str]:
    readable = READING if f"{subject.key}-lire" in chosen else frozenset()
    writable = WRITING if f"{subject.key}-ajouter" in chosen else frozenset()
    return right.letters & (readable | writable)


def _unsayable(kind: str) -> frozenset[str]:
    """Tell the letters that no line offers: nobody writes an identity here, so asking for it changes nothing."""
    return WRITING if kind == "Patient" else frozenset()


def _kinds(right: Right, subject: Subject) -> tuple[str, ...]:
    return subject.kinds if right.kind == "*" else (right.kind,) if right.kind in subject.kinds else ()


def _concerns(right: Right, subject: Subject) -> bool:
    return bool(_kinds(right, subject))


def _narrowing(rights: list[Right]) -> str:
    """Say to which categories a demand is narrowed, when all of it is."""
    if not all(right.narrowing for right in rights):
        return ""
    codes = [right.narrowing.rpartition("|")[2] for right in rights]
    return f" ({', '.join(dict.fromkeys(_CATEGORIES.get(code, code) for code in codes))})"
