"""The categories that a SMART scope may be narrowed to, by kind: a system and its codes; pure.

Sources: SMART App Launch 2.2, "Finer-grained resource constraints using search parameters"; the code systems of HL7
(observation-category, condition-category, v2-0074) and TRE_A03 of the ANS for the classes of documents.
"""

from collections.abc import Iterable
from typing import Any, Final

_HL7: Final = "http://terminology.hl7.org/CodeSystem"
_CLASSES: Final = "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
CATEGORIES: Final[dict[str, dict[str, frozenset[str]]]] = {
    "Condition": {f"{_HL7}/condition-category": frozenset({"encounter-diagnosis", "problem-list-item"})},
    "DiagnosticReport": {
        f"{_HL7}/v2-0074": frozenset({"CH", "CT", "CUS", "HM", "LAB", "MB", "NMR", "PAT", "RAD", "RX"})
    },
    "DocumentReference": {_CLASSES: frozenset({"10", "11", "31", "42", "43", "44", "45", "52", "60", "90", "95"})},
    "Observation": {
        f"{_HL7}/observation-category": frozenset(
            {
                "activity",
                "exam",
                "imaging",
                "laboratory",
                "procedure",
                "social-history",
                "survey",
                "therapy",
                "vital-signs",
            }
        )
    },
}


def code_of(kind: str, narrowing: str) -> str:
    """Read what follows the `?` of a scope (`category=system|code`); an empty text for anything that is not known."""
    name, _, value = narrowing.partition("=")
    system, _, code = value.partition("|")
    known = CATEGORIES.get(kind, {}).get(system, frozenset())
    return code if name == "category" and code in known else ""


def codes_of(kind: str, concepts: Iterable[Any]) -> str:
    """List the known categories of a resource, from the CodeableConcepts that state them, as a header keeps them.

    Of other kinds `category` may be anything: plain codes for AllergyIntolerance, one concept for Procedure.
    """
    known = CATEGORIES.get(kind)
    if known is None:
        return ""
    codings = (coding for concept in concepts for coding in concept.get("coding", ()))
    found = {each["code"] for each in codings if each.get("code") in known.get(str(each.get("system", "")), ())}
    return " ".join(sorted(found))
