"""What an entry holds besides its sentence, word for word as it is sealed, under headings that one understands."""

from typing import Final

from ens.journal.entry import Entry, Outcome
from ens.kernel.actors import ActorKind
from ens.policy.question import Mode

_MODES: Final = {Mode.NORMAL: "", Mode.BREAK_GLASS: "urgence (« bris de glace »)", Mode.REGULATION: "régulation du 15"}
_PURPOSES: Final = {
    "TREAT": "soins",
    "ETREAT": "soins en urgence",
    "PATRQT": "à la demande de la personne",
    "HPAYMT": "paiement",
    "HRESCH": "recherche",
    "PUBHLTH": "santé publique",
}
_RESULTS: Final = {Outcome.ALLOWED: "Permis", Outcome.REFUSED: "Refusé", Outcome.FAILED: "Permis, mais sans suite"}
_IDENTIFIERS: Final = {
    ActorKind.PROFESSIONAL: "Numéro national de professionnel",
    ActorKind.STRUCTURE: "Numéro national de structure",
}


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """List what stands in an entry, as pairs; what does not stand there is left out."""
    label = _IDENTIFIERS.get(ActorKind(entry.actor_kind), "Identifiant")
    pairs = [
        (label, entry.actor_identifier),
        ("Résultat", _RESULTS[entry.outcome]),
        ("But déclaré", _PURPOSES.get(entry.purpose, entry.purpose)),
        ("Accès demandé", _MODES.get(Mode(entry.mode), entry.mode) if entry.mode in {*Mode} else entry.mode),
        ("Précision", entry.detail),
    ]
    return [(label, text) for label, text in pairs if text]
