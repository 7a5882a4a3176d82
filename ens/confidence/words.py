"""What is written to a carer who is invited: who asks, what to do and where; no link, nothing about health."""

from ens.notify.rules import Words


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
