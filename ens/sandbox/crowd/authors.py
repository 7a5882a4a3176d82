"""Who else deposits documents for the crowd: more places and people of care, as fictional as the cast's."""

from typing import Final

from ens.sandbox.cast import Address, Professional, Structure

CLINIC: Final = Structure(
    "clinique",
    "Clinique du Val-Doré",
    "990000069",
    "SA04",
    "Établissement privé de santé",
    Address("40", "route de Port-Lannec", "99330", "Mareuil-le-Vieux"),
    "02 99 00 66 40",
)
IMAGING: Final = Structure(
    "imagerie",
    "Centre d’imagerie de la Gare",
    "990000077",
    "SA09",
    "Société d’exercice",
    Address("7", "boulevard de la Gare", "99330", "Mareuil-le-Vieux"),
    "02 99 00 77 07",
)
PHARMACY: Final = Structure(
    "pharmacie",
    "Pharmacie du Beffroi",
    "990000085",
    "SA33",
    "Pharmacie d’officine",
    Address("1", "avenue du Beffroi", "99310", "Valombre"),
    "02 99 00 88 01",
)
_FERRAND_PRACTICE: Final = Structure(
    "cabinet-ferrand",
    "Cabinet de cardiologie du Quai",
    "990000093",
    "SA07",
    "Cabinet individuel",
    Address("33", "quai des Mariniers", "99320", "Port-Lannec"),
    "02 99 00 99 33",
)
_ROCHE_PRACTICE: Final = Structure(
    "cabinet-roche",
    "Cabinet de kinésithérapie de l’Écluse",
    "990000101",
    "SA07",
    "Cabinet individuel",
    Address("16", "rue de l’Écluse", "99310", "Valombre"),
    "02 99 00 10 16",
)
FERRAND: Final = Professional(
    "dr-ferrand", "Dr", "Louise", "Ferrand", "99700100136", "10", "SM04", "Cardiologie", _FERRAND_PRACTICE
)
ROCHE: Final = Professional(
    "roche", "M.", "Julien", "Roche", "99700100144", "70", "", "Masseur-kinésithérapeute", _ROCHE_PRACTICE
)
STRUCTURES: Final = (CLINIC, IMAGING, PHARMACY)
PROFESSIONALS: Final = (FERRAND, ROCHE)
SIGNATORIES: Final = {
    "pharmacienne": Professional(
        "pharmacienne", "Mme", "Odile", "Navarre", "99700100151", "21", "", "Pharmacienne", PHARMACY
    ),
    "chirurgien": Professional(
        "chirurgien", "Dr", "Thierry", "Bassompierre", "99700100169", "10", "SM41", "Chirurgie orthopédique", CLINIC
    ),
    "radiologue-gare": Professional(
        "radiologue-gare", "Dr", "Nora", "Belkacem", "99700100177", "10", "SM44", "Radiodiagnostic", IMAGING
    ),
}
