"""« Qui pourra le voir ? »: the two answers, with the names of those whom each lets in today."""

from collections.abc import Sequence
from typing import Final

from ens.gate.audience import Seat, Seer
from ens.records.forms import ALL, ME
from ens.records.sentences.reader import Reader

NAMED: Final = 3  # names in one sentence
Choice = tuple[str, str, str]  # value, words, note


def tell_choices(carers: Sequence[Seer], reader: Reader, *, minor: bool) -> tuple[Choice, Choice]:
    """Write the choices for the person herself or who represents her; `minor` has parents who see what she sees."""
    treating = next((seer.actor.name for seer in carers if Seat.TREATING in seer.seats), "")
    family = _family(reader, minor=minor)
    if not treating:
        own = (ME, f"{family} seulement", "Le document est masqué aux soignants. Vous pourrez changer d’avis.")
    else:
        whose = "mon" if reader.own else "son"
        joined = f"{family.replace(' et ', ', ')} et {whose} médecin traitant"
        own = (ME, joined, f"{treating}. Le document est masqué aux autres soignants, et vous pourrez changer d’avis.")
    return (ALL, "Les soignants autorisés", _today([seer.actor.name for seer in carers], reader)), own


def tell_carers_choice(name: str) -> Choice:
    """Write what a carer may choose: to say who sees what is not hers to do (PRO-06)."""
    return ALL, f"{name} et les soignants autorisés", f"{name} peut changer cela à tout moment ; un aidant, non."


def _family(reader: Reader, *, minor: bool) -> str:
    if reader.own:
        return "Moi et mes parents" if minor else "Moi"
    return f"{reader.name} et ses parents"


def _today(names: Sequence[str], reader: Reader) -> str:
    if not names:
        later = "vous autoriserez" if reader.own else "sa famille autorisera"
        return f"Aujourd’hui, personne. Ensuite, ceux que {later}."
    if len(names) == 1:
        return f"Aujourd’hui : {names[0]}."
    *first, last = [*names[:NAMED], f"{len(names) - NAMED} autres"] if len(names) > NAMED + 1 else names
    return f"Aujourd’hui : {', '.join(first)} et {last}, chacun selon son métier."
