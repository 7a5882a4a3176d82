"""What the notices say: what happened and where to look; no name, no document, no link."""

from typing import Final

from ens.notices.rules import Kind
from ens.notify.rules import Words

_SAID: Final = {
    Kind.EMERGENCY: (
        "un accès en urgence",
        "Un soignant a ouvert {notebook} en déclarant une urgence, comme la loi le permet en cas de danger.",
    ),
    Kind.NEWCOMER: ("une première visite", "Un soignant a ouvert {notebook} pour la première fois."),
    Kind.SHARE: ("un partage ouvert", "Un partage temporaire de {notebook} vient d’être ouvert."),
    Kind.AUTHORISATION: ("un accès demandé ou donné", "Un accès à {notebook} vient d’être demandé ou donné."),
    Kind.FAMILY: ("un changement parmi les proches", "Qui peut aider ou représenter dans {notebook} vient de changer."),
}
LABELS: Final = {
    Kind.NEWCOMER: ("Un soignant vient pour la première fois", "Une fois par soignant et par an."),
    Kind.SHARE: ("Un partage temporaire est ouvert", "À chaque ouverture."),
    Kind.AUTHORISATION: ("Un accès est demandé ou donné", "Par vous, par vos proches ou par un soignant."),
    Kind.FAMILY: ("Un aidant, un tuteur ou un parent change", "À chaque changement."),
    Kind.DIGEST: ("Un résumé chaque mois", "Combien d’accès, par combien de soignants, et rien d’autre."),
}
_LOOK: Final = "Qui, quand et pourquoi : connectez-vous et ouvrez « Qui est venu »."
_STOP: Final = "Pour choisir ces messages : « Mon compte », puis « Me prévenir »."


def write_notice(service: str, kind: Kind, *, own: bool) -> Words:
    """Write what happened in a notebook: one's own, or that of somebody whom one represents."""
    title, sentence = _SAID[kind]
    said = sentence.format(notebook="votre carnet" if own else "un carnet dont vous vous occupez")
    stop = "" if kind is Kind.EMERGENCY else f"\n\n{_STOP}"
    return Words(subject=f"{service} : {title}", body=f"{said}\n\n{_LOOK}{stop}", short=f"{service} : {said} {_LOOK}")


def write_digest(service: str, accesses: int, actors: int) -> Words:
    """Write how often how many came in a month."""
    times = f"{accesses} accès" if accesses else "aucun accès"
    people = "" if not accesses else " par un soignant" if actors == 1 else f" par {actors} soignants"
    said = f"Le mois dernier, votre carnet a connu {times}{people}."
    return Words(
        subject=f"{service} : qui est venu le mois dernier",
        body=f"{said}\n\n{_LOOK}\n\n{_STOP}",
        short=f"{service} : {said}",
    )
