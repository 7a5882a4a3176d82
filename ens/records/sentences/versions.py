"""What changed between two versions of what is said of a document; its file never does."""

from ens.policy.facts import Flag, Header


def tell_changes(before: Header | None, after: Header) -> str:
    """Say what a version changed; without the one before, that the document arrived."""
    if before is None:
        return "Arrivée du document."
    found = []
    if before.title != after.title:
        found.append("titre")
    if (before.date, before.precision) != (after.date, after.precision):
        found.append("date")
    if before.category != after.category:
        found.append("catégorie")
    hidden = Flag.MASKED | Flag.HIDDEN_FROM_REPRESENTATIVES
    if (before.flags ^ after.flags) & hidden:
        found.append("visibilité")
    said = f"{_list(found).capitalize()} modifié{_agreeing(found)}." if found else ""
    if after.has(Flag.SUPERSEDED) and not before.has(Flag.SUPERSEDED):
        said = f"{said} Remplacé par un autre document.".strip()
    if before.has(Flag.NOT_ANNOUNCED) and not after.has(Flag.NOT_ANNOUNCED):
        said = f"{said} Annoncé par un professionnel.".strip()
    return said or "Détails complétés."


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _agreeing(words: list[str]) -> str:
    """End the participle: only « titre » is masculine."""
    return ("" if "titre" in words else "e") + ("s" if len(words) > 1 else "")
