"""What the notices say: what happened and where to look; no name, no document, no link."""

from typing import Final

from ens.kernel.actions import Action
from ens.notices.rules import ALWAYS, Kind
from ens.notify.rules import Words

_SAID: Final = {
    Kind.EMERGENCY: (
        "un accès en urgence",
        "Un soignant a ouvert {notebook} en déclarant une urgence, comme la loi le permet en cas de danger.",
    ),
    Kind.NEWCOMER: ("une première visite", "Un soignant a ouvert {notebook} pour la première fois."),
    Kind.SHARE: ("un partage ouvert", "Un partage temporaire de {notebook} vient d’être ouvert."),
    Kind.SPOKEN: (
        "un accès ouvert sur parole",
        "Un soignant dit avoir un accord de vive voix. Sans réponse, sa lecture de {notebook} s’arrête demain.",
    ),
    Kind.AUTHORISATION: ("un accès changé", "Les accès à {notebook} viennent de changer."),
    Kind.FAMILY: ("un changement parmi les proches", "Qui peut aider ou représenter dans {notebook} vient de changer."),
}
_ACCESS: Final[dict[tuple[str, str], tuple[str, str]]] = {  # what happened to an access, more closely
    (Action.SHARING_AUTHORISATION_ASK, "code"): (
        "un accès ouvert avec un code",
        "Un soignant a saisi le code montré depuis {notebook}. Il peut le lire pendant un an.",
    ),
    (Action.SHARING_AUTHORISATION_ASK, "read"): (
        "un accès demandé",
        "Un soignant demande à lire {notebook}. Sans réponse, c’est non.",
    ),
    (Action.SHARING_AUTHORISATION_ASK, "treating"): (
        "un accès demandé",
        "Un soignant demande à être le médecin traitant dans {notebook}. Sans réponse, c’est non.",
    ),
    (Action.SHARING_AUTHORISATION_GIVE, ""): ("un accès donné", "Un accès à {notebook} vient d’être donné."),
    (Action.SHARING_AUTHORISATION_WITHDRAW, ""): ("un accès retiré", "Un accès à {notebook} vient d’être retiré."),
    (Action.SHARING_BLOCK_SET, ""): ("un accès bloqué", "Un accès à {notebook} vient d’être bloqué."),
    (Action.SHARING_BLOCK_LIFT, ""): ("un blocage levé", "Un blocage vient d’être levé dans {notebook}."),
}
LABELS: Final = {
    Kind.NEWCOMER: ("Un soignant vient pour la première fois", "Une fois par soignant et par an."),
    Kind.SHARE: ("Un partage temporaire est ouvert", "À chaque ouverture."),
    Kind.AUTHORISATION: (
        "Un accès est demandé, donné, retiré ou bloqué",
        "Par vous, par vos proches ou par un soignant.",
    ),
    Kind.FAMILY: ("Un aidant, un tuteur ou un parent change", "À chaque changement."),
    Kind.DIGEST: ("Un résumé chaque mois", "Combien d’accès, par combien de soignants, et rien d’autre."),
}
_LOOK: Final = "Qui, quand et pourquoi : connectez-vous et ouvrez « Qui est venu »."
_STOP: Final = "Pour choisir ces messages : « Mon compte », puis « Me prévenir »."


def write_notice(service: str, kind: Kind, act: tuple[str, str] = ("", ""), *, own: bool) -> Words:
    """Write what happened (`act`: action and detail) in a notebook: one's own, or that of whom one represents."""
    title, sentence = _SAID[kind] if kind is not Kind.AUTHORISATION else _ACCESS.get(act, _SAID[kind])
    said = sentence.format(notebook="votre carnet" if own else "un carnet dont vous vous occupez")
    stop = "" if kind in ALWAYS else f"\n\n{_STOP}"
    return Words(subject=f"{service} : {title}", body=f"{said}\n\n{_LOOK}{stop}", short=f"{service} : {said} {_LOOK}")


def write_treating(service: str) -> Words:
    """Write to a treating practitioner that somebody declared an emergency for one of hers (R.1111-48 CSP)."""
    said = "Le carnet d’une personne dont vous êtes le médecin traitant vient d’être ouvert en urgence."
    look = "Qui, quand et pourquoi : connectez-vous à votre bureau. La personne y est marquée."
    return Words(
        subject=f"{service} : un accès en urgence", body=f"{said}\n\n{look}", short=f"{service} : {said} {look}"
    )


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
