"""What changed between two versions of what is said of a document; its file never does."""

from ens.policy.facts import Flag, Header


def tell_changes(before: Header | None, after: Header) -> str:
    """Say what a version changed; without the one before, that the document arrived."""
    if before is None:
        return "Arrivée du document."
    found = []
    if before.title != after.title:
        found.append("titre")
    if before.date != after.date:
        found.append("date")
    if before.category != after.category:
        found.append("catégorie")
    hidden = Flag.MASKED | Flag.HIDDEN_FROM_REPRESENTATIVES
    if (before.flags ^ after.flags) & hidden:
        found.append("visibilité")
    said = f"{_list(found).capitalize()} modifié{'s' if len(found) > 1 else _feminine(found[0])}." if found else ""
    if after.has(Flag.SUPERSEDED) and not before.has(Flag.SUPERSEDED):
        said = f"{said} Remplacé par un autre document.".strip()
    if before.has(Flag.NOT_ANNOUNCED) and not after.has(Flag.NOT_ANNOUNCED):
        said = f"{said} Annoncé par un professionnel.".strip()
    return said or "Détails complétés."


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _feminine(word: str) -> str:
    return "" if word == "titre" else "e"
