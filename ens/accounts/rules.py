"""Words and limits of a person's own account; pure."""

from collections.abc import Callable
from datetime import date
from typing import Final

from ens.kernel.identifiers import INS_NIA, INS_NIR
from ens.kernel.identity import Identity

RECENT_SECONDS: Final = 600  # how old a proof of identity may be before a way of signing in changes
METHODS: Final = {
    "assurance": "avec votre compte d’assuré",
    "demo": "dans la démonstration",
    "fc": "avec FranceConnect",
    "passkey": "avec une clé d’accès",
    "password otp": "avec un mot de passe et un code",
    "password passkey": "avec un mot de passe et une clé d’accès",
    "password recovery": "avec un mot de passe et un code de secours",
    "psc": "avec Pro Santé Connect",
}
SEXES: Final = {"female": "féminin", "male": "masculin"}
REGISTERS: Final = {INS_NIR: "INS (NIR)", INS_NIA: "INS (NIA, en attente d’immatriculation)"}
_GROUPS: Final = (1, 3, 5, 7, 10, 13)  # where a number is cut when it is read aloud


def method_words(methods: str) -> str:
    """Say how identity was proven; nothing for a way that has no words."""
    return METHODS.get(methods, "")


def write_matricule(matricule: str) -> str:
    """Write a national number as one reads it: `2 84 02 51 999 123 45`."""
    cuts = [cut for cut in _GROUPS if cut < len(matricule)]
    parts = [matricule[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(matricule)], strict=True)]
    return "\u00a0".join(parts)


def traits_of(identity: Identity, written: Callable[[date], str]) -> list[tuple[str, str]]:
    """List what an identity card says (INS guide: the five strict traits, and the number with its register)."""
    return [
        ("Matricule", write_matricule(identity.matricule)),
        ("Registre", REGISTERS.get(identity.oid, "INS de test : ne vaut pas hors d’une démonstration")),
        ("Nom", identity.birth_name),
        ("Prénoms", ", ".join(name.title() for name in identity.given_names)),
        ("Sexe", SEXES.get(identity.sex, "inconnu")),
        ("Naissance", written(date.fromisoformat(identity.birth_date))),
        ("Lieu", f"code Insee {identity.birth_place}" if identity.birth_place else "inconnu"),
    ]
