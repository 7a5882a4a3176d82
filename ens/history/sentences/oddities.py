"""Why a visit is marked, in a sentence."""

from ens.history.rules import MANY_READINGS, NIGHT, Oddity


def oddity_of(oddity: Oddity, since: str) -> str:
    """Say why a visit is unusual; `since` is the day from which on all visits were looked over, empty for all ever."""
    if oddity is Oddity.FIRST:
        return f"première visite depuis le {since} au moins" if since else "première visite dans ce carnet"
    return {
        Oddity.NIGHT: f"passage de nuit, entre {NIGHT[0]} h et {NIGHT[1]} h",
        Oddity.MANY: f"plus de {MANY_READINGS} lectures en une heure",
    }[oddity]
