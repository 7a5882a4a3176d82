"""The cast: always the same people, in demonstrations and in tests. Nobody and nothing here exists.

Matricules stand in the test register (OID …4.10), with right keys and a commune number that INSEE does not give;
RPPS numbers are in the national test range and FINESS numbers in a département that does not exist, both with right
Luhn digits.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ens.kernel.identifiers import INS_TEST, Ins, parse_ins
from ens.kernel.identity import Identity


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address."""

    number: str
    street: str
    postal_code: str
    city: str

    @property
    def lines(self) -> tuple[str, str]:
        """Write the address as on an envelope."""
        return f"{self.number} {self.street}", f"{self.postal_code} {self.city}"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who has a space; `used_name` is the family name of everyday life."""

    slug: str
    identity: Identity
    used_name: str
    birth_town: str
    address: Address
    phone: str
    email: str

    @property
    def ins(self) -> Ins:
        """Tell the national number as a parsed value."""
        return parse_ins(self.identity.oid, self.identity.matricule)

    @property
    def name(self) -> str:
        """Write the everyday name (`Camille Roussel`)."""
        return f"{self.identity.first_given_name.capitalize()} {self.used_name}"

    def age_on(self, day: date) -> int:
        """Tell the age in whole years on a day."""
        born = date.fromisoformat(self.identity.birth_date)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Structure:
    """A place of care; `structure_type` is a code of TRE_R02, the sectors of activity (`SA01`…)."""

    slug: str
    name: str
    finess: str
    structure_type: str
    structure_label: str
    address: Address
    phone: str


@dataclass(frozen=True, slots=True)
class Professional:
    """Someone who cares; `profession` is a code of TRE_G15, `specialty` of TRE_R01 (empty outside physicians)."""

    slug: str
    title: str
    given_name: str
    family_name: str
    rpps: str
    profession: str
    specialty: str
    label: str
    structure: Structure

    @property
    def name(self) -> str:
        """Write the name as on a door plate (`Dr Claire Martin`)."""
        return f"{self.title} {self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A third party that does not care for people: an app, an insurer, the help desk. `identifier` is its client id."""

    slug: str
    name: str
    identifier: str


def _identity(matricule: str, birth_name: str, given_names: tuple[str, ...], birth_date: str) -> Identity:
    sex = "female" if matricule.startswith("2") else "male"
    return Identity(matricule, INS_TEST, birth_name, given_names, birth_date, sex, "51999")


_HOME = Address("14", "rue des Tilleuls", "99310", "Valombre")

CAMILLE: Final = Person(
    "camille",
    _identity("288055199900116", "ROUSSEL", ("CAMILLE", "ANNE"), "1988-05-14"),
    "Roussel",
    "Saint-Aubin-des-Prés",
    _HOME,
    "06 99 00 12 34",
    "camille.roussel@exemple.fr",
)
SACHA: Final = Person(
    "sacha",
    _identity("117035199900220", "ROUSSEL", ("SACHA", "ÉLIE"), "2017-03-09"),
    "Roussel",
    "Valombre",
    _HOME,
    "06 99 00 12 34",
    "camille.roussel@exemple.fr",
)
NOE: Final = Person(
    "noe",
    _identity("110065199900322", "BERTIN", ("NOÉ", "LUCIEN"), "2010-06-21"),
    "Bertin",
    "Valombre",
    Address("3", "impasse du Lavoir", "99310", "Valombre"),
    "06 99 00 56 78",
    "noe.bertin@exemple.fr",
)
JEANNE: Final = Person(
    "jeanne",
    _identity("242025199900485", "LE GOFF", ("JEANNE", "MARIE", "YVONNE"), "1942-02-03"),
    "Dupré",
    "Port-Lannec",
    Address("27", "quai des Mariniers", "99320", "Port-Lannec"),
    "02 99 00 43 21",
    "jeanne.dupre@exemple.fr",
)
PERSONS: Final = (CAMILLE, SACHA, NOE, JEANNE)

HOSPITAL: Final = Structure(
    "hopital",
    "Centre hospitalier de Valombre",
    "990000010",
    "SA01",
    "Établissement public de santé",
    Address("1", "avenue de l’Hôpital", "99310", "Valombre"),
    "02 99 00 10 00",
)
LABORATORY: Final = Structure(
    "laboratoire",
    "Laboratoire des Trois Ponts",
    "990000028",
    "SA25",
    "Laboratoire de biologie médicale",
    Address("8", "place du Marché", "99310", "Valombre"),
    "02 99 00 22 22",
)
MARTIN_PRACTICE: Final = Structure(
    "cabinet-martin",
    "Cabinet médical des Tilleuls",
    "990000036",
    "SA07",
    "Cabinet individuel",
    Address("2", "rue des Tilleuls", "99310", "Valombre"),
    "02 99 00 33 10",
)
NGUYEN_PRACTICE: Final = Structure(
    "cabinet-nguyen",
    "Maison de santé de la Gare",
    "990000044",
    "SA52",
    "Maison de santé",
    Address("5", "boulevard de la Gare", "99330", "Mareuil-le-Vieux"),
    "02 99 00 44 05",
)
DIALLO_PRACTICE: Final = Structure(
    "cabinet-diallo",
    "Cabinet infirmier du Quai",
    "990000051",
    "SA08",
    "Cabinet de groupe",
    Address("31", "quai des Mariniers", "99320", "Port-Lannec"),
    "02 99 00 55 31",
)
STRUCTURES: Final = (HOSPITAL, LABORATORY)

_GENERAL_PRACTICE = "Médecine générale"
DR_MARTIN: Final = Professional(
    "dr-martin", "Dr", "Claire", "Martin", "99700100011", "10", "SM54", _GENERAL_PRACTICE, MARTIN_PRACTICE
)
DR_NGUYEN: Final = Professional(
    "dr-nguyen", "Dr", "Paul", "Nguyen", "99700100029", "10", "SM54", _GENERAL_PRACTICE, NGUYEN_PRACTICE
)
DIALLO: Final = Professional(
    "diallo", "Mme", "Aminata", "Diallo", "99700100037", "60", "", "Infirmière", DIALLO_PRACTICE
)
PROFESSIONALS: Final = (DR_MARTIN, DR_NGUYEN, DIALLO)
_ALSO_AT: Final = {"diallo": (HOSPITAL,)}

APPLICOEUR: Final = Organisation("applicoeur", "AppliCœur", "applicoeur")
INSURER: Final = Organisation("assureur", "Mutuelle du Beffroi", "mutuelle-du-beffroi")
SUPPORT: Final = Organisation("support", "Assistance", "assistance")
ORGANISATIONS: Final = (APPLICOEUR, INSURER, SUPPORT)

# Those who sign for the hospital and the laboratory; they have no account of their own.
SIGNATORIES: Final = {
    person.slug: person
    for person in (
        Professional(
            "biologiste", "Dr", "Marc", "Delorme", "99700100045", "10", "SM03", "Biologie médicale", LABORATORY
        ),
        Professional("radiologue", "Dr", "Élodie", "Garnier", "99700100052", "10", "SM44", "Radiodiagnostic", HOSPITAL),
        Professional(
            "chirurgienne",
            "Dr",
            "Sonia",
            "Hadj",
            "99700100060",
            "10",
            "SM14",
            "Chirurgie viscérale et digestive",
            HOSPITAL,
        ),
        Professional("cardiologue", "Dr", "Antoine", "Kerbrat", "99700100078", "10", "SM04", "Cardiologie", HOSPITAL),
        Professional("pediatre", "Dr", "Inès", "Vasseur", "99700100086", "10", "SM40", "Pédiatrie", HOSPITAL),
        Professional("geriatre", "Dr", "Hugo", "Lemaire", "99700100094", "10", "SM18", "Gériatrie", HOSPITAL),
        Professional("urgentiste", "Dr", "Yann", "Colin", "99700100102", "10", "SM59", "Médecine d’urgence", HOSPITAL),
        Professional(
            "anesthesiste", "Dr", "Laure", "Petit", "99700100110", "10", "SM02", "Anesthésie-réanimation", HOSPITAL
        ),
        Professional("dermatologue", "Dr", "Samuel", "Aubry", "99700100128", "10", "SM15", "Dermatologie", HOSPITAL),
    )
}

SLUGS: Final = tuple(someone.slug for group in (PERSONS, PROFESSIONALS, STRUCTURES, ORGANISATIONS) for someone in group)


def list_places(who: Professional) -> tuple[Structure, ...]:
    """List where somebody practises, the usual place first."""
    return (who.structure, *_ALSO_AT.get(who.slug, ()))


def find_author(slug: str) -> Professional | Structure | None:
    """Find who deposits a document: a professional or a structure of the cast."""
    authors: tuple[Professional | Structure, ...] = (*PROFESSIONALS, *STRUCTURES)
    return next((author for author in authors if author.slug == slug), None)


def find_person(slug: str) -> Person | None:
    """Find a person of the cast."""
    return next((person for person in PERSONS if person.slug == slug), None)
