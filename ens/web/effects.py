"""What a change of rule would change, in words: one short sentence for each whom it concerns."""

from collections.abc import Sequence
from typing import Final

from ens.policy.prospect import Effect
from ens.policy.question import Mode

NAMED: Final = 12  # sentences at most
_WHO: Final = {
    Mode.BREAK_GLASS: "En urgence vitale, un médecin",
    Mode.REGULATION: "Si vous appelez le 15, le médecin du Samu",
}


def tell_effects(effects: Sequence[Effect], whose: str = "") -> list[str]:
    """Write the sentences; `whose` is the given name of the person where it is not the reader."""
    told = [_sentence(each, whose) for each in effects[:NAMED]]
    left = len(effects) - NAMED
    return [*told, f"Et de même pour {left} autres soignants."] if left > 0 else told


def _sentence(effect: Effect, whose: str) -> str:
    who = _who(effect, whose)
    if effect.lost and effect.gained:
        return f"{who} pourrait lire {_count(effect.gained, whose, 'de plus')}, et {effect.lost} de moins."
    if effect.lost:
        if not effect.after:
            return f"{who} ne pourrait plus lire {_count(effect.lost, whose)}."
        of = f"documents de {whose}" if whose else "de vos documents"
        return f"{who} ne pourrait plus lire {effect.lost} {of}. Il en resterait {effect.after}."
    more = "de plus" if effect.before else ""
    return f"{who} pourrait lire {_count(effect.gained, whose, more)}."


def _who(effect: Effect, whose: str) -> str:
    witness = effect.witness
    if witness.mode is Mode.REGULATION and whose:
        return f"Si l’on appelle le 15 pour {whose}, le médecin du Samu"
    if witness.mode is not Mode.NORMAL:
        return _WHO[witness.mode]
    if witness.place and witness.actor.identifier:
        return f"{witness.actor.name}, dans ce lieu de soins,"
    return f"L’équipe de « {witness.actor.name} »" if witness.place else witness.actor.name


def _count(number: int, whose: str, more: str = "") -> str:
    if more:
        return f"{number} document{'s' if number > 1 else ''} {more}"
    if whose:
        return f"les {number} documents de {whose}" if number > 1 else f"le document de {whose}"
    return f"vos {number} documents" if number > 1 else "votre document"
