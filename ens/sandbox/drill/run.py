"""Runs the drill on one house: plants, scans, checks the sealed columns and the links, and gives its verdict."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ens.sandbox.drill import cluster
from ens.sandbox.drill.canary import KIND, planted
from ens.sandbox.drill.cluster import Connection
from ens.sandbox.drill.files import Found, Room, list_files, search_files
from ens.sandbox.drill.forms import forms
from ens.sandbox.drill.needles import Needle, Needles
from ens.sandbox.drill.search import Searcher

SHOWN: Final = 20
Tell = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class House:
    """Where a stolen house lies, and how its owner reaches the cluster."""

    connection: Connection
    data: Path
    log: Path
    rooms: list[Room]


@dataclass(slots=True)
class Verdict:
    """What was found: `faults` is empty when nothing was; the counts tell how much was searched."""

    faults: list[str] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    patterns: int = 0
    ratios: dict[str, tuple[int, float]] = field(default_factory=dict)
    canaries: dict[str, int] = field(default_factory=dict)


def drill(house: House, needles: Needles, progress: Progress = lambda _done, _total: None) -> Verdict:
    """Search everything; the canaries must be found, and nothing else."""
    verdict = Verdict()
    with planted(house.connection, house.log) as canaries:
        house.connection.execute("CHECKPOINT")
        _scan(house, [*needles.kept, *canaries.values()], canaries, verdict, progress)
    _check_columns(house.connection, verdict)
    for table, count in cluster.linking_rows(house.connection):
        told = f"{count} lignes de la table {table} relient en clair une personne et qui vient chez elle"
        verdict.faults.append(told)
    for column in cluster.compressed_columns(house.connection):
        if column not in {"client.jwks", "client.scopes", "token.scopes"}:
            verdict.faults.append(
                f"{column} contient une valeur compressée par PostgreSQL, que la recherche ne voit pas"
            )
    return verdict


def _scan(
    house: House, needles: Iterable[Needle], canaries: dict[str, Needle], verdict: Verdict, progress: Progress
) -> None:
    by_pattern: dict[bytes, tuple[Needle, str]] = {}
    for needle in needles:
        for pattern, form in forms(needle.text).items():
            by_pattern.setdefault(pattern, (needle, form))
    files = list_files(house.rooms)
    for room, path in files:
        verdict.files[room] += 1
        with suppress(FileNotFoundError):  # the server removes files of its own meanwhile
            verdict.sizes[room] += path.stat().st_size
    verdict.patterns = len(by_pattern)
    total = sum(verdict.sizes.values())
    known = dict.fromkeys(canaries, 0)
    places = {needle.text: place for place, needle in canaries.items()}
    public = _Public(house)
    seen: Counter[tuple[str, Path]] = Counter()
    for found in search_files(Searcher(by_pattern), files, lambda done: progress(done, total)):
        needle, form = by_pattern[found.hit.pattern]
        if needle.kind == KIND:
            known[places[needle.text]] += 1
        elif not (needle.public and public.covers(found)):
            seen[needle.text, found.path] += 1
            if seen[needle.text, found.path] == 1:
                verdict.faults.append(_describe(needle, form, found))
    verdict.canaries = known
    verdict.faults.extend(f"leurre non trouvé : {place}" for place, count in known.items() if not count)


class _Public:
    """Where the lines of the public directory may stand: its own files, the statistics, and the write-ahead log."""

    def __init__(self, house: House) -> None:
        self._wal = (house.data / "pg_wal").resolve()
        self._files = {(house.data / name).resolve() for name in cluster.directory_files(house.connection)}

    def covers(self, found: Found) -> bool:
        """Say whether a hit is in one of them; a large table has further files, `NAME.1`, and maps, `NAME_fsm`."""
        first = found.path.with_name(found.path.name.partition(".")[0].partition("_")[0])
        return found.path.is_relative_to(self._wal) or first in self._files


def _describe(needle: Needle, form: str, found: Found) -> str:
    where = "dans le nom du fichier" if found.hit.offset < 0 else f"à l’octet {found.hit.offset}"
    inside = ", dans un flux compressé" if found.hit.inside else ""
    return f"{needle.kind} « {needle.text} » ({form}{inside}) : {found.path} {where}"


def _check_columns(connection: Connection, verdict: Verdict) -> None:
    for table, column in cluster.SEALED:
        size, ratio = cluster.sealed_ratio(connection, table, column)
        verdict.ratios[f"{table}.{column}"] = (size, ratio)
        if ratio <= cluster.RATIO_MIN:
            verdict.faults.append(f"{table}.{column} se compresse à {ratio:.3f} : elle n’est pas chiffrée")
