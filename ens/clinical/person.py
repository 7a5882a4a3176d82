"""What is stated of the person herself (address, telephone, other identifiers…); the registry says who she is.

Identito-vigilance (RNIV): a sender's Patient that is not the person of the space is refused, and changes nothing.
"""

from typing import Any, Final

from ens.fhir.issues import invalid
from ens.fhir.parse import Resource
from ens.fhir.patients import is_national
from ens.kernel.identity import Identity
from ens.registry.find import plain_letters

PATIENT: Final = "Patient"
_UNKNOWN: Final = frozenset({"unknown", "other"})


def check_identity(stated: Resource, identity: Identity | None) -> None:
    """Refuse a Patient whose number, official name, birth date or sex is not that of the person of the space."""
    if identity is None or not all(_traits(stated, identity)):
        raise invalid(
            "business-rule",
            PATIENT,
            "La personne décrite n’est pas celle de cet espace : matricule, nom, date de naissance ou sexe diffère.",
            "The person described is not the person of this space.",
        )


def _traits(stated: Resource, identity: Identity) -> tuple[bool, ...]:
    """Compare each trait; one that is not stated is not compared."""
    numbers = [each.get("value") for each in stated.get("identifier", []) if is_national(each)]
    name: dict[str, Any] = next((each for each in stated.get("name", []) if each.get("use") == "official"), {})
    sexes = {stated.get("gender", identity.sex), identity.sex}
    return (
        all(number == identity.matricule for number in numbers),
        "family" not in name or plain_letters(name["family"]) == plain_letters(identity.birth_name),
        "given" not in name or plain_letters(name["given"][0]) == plain_letters(identity.first_given_name),
        stated.get("birthDate", identity.birth_date) == identity.birth_date,
        len(sexes - _UNKNOWN) < 2,
    )
