"""National identifiers: INS, RPPS, FINESS and MSSanté addresses, parsed once and carried as values.

A value of these types is well formed. What is odd but tolerated (a wrong key in a test register, a FINESS number whose
Luhn digit is off) is a warning that the value carries; what cannot be accepted is `Invalid`, in words for the caller
that never repeat the number.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from stdnum import luhn
from stdnum.fr import nir

from ens.kernel.errors import Invalid

INS_NIR: Final = "1.2.250.1.213.1.4.8"
INS_NIA: Final = "1.2.250.1.213.1.4.9"
INS_TEST: Final = "1.2.250.1.213.1.4.10"
INS_DEMO: Final = "1.2.250.1.213.1.4.11"
INS_OIDS: Final = frozenset({INS_NIR, INS_NIA, INS_TEST, INS_DEMO})
REAL_INS_OIDS: Final = frozenset({INS_NIR, INS_NIA})

PROFESSIONAL_OID: Final = "1.2.250.1.71.4.2.1"  # PS_IdNat: one digit for the kind of number, then the number
STRUCTURE_OID: Final = "1.2.250.1.71.4.2.2"  # Struct_IdNat, same idea
RPPS_SYSTEM: Final = "https://rpps.esante.gouv.fr"
FINESS_SYSTEM: Final = "https://finess.esante.gouv.fr"

WRONG_KEY: Final = "ins-key"
WRONG_LUHN: Final = "finess-luhn"

_OID_PREFIX = "urn:oid:"
_MATRICULE = re.compile(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}")
_RPPS = re.compile(r"[0-9]{11}")
_FINESS = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_PATIENT_DOMAIN = "patient.mssante.fr"
_MAX_ADDRESS = 254
_MASKABLE = 6


@dataclass(frozen=True, slots=True)
class Ins:
    """The national health identity number: 13 characters, two digits of key, and the register (OID) it belongs to."""

    matricule: str
    oid: str
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_real(self) -> bool:
        """Say whether the register holds real people (NIR or NIA), not test or demonstration identities."""
        return self.oid in REAL_INS_OIDS

    @property
    def token(self) -> str:
        """Write the number as a FHIR token (`urn:oid:…|value`)."""
        return f"{_OID_PREFIX}{self.oid}|{self.matricule}"

    @property
    def patient_address(self) -> str:
        """Write the person's MSSanté address."""
        return f"{self.matricule}@{_PATIENT_DOMAIN}"


@dataclass(frozen=True, slots=True)
class Rpps:
    """A professional's number in the national directory."""

    number: str

    @property
    def national(self) -> str:
        """Write the PS_IdNat form, `8` followed by the number."""
        return f"8{self.number}"


@dataclass(frozen=True, slots=True)
class Finess:
    """A structure's number in the FINESS directory."""

    number: str
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def national(self) -> str:
        """Write the Struct_IdNat form, `1` followed by the number."""
        return f"1{self.number}"


@dataclass(frozen=True, slots=True)
class MssAddress:
    """An address of the trusted messaging space; `matricule` is set when it is a person's."""

    local: str
    domain: str
    matricule: str = ""

    @property
    def text(self) -> str:
        """Write the address."""
        return f"{self.local}@{self.domain}"


def compute_ins_key(first_13: str) -> str:
    """Compute the two digits of key of a matricule's first 13 characters (97 − n mod 97; 2A is 19, 2B is 18)."""
    return str(nir.calc_check_digits(first_13))


def parse_ins(oid: str, value: str) -> Ins:
    """Read a matricule of one register; a wrong key is refused for real people and only noted for test ones."""
    if oid not in INS_OIDS:
        raise Invalid("Ce registre n’est pas un registre d’identité nationale de santé.", ("ins-oid",))
    if not _MATRICULE.fullmatch(value):
        raise Invalid("Le matricule INS doit avoir 15 caractères, clé comprise.", ("ins-format",))
    if compute_ins_key(value[:13]) == value[13:]:
        return Ins(value, oid)
    if oid in REAL_INS_OIDS:
        raise Invalid("La clé du matricule INS ne correspond pas.", (WRONG_KEY,))
    return Ins(value, oid, (WRONG_KEY,))


def parse_rpps(value: str) -> Rpps:
    """Read an RPPS number, bare (11 digits) or as PS_IdNat (`8` and 11 digits)."""
    bare = value[1:] if len(value) == 12 and value.startswith("8") else value
    if not _RPPS.fullmatch(bare) or not luhn.is_valid(bare):
        raise Invalid("Le numéro RPPS doit avoir 11 chiffres et une clé juste.", ("rpps",))
    return Rpps(bare)


def parse_finess(value: str) -> Finess:
    """Read a FINESS number, bare (9 characters) or as Struct_IdNat (`1` and 9 characters)."""
    bare = value[1:] if len(value) == 10 and value.startswith("1") else value
    if not _FINESS.fullmatch(bare):
        raise Invalid("Le numéro FINESS doit avoir 9 caractères.", ("finess",))
    digits = bare.replace("2A", "20", 1).replace("2B", "20", 1)
    return Finess(bare, () if luhn.is_valid(digits) else (WRONG_LUHN,))


def parse_mss_address(text: str) -> MssAddress:
    """Read a MSSanté address; the local part of a person's address must be a matricule."""
    local, at, domain = text.strip().rpartition("@")
    domain = domain.lower()
    if not at or len(text) > _MAX_ADDRESS or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise Invalid("Cette adresse MSSanté n’a pas la bonne forme.", ("mss-address",))
    if domain != _PATIENT_DOMAIN:
        return MssAddress(local, domain)
    if not _MATRICULE.fullmatch(local.upper()):
        raise Invalid("Une adresse MSSanté citoyenne commence par le matricule INS.", ("mss-address",))
    return MssAddress(local.upper(), domain, local.upper())


def split_token(text: str) -> tuple[str, str]:
    """Cut a FHIR token (`system|value`) in two; the system loses its `urn:oid:`, and may be empty."""
    system, bar, value = text.partition("|")
    if not bar:
        return "", text
    return system.removeprefix(_OID_PREFIX), value


def parse_token(text: str) -> Ins | Rpps | Finess:
    """Read a FHIR token whose system is one of the national registers."""
    system, value = split_token(text)
    if system in INS_OIDS:
        return parse_ins(system, value)
    if system in {PROFESSIONAL_OID, RPPS_SYSTEM}:
        return parse_rpps(value)
    if system in {STRUCTURE_OID, FINESS_SYSTEM}:
        return parse_finess(value)
    raise Invalid("Ce système d’identifiants n’est pas connu.", ("identifier-system",))


def mask(value: str) -> str:
    """Shorten an identifier for logs: the first character and the last two (`2…89`)."""
    return f"{value[0]}…{value[-2:]}" if len(value) >= _MASKABLE else "…"
