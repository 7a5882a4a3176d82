"""Everything the house writes to people, in French: short, calm, nothing about health, no link to click.

A message that holds a link teaches people to click on links in messages: these say what to do and where.
"""

from typing import Final

from ens.notify.rules import Words

_NEVER: Final = "Personne ne vous demandera ce code, ni par téléphone ni par message. Ne le donnez à personne."
_NOT_YOU: Final = (
    "Si ce n’est pas vous, connectez-vous, ouvrez « Mon compte », fermez les autres sessions, changez de mot de passe."
)
CODE_SECONDS: Final = 600


def write_code(service: str, code: str) -> Words:
    """Write a code of six digits."""
    return Words(
        subject=f"{service} : votre code",
        body=f"Votre code est {code}. Il vaut dix minutes et sert une fois.\n\n{_NEVER}\n\n"
        "Si vous n’avez rien demandé, ne faites rien : sans vous, ce code n’ouvre rien.",
        short=f"{service} : votre code est {code}. Il vaut dix minutes. Ne le donnez à personne.",
        code=code,
        seconds=CODE_SECONDS,
    )


def write_letter_code(service: str, code: str, address: str) -> Words:
    """Write the letter that tells of a new space, with its provisional code (R.1111-28 CSP)."""
    return Words(
        subject="Votre carnet de santé numérique",
        body=f"{service} peut garder vos documents de santé dans un carnet qui est à vous.\n\n"
        f"Pour l’ouvrir, allez à l’adresse {address}/inscription/ avec votre carte Vitale et le code ci-dessous.\n\n"
        f"Vous n’en voulez pas ? Allez à l’adresse {address}/opposition/ avec ce même code. Vous avez six semaines, "
        "et vous pourrez toujours changer d’avis.\n\n"
        f"{_NEVER}",
        short="",
        code=code,
        seconds=42 * 86_400,
    )


def write_logins(service: str, logins: tuple[str, ...]) -> Words:
    """Remind somebody of a login name; a family may share an address, and so get several."""
    listed = "\n".join(logins)
    return Words(
        subject=f"{service} : votre identifiant",
        body=f"Vous avez demandé votre identifiant.\n\n{listed}\n\n"
        "Si vous n’avez rien demandé, ne faites rien : un identifiant seul n’ouvre rien.",
        short=f"{service} : votre identifiant est {', '.join(logins)}.",
        seconds=3_600,
    )


def write_contact_changing(service: str, masked: str) -> Words:
    """Tell the old contact that a new one will take its place in 72 hours."""
    return Words(
        subject=f"{service} : vos coordonnées vont changer",
        body=f"Dans 72 heures, nous écrirons à {masked} et plus ici.\n\n"
        "Si ce n’est pas vous, connectez-vous et annulez le changement dans « Mon compte ».",
        short=f"{service} : dans 72 heures, nous écrirons à {masked} et plus ici. Ce n’est pas vous ? Annulez-le.",
    )


def write_new_device(service: str, device: str) -> Words:
    """Tell of a sign-in with a device that was never seen before."""
    return Words(
        subject=f"{service} : un nouvel appareil",
        body=f"Quelqu’un vient d’ouvrir votre carnet avec un appareil que nous ne connaissions pas : {device}.\n\n"
        f"Si c’est vous, il n’y a rien à faire. {_NOT_YOU}",
        short=f"{service} : connexion avec un nouvel appareil ({device}). Si ce n’est pas vous, connectez-vous.",
    )


def write_proof_changed(service: str, what: str) -> Words:
    """Tell that a means of signing in was added, changed or removed; `what` is a whole sentence."""
    return Words(
        subject=f"{service} : vos moyens de connexion",
        body=f"{what}\n\n{_NOT_YOU}",
        short=f"{service} : {what} Si ce n’est pas vous, connectez-vous.",
    )
