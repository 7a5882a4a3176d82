"""What a thief learns all the same, counted in the real base: numbers, sizes and times, never words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, LiteralString

from ens.policy.facts import SpaceState
from ens.sandbox.drill.cluster import Connection

_STATES: Final = "SELECT state, count(*) FROM space WHERE id <> 0 GROUP BY state ORDER BY state"
_PER_SPACE: Final = (
    "SELECT count(*), coalesce(min(n), 0), coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY n), 0),"
    " coalesce(max(n), 0), coalesce(sum(n), 0)"
)
_ITEMS: Final = f"{_PER_SPACE} FROM (SELECT count(*) AS n FROM item GROUP BY space_id) AS every"
_ENTRIES: Final = f"{_PER_SPACE} FROM (SELECT count(*) AS n FROM entry WHERE space_id <> 0 GROUP BY space_id) AS every"
_SIZES: Final = (
    "SELECT coalesce(min(n), 0), coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY n), 0), coalesce(max(n), 0)"
    " FROM (SELECT octet_length(body) AS n FROM item) AS every"
)
_MONTHS: Final = (
    "SELECT count(*), coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM item GROUP BY space_id, month) AS m"
)
_KINDS: Final = "SELECT count(DISTINCT kind) FROM item GROUP BY space_id ORDER BY 1 DESC LIMIT 1"
_TIMES: Final = "SELECT min(at), max(at) FROM entry"
_BLOBS: Final = (
    "SELECT count(*), coalesce(sum(blob_size), 0), count(DISTINCT blob_day) FROM item WHERE blob_day IS NOT NULL"
)
_TOKENS: Final = "SELECT count(*), count(*) FILTER (WHERE kind = 1), min(expires), max(expires) FROM token"
_COUNTS: Final = (
    "SELECT (SELECT count(*) FROM party), (SELECT count(*) FROM quota), (SELECT count(*) FROM item_past),"
    " (SELECT count(*) FROM client), (SELECT coalesce(max(key_term), 0) FROM space),"
    " (SELECT coalesce(sum(sharing_version - 1), 0) FROM space), (SELECT count(*) FROM oauth_grant)"
)


def lessons(connection: Connection, blobs: Path) -> Iterator[str]:
    """Say in French what is still to be read, one line each."""

    def one(query: LiteralString) -> tuple[Any, ...]:
        return connection.execute(query).fetchone() or ()

    states = ", ".join(f"{count} {SpaceState(state).name.lower()}" for state, count in connection.execute(_STATES))
    spaces, low, middle, high, total = one(_ITEMS)
    yield f"les espaces et leur état : {states}"
    yield f"le nombre d’éléments par espace : {total} dans {spaces} espaces, de {low} à {high}, médiane {middle}"
    yield "la taille de chaque élément, à l’octet : de {} à {} octets, médiane {}".format(*_order(one(_SIZES)))
    yield "quels éléments d’un espace sont du même mois, sans savoir lequel : {} groupes, {} au plus".format(
        *one(_MONTHS)
    )
    yield f"quels éléments d’un espace sont de même sorte : {(one(_KINDS) or (0,))[0]} sortes au plus, sans leur nom"
    yield "les fichiers : {} fichiers, {} octets, le jour du dépôt ({} jours)".format(*one(_BLOBS))
    yield f"l’heure des fichiers donnée par le disque (ctime), malgré leur date ramenée à minuit : {_ctimes(blobs)}"
    spaces, low, middle, high, total = one(_ENTRIES)
    yield f"le nombre d’actes par espace : {total} traces dans {spaces} espaces, de {low} à {high}, médiane {middle}"
    yield "l’heure de chaque acte, à la microseconde : du {} au {}".format(*map(_moment, one(_TIMES)))
    yield "les jetons : {} dont {} à des personnes (numéros opaques), leurs droits, leur fin, de {} à {}".format(
        *one(_TOKENS)
    )
    parties, quotas, past, clients, term, changes, granted = one(_COUNTS)
    yield f"l’annuaire public : {parties} professionnels, structures et tiers, {clients} logiciels inscrits"
    yield f"combien de fois par jour chaque structure a demandé l’état d’un espace : {quotas} lignes"
    yield f"combien d’anciennes versions : {past} ; jusqu’à quel terme de clé : {term}"
    yield f"combien de fois les règles de partage d’un espace ont changé, sans dire en quoi : {changes} en tout"
    yield f"combien de fois un espace a laissé entrer un programme, et jusqu’à quand, sans dire lequel : {granted} fois"
    yield (
        "par rapprochement d’heures, aux heures creuses, qu’un jeton émis à telle seconde a pu servir à tel acte :"
        " voir docs/threat-model.md"
    )


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[0], row[2], row[1]


def _ctimes(blobs: Path) -> str:
    times = sorted(path.stat().st_ctime for path in blobs.glob("??/*"))
    if not times:
        return "aucun"
    return f"du {_moment(int(times[0] * 1e6))} au {_moment(int(times[-1] * 1e6))}"


def _moment(microseconds: int | None) -> str:
    if microseconds is None:
        return "—"
    return datetime.fromtimestamp(microseconds / 1e6, UTC).strftime("%d/%m/%Y %H:%M:%S")
