"""Says in French what was searched, what was found, and what a thief learns all the same."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ens.sandbox.drill.cluster import Connection
from ens.sandbox.drill.needles import Needles
from ens.sandbox.drill.run import SHOWN, Verdict
from ens.sandbox.drill.thief import lessons


def describe(needles: Needles, verdict: Verdict) -> Iterator[str]:
    """Say what was searched for and where."""
    kinds = Counter(needle.kind for needle in needles.kept)
    public = sum(needle.public for needle in needles.kept)
    yield "Exercice : la base, les fichiers et les journaux ont été volés, pas la clé racine."
    yield ""
    yield f"Cherché : {len(needles.kept)} textes, sous {verdict.patterns} formes"
    yield "  (UTF-8, Latin-1, UTF-16, casse et accents, hexadécimal, base64 à trois décalages, flux zlib et gzip)"
    for kind, count in sorted(kinds.items()):
        yield f"  {count:5d} {kind}"
    yield f"  dont {public} qui figurent dans l’annuaire public : permis dans ses fichiers, dans les statistiques du"
    yield "  planificateur et dans pg_wal, par où passe chaque ligne de l’annuaire ; interdits partout ailleurs"
    reasons = Counter(reason for _, reason in needles.left_out)
    for reason, count in sorted(reasons.items()):
        some = ", ".join(text for text, why in needles.left_out if why == reason)[:90]
        yield f"Laissé de côté ({reason}) : {count} textes ({some})"
    yield ""
    yield "Fouillé, contenu et noms de fichiers :"
    for room, count in verdict.files.items():
        yield f"  {room} : {count} fichiers, {verdict.sizes[room] / 1e6:.1f} Mo"
    yield "Colonnes scellées (taux laissé par zlib, plus de 0,99 attendu) :"
    for column, (size, ratio) in verdict.ratios.items():
        yield f"  {column} : {size} octets, {ratio:.4f}" if size else f"  {column} : vide"
    found = sum(1 for count in verdict.canaries.values() if count)
    yield f"Leurres plantés puis retrouvés : {found} sur {len(verdict.canaries)} ({', '.join(verdict.canaries)})"
    yield ""


def conclude(connection: Connection, blobs: Path, verdict: Verdict) -> Iterator[str]:
    """Give the verdict, then what is still to be read."""
    if verdict.faults:
        yield f"VERDICT : ÉCHEC, {len(verdict.faults)} constats"
        for fault in verdict.faults[:SHOWN]:
            yield f"  {fault}"
        if len(verdict.faults) > SHOWN:
            yield f"  … et {len(verdict.faults) - SHOWN} autres"
    else:
        yield "VERDICT : rien de lisible. Aucun nom, numéro, mot, date de soins ni lien n’a été trouvé."
    yield ""
    yield "Ce qu’un voleur apprend quand même :"
    for number, line in enumerate(lessons(connection, blobs), 1):
        yield f"  {number:2d}. {line}"
    yield ""
