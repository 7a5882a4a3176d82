"""What an entry holds besides its sentence, word for word as it is sealed, under headings that one understands."""

from typing import Final

from ens.journal.entry import Entry, Outcome
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode

_MODES: Final = {
    Mode.NORMAL: "",
    Mode.BREAK_GLASS: "déclarée par qui est venu (« bris de glace »)",
    Mode.REGULATION: "appel au 15",
}
_PURPOSES: Final = {
    "TREAT": "soins",
    "ETREAT": "soins en urgence",
    "PATRQT": "à la demande de la personne",
    "HPAYMT": "paiement",
    "HRESCH": "recherche",
    "PUBHLTH": "santé publique",
}
_DETAILS: Final = {  # of being let in: how, or what for
    "code": "par le code que la personne a montré",
    "spoken": "sur un accord de vive voix",
    "read": "pour lire",
    "treating": "pour être médecin traitant",
}
_RESULTS: Final = {Outcome.ALLOWED: "Permis", Outcome.REFUSED: "Refusé", Outcome.FAILED: "Permis, mais sans suite"}
_DIRECTORIES: Final = {
    ActorKind.PROFESSIONAL: " au répertoire des professionnels de santé",
    ActorKind.STRUCTURE: " au répertoire des structures de soins",
}


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """List what stands in an entry, as pairs; what does not stand there is left out."""
    directory = _DIRECTORIES.get(ActorKind(entry.actor_kind), "") if entry.actor_identifier else ""
    pairs = [
        ("Numéro", f"{entry.actor_identifier}{directory}"),
        ("Résultat", _RESULTS[entry.outcome]),
        ("But déclaré", _PURPOSES.get(entry.purpose, entry.purpose)),
        ("Urgence", _MODES.get(Mode(entry.mode), entry.mode) if entry.mode in {*Mode} else entry.mode),
        ("Précision", _DETAILS.get(entry.detail, entry.detail)),
    ]
    return [(label, text) for label, text in pairs if text]
