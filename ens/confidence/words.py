"""What is written to somebody who is invited: who asks, what to do and where; no link, nothing about health."""

from ens.notify.rules import Words
from ens.web.typography import of


def write_invitation(service: str, carer: str, person: str, code: str) -> Words:
    """Write an invitation; `person` is the given name of who asks for help."""
    return Words(
        subject=f"{service} : {person} vous propose de l’aider",
        body=f"Bonjour {carer},\n\n{person} vous propose de l’aider avec son carnet : lire ses documents, en ajouter."
        "\n\nPour répondre, ouvrez votre propre carnet, « Mon compte », « Aider un proche », puis écrivez ce code : "
        f"{code}\n\nIl vaut sept jours et sert une fois. Sans réponse de votre part, c’est non.\n\n"
        "Si vous ne connaissez pas cette personne, ne faites rien.",
        short=f"{service} : {person} vous propose de l’aider. Dans votre carnet, « Mon compte », « Aider un proche », "
        f"écrivez {code} (sept jours). Inconnu ? Ne faites rien.",
        code=code,
        seconds=7 * 86_400,
    )


def write_invitation_to_represent(service: str, other: str, child: str, code: str) -> Words:
    """Write an invitation to a minor's other representative."""
    return Words(
        subject=f"{service} : le carnet d’un enfant que vous représentez",
        body=f"Bonjour {other},\n\nL’autre représentant légal {of(child)} vous invite à suivre son carnet avec lui."
        "\n\nPour répondre, ouvrez votre propre carnet, « Mon compte », « Aider un proche », puis écrivez ce code : "
        f"{code}\n\nIl vaut sept jours, sert une fois et à vous seul. Sans réponse de votre part, c’est non.\n\n"
        "Si vous n’êtes pas le représentant légal de cet enfant, ne faites rien.",
        short=f"{service} : on vous invite à suivre le carnet {of(child)}. Dans votre carnet, « Mon compte », « Aider "
        f"un proche », écrivez {code} (sept jours). Inconnu ? Ne faites rien.",
        code=code,
        seconds=7 * 86_400,
    )
