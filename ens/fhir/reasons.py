"""What a refusal says to the caller, for each reason that policy may give outward: (French, English)."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "blocked": (
        "Cette personne a bloqué votre accès à son espace.",
        "This person has blocked your access to their space.",
    ),
    "forbidden_purpose": (
        "La loi interdit l’accès à cet espace pour ce motif (assurance, emploi, crédit…).",
        "The law forbids access to this space for this purpose (insurance, employment, credit…).",
    ),
    "masked": (
        "La personne a masqué ce document : seuls elle et son auteur peuvent le voir.",
        "The person has masked this document: only they and its author can see it.",
    ),
    "matrix": (
        "Votre profession ne donne pas accès à ce type de document.",
        "Your profession does not give access to this kind of document.",
    ),
    "no_authorisation": (
        "La personne ne vous a pas autorisé à consulter son espace.",
        "The person has not authorised you to see their space.",
    ),
    "no_right": (
        "Rien ne vous donne le droit de faire cela dans cet espace.",
        "Nothing gives you the right to do this in this space.",
    ),
    "not_announced": (
        "Ce document sera visible après son annonce par un professionnel de santé.",
        "This document will be visible once a health professional has announced it.",
    ),
    "own_space": (
        "Cet espace est le vôtre.",
        "This space is your own.",
    ),
    "scope": (
        "Votre logiciel n’a pas demandé, ou pas obtenu, le droit de faire cela.",
        "Your software has not asked for, or not been granted, the right to do this.",
    ),
    "space_announced": (
        "Cet espace n’est pas encore ouvert : rien ne peut y être consulté ni déposé.",
        "This space is not open yet: nothing can be read or deposited.",
    ),
    "space_closed": (
        "Cet espace est fermé : rien ne peut y être consulté ni déposé.",
        "This space is closed: nothing can be read or deposited.",
    ),
    "space_erased": (
        "Cet espace a été effacé : son contenu n’existe plus.",
        "This space has been erased: its content no longer exists.",
    ),
    "space_opposed": (
        "La personne s’est opposée à l’ouverture de son espace : rien ne peut y être déposé.",
        "The person has opposed the opening of their space: nothing can be deposited.",
    ),
    "space_suspended": (
        "Cet espace est suspendu pour le moment. Réessayez plus tard.",
        "This space is suspended for now. Try again later.",
    ),
    "unknown_space": (
        "Aucun espace n’existe pour cette identité. Vérifiez le matricule INS.",
        "No space exists for this identity. Check the INS number.",
    ),
}
