"""Why a sign-in came to nothing, in the words of its page and of the history."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Told(NamedTuple):
    """One reason: the title and the sentence of the page, and how the history completes « refusé : … »."""

    title: str
    text: str
    told: str


_NOT_BELIEVED: Final = "Nous n’avons pas pu vérifier votre identité"
_AGAIN: Final = "La réponse reçue n’était pas celle que nous attendions. Personne n’est entré. Recommencez."


def _wrong(told: str) -> Told:
    return Told(_NOT_BELIEVED, _AGAIN, told)


REFUSALS: Final[Mapping[str, Told]] = {
    "code_refused": _wrong("le service d’identité n’a pas reconnu ce retour"),
    "declined": Told(
        "Vous n’êtes pas connecté", "Vous avez renoncé à vous identifier. Rien n’a été changé.", "la personne a renoncé"
    ),
    "elsewhere": _wrong("le service d’identité menait ailleurs"),
    "expired": _wrong("l’attestation d’identité n’était plus valable"),
    "low_level": Told(
        "Il faut une preuve d’identité plus forte",
        "Le compte choisi n’offre pas un niveau de garantie suffisant pour un carnet de santé. Choisissez un autre"
        " compte, par exemple l’identité numérique de La Poste ou France Identité.",
        "le niveau de garantie de l’identité était trop faible",
    ),
    "no_subject": _wrong("l’attestation d’identité ne nommait personne"),
    "old_proof": _wrong("la preuve d’identité était trop ancienne"),
    "other_audience": _wrong("l’attestation d’identité était faite pour un autre service"),
    "other_hash": _wrong("l’attestation d’identité allait avec un autre jeton"),
    "other_issuer": _wrong("l’attestation d’identité venait d’un autre service"),
    "other_key": _wrong("la signature de l’attestation d’identité n’était pas la bonne"),
    "other_nonce": _wrong("l’attestation d’identité répondait à une autre demande"),
    "other_state": Told(
        "Cette connexion n’a pas commencé ici",
        "La page a peut-être attendu trop longtemps, ou une autre connexion a été commencée depuis. Recommencez.",
        "le retour ne répondait pas à une demande de ce navigateur",
    ),
    "other_subject": _wrong("l’attestation d’identité parlait de deux personnes"),
    "provider_refused": _wrong("le service d’identité a refusé"),
    "unreachable": Told(
        "Le service d’identité ne répond pas",
        "Votre carnet est en sécurité. Réessayez dans quelques minutes, ou choisissez un autre moyen.",
        "le service d’identité ne répondait pas",
    ),
    "unreadable": _wrong("la réponse du service d’identité n’était pas lisible"),
    "unsigned": _wrong("l’attestation d’identité n’était pas signée comme il faut"),
    # the person
    "identity_incomplete": Told(
        "Votre identité est incomplète",
        "Il manque une partie de votre état civil dans la réponse reçue. Choisissez un autre moyen de connexion.",
        "l’état civil reçu était incomplet",
    ),
    "identity_unknown": Told(
        "Nous n’avons pas trouvé votre carnet",
        "Aucun carnet ne porte exactement votre nom de naissance, vos prénoms, votre date et votre lieu de naissance."
        " S’il vient d’être ouvert, utilisez votre carte Vitale. Sinon, appelez le 3422, de 8 h 30 à 17 h 30.",
        "aucun carnet ne porte ces traits d’identité",
    ),
    "number_wrong": Told(
        "Ce numéro n’est pas celui que nous attendions",
        "Aucun carnet n’a été ouvert. Vérifiez votre numéro de sécurité sociale et recommencez.",
        "le numéro donné pour départager n’était pas le bon",
    ),
    "space_announced": Told(
        "Votre carnet n’est pas encore ouvert",
        "Il vous a été annoncé par lettre ou par message. Suivez ce courrier pour l’ouvrir, ou pour vous y opposer.",
        "le carnet n’est pas encore ouvert",
    ),
    "space_closed_to_sign_in": Told(
        "Votre carnet est fermé",
        "Vous avez demandé sa fermeture. Pour le rouvrir, appelez le 3422, de 8 h 30 à 17 h 30.",
        "le carnet est fermé",
    ),
    "space_opposed": Told(
        "Une opposition empêche l’ouverture de votre carnet",
        "Aucun document n’y entre. Vous pouvez changer d’avis : appelez le 3422, de 8 h 30 à 17 h 30.",
        "la personne s’est opposée à l’ouverture",
    ),
    "space_suspended": Told(
        "Votre carnet est suspendu",
        "Son accès est arrêté le temps d’une vérification. Appelez le 3422, de 8 h 30 à 17 h 30.",
        "le carnet est suspendu",
    ),
    # the professional
    "no_rpps": Told(
        "Vous n’avez pas de numéro RPPS",
        "Cet espace s’ouvre avec un numéro RPPS. Si vous venez de l’obtenir, réessayez demain.",
        "l’identité n’a pas de numéro RPPS",
    ),
    "professional_inactive": Told(
        "L’annuaire ne vous donne plus en exercice",
        "L’accès est donc fermé. Si c’est une erreur, adressez-vous à votre ordre ou à votre agence régionale"
        " de santé.",
        "l’annuaire ne donne plus ce professionnel en exercice",
    ),
    "professional_unknown": Told(
        "Vous n’êtes pas encore dans l’annuaire",
        "Votre numéro RPPS ne figure pas dans l’annuaire public tel que nous l’avons lu. S’il est récent, réessayez"
        " demain.",
        "ce professionnel n’est pas dans l’annuaire",
    ),
    "call_expired": Told(
        "Le téléphone n’a pas répondu à temps", "Personne n’est entré. Recommencez.", "le téléphone n’a pas répondu"
    ),
    "call_unknown": Told(
        "Nous n’avons pas pu appeler ce téléphone",
        "Vérifiez le numéro RPPS, et que l’application e-CPS est activée. Vous pouvez aussi utiliser votre carte.",
        "aucun téléphone ne va avec ce numéro",
    ),
}
