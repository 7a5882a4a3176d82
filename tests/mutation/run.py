"""Mutation runs: how many small lies in the code do the tests notice?

`python -m tests.mutation.run --module tree` tries every mutant of the modules of that name, `--sample N --seed S` tries
N of them, chosen by chance, and `--again FILE` what an earlier run has printed: its survivors, and those that did not
end in time. The tests of the module that need no database judge; `--database` adds the others. The bodies of functions
are exchanged where the tests stand ready (`stage`); for a lie that stands elsewhere, and for all with `--anew`, a copy
of the tree is imported anew. One mutant at a time; the score and the names come out as JSON. While the file of `--hold`
exists nothing begins: what is measured on the same machine is not disturbed.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from ens.postgres import embedded
from tests.isolation import SHARED
from tests.mutation import forks
from tests.mutation.forks import Verdict
from tests.mutation.mutants import Mutant, list_mutants
from tests.mutation.stage import Trial, rehearse, told

ROOT: Final = Path(__file__).parents[2]
LEAST_SECONDS: Final = 5.0
TIMES_AS_LONG: Final = 5  # as the tests take without a mutant: what takes longer counts as noticed
_HASTE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # this server is thrown away
_SKIPPED: Final = ("var", ".venv", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", "bench")

# What is mutated, and the tests that must notice; a name stands in the folder before it.
_LINES: Final = """
policy       ens/policy   *.py rules/*.py         tests/policy   test_*.py
envelope     ens/vault    envelope.py             tests/vault    test_envelope.py test_format.py test_wycheproof.py
keyring      ens/vault    keyring.py blind.py     tests/vault    test_blind.py test_format.py test_keys.py
keys         ens/vault    keys.py keyfile.py      tests/vault    test_keys.py test_[fs]*.py test_opening.py
budget       ens/vault    budget.py               tests/vault    test_budget.py
blobs        ens/vault    blobs.py blobref.py     tests/vault    test_blob*.py test_boxes.py
streaming    ens/vault    streaming.py            tests/vault    test_blobs.py test_streaming.py
boxes        ens/vault    boxes.py                tests/vault    test_boxes.py test_digests.py
traits       ens/vault    traits.py               tests/vault    test_traits.py test_boxes.py
shred        ens/vault    shred.py backups.py     tests/vault    test_shred.py test_backups.py
items        ens/vault    items.py                tests/vault    test_items.py
rows         ens/vault    opening.py whole.py     tests/vault    test_opening.py test_whole.py
durable      ens/vault    durable.py              tests/vault    test_durable.py test_file_provider.py
file         ens/vault/providers __init__.py file.py tests/vault test_file_provider.py test_keys.py
openbao      ens/vault/providers openbao.py       tests/vault    test_openbao.py test_file_provider.py
tree         ens/journal  tree.py leaf.py         tests/journal  test_strict*.py test_tree.py test_leaf.py
entry        ens/journal  entry.py                tests/journal  test_journal_entry.py test_read.py
note         ens/journal  note.py signing.py      tests/journal  test_note.py
tiles        ens/journal  tiles.py                tests/journal  test_til*.py
verify       ens/journal  verify.py               tests/journal  test_verify.py test_proofs.py
checkpoints  ens/journal  checkpoints.py          tests/journal  test_checkpoints.py test_integrate.py
append       ens/journal  append.py               tests/journal  test_append.py test_app_role.py
read         ens/journal  read.py                 tests/journal  test_read.py test_append.py
integrate    ens/journal  integrate.py            tests/journal  test_integrate.py
proofs       ens/journal  proofs.py               tests/journal  test_proofs.py
views        ens/journal  views.py                tests/journal  test_til*.py
growth       ens/journal/audit growth.py rows.py __init__.py tests/journal test_audit_*.py test_audit.py
audit        ens/journal/audit c*.py findings.py  tests/journal  test_audit_*.py test_audit.py
audience     ens/gate     audience.py             tests/gate     test_audience.py test_carers.py
door         ens/gate     door.py                 tests/gate     test_read.py test_decide*.py test_whole.py
doorstep     ens/gate     doorstep.py secrets.py  tests/gate     test_doorstep.py test_secrets.py
choices      ens/gate     own.py choices.py       tests/gate     test_own.py test_choices.py
apps         ens/gate     apps.py traits.py       tests/gate     test_apps.py test_traits.py
everything   ens/gate     everything.py sight.py  tests/gate     test_everything.py test_decide*.py
directory    ens/gate     directory.py            tests/fhir     test_directory.py tests/gate test_directory.py
facts        ens/gate     facts.py trace.py       tests/gate     test_read.py test_apps.py test_[dhps]*.py
house        ens/gate     house.py people.py profiles.py tests/gate test_house.py test_p*.py test_decide*.py
inventory    ens/gate     inventory.py            tests/gate     test_inventory.py
lists        ens/gate     search.py shelf.py      tests/gate     test_search.py test_shelf.py test_decide*.py
rulings      ens/gate     spaces.py               tests/gate     test_spaces.py test_decide*.py test_read.py
told         ens/gate     history.py              tests/gate     test_history.py test_decide*.py
whole        ens/gate     whole.py sheet.py       tests/gate     test_whole.py test_sheet.py test_decide*.py
writing      ens/gate     writing.py changes.py   tests/gate     test_write.py test_decide*.py test_[js]*.py
"""


@dataclass(frozen=True, slots=True)
class Module:
    """Some files and the tests that judge them."""

    patterns: tuple[str, ...]
    tests: tuple[str, ...]


def _module(line: str) -> tuple[str, Module]:
    name, *words = line.split()
    folder, patterns = "", []
    for word in words:
        if word.endswith(".py"):
            patterns.append(f"{folder}/{word}")
        else:
            folder = word
    files = tuple(each for each in patterns if each.startswith("ens/"))
    return name, Module(files, tuple(patterns[len(files) :]))


MODULES: Final = dict(_module(line) for line in _LINES.strip().splitlines())


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the mutants of one run."""

    module: str
    mutants: int
    survivors: list[Mutant]
    late: list[Mutant]

    def report(self) -> dict[str, object]:
        """Write it as JSON can."""
        killed = self.mutants - len(self.survivors)
        return {
            "module": self.module,
            "mutants": self.mutants,
            "killed": killed,
            "score": round(100 * killed / self.mutants, 1),
            "survivors": [each.name for each in self.survivors],
            "late": [each.name for each in self.late],
        }


def main() -> None:
    """Run the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", choices=MODULES, action="append", help="default: all")
    parser.add_argument("--sample", type=int, help="try only this many mutants of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=Path, help="try only the survivors printed in this file")
    parser.add_argument("--database", action="store_true", help="run the tests that need a database too")
    parser.add_argument("--hold", type=Path, help="wait between two mutants while this file exists")
    parser.add_argument("--anew", action="store_true", help="import everything anew for each mutant: slower, and exact")
    asked = parser.parse_args()
    doubtful = _read_doubtful(asked.again) if asked.again else None
    forks.preload()
    with tempfile.TemporaryDirectory(prefix="ens-mutation-") as folder, _server(folder, wanted=asked.database):
        os.environ["TMPDIR"] = tempfile.tempdir = folder  # children end without cleaning up after themselves
        copied = Path(folder) / "tree"
        shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns(*_SKIPPED))
        for name in asked.module or MODULES:
            mutants = [each for each in _choose(copied, name, asked.sample, asked.seed) if _is_asked(each, doubtful)]
            if mutants:
                result = _run(copied, name, mutants, asked)
                sys.stdout.write(json.dumps(result.report(), ensure_ascii=False) + "\n")
                sys.stdout.flush()


@contextmanager
def _server(folder: str, *, wanted: bool) -> Iterator[None]:
    """Lend one database server to all children, with the template that the first of them makes."""
    if not wanted:
        yield
        return
    shared = Path(folder) / "shared"
    shared.mkdir()
    server = embedded.ensure(Path(folder) / "cluster", _HASTE)
    os.environ |= {"ENS_DATABASE_URL": server.target.url(), SHARED: str(shared)}
    try:
        yield
    finally:
        server.stop()


def _read_doubtful(path: Path) -> set[str]:
    """Read the survivors and the late ones of an earlier run: one JSON text per line."""
    results = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {each for result in results for each in result["survivors"] + result["late"]}


def _is_asked(mutant: Mutant, doubtful: set[str] | None) -> bool:
    return doubtful is None or mutant.name in doubtful


def _choose(tree: Path, name: str, sample: int | None, seed: int) -> list[Mutant]:
    paths = [path for pattern in MODULES[name].patterns for path in sorted(tree.glob(pattern))]
    mutants = [each for path in paths for each in list_mutants(str(path.relative_to(tree)), path.read_text("utf-8"))]
    if sample is None or sample >= len(mutants):
        return mutants
    return random.Random(seed).sample(mutants, sample)


def _run(tree: Path, name: str, mutants: list[Mutant], asked: argparse.Namespace) -> Result:
    tests = [str(each.relative_to(tree)) for pattern in MODULES[name].tests for each in sorted(tree.glob(pattern))]
    hold = partial(_wait_while, asked.hold)
    hold()
    begun = time.monotonic()
    if forks.judge(tree, tests, 600, database=asked.database, writes_bytecode=True) is not Verdict.CONTENT:
        message = f"{name}: the tests fail without any mutant"
        raise SystemExit(message)
    seconds = max(LEAST_SECONDS, TIMES_AS_LONG * (time.monotonic() - begun))
    trial = Trial(tree, tests, mutants, seconds, hold, asked.database)
    staged = iter(()) if asked.anew else rehearse(trial)
    verdicts = dict(zip(mutants, _narrated(f"{name} on stage", mutants, staged), strict=False))
    others = [mutant for mutant in mutants if verdicts.get(mutant, Verdict.UNTOLD) is Verdict.UNTOLD]
    verdicts |= zip(others, _narrated(name, others, (_judge(trial, mutant) for mutant in others)), strict=True)
    survivors = [mutant for mutant in mutants if verdicts[mutant] is Verdict.CONTENT]
    return Result(name, len(mutants), survivors, [each for each in mutants if verdicts[each] is Verdict.LATE])


def _judge(trial: Trial, mutant: Mutant) -> Verdict:
    """Judge one mutant with everything imported anew."""
    trial.hold()
    with told(trial.tree / mutant.path, mutant.text):
        return forks.judge(trial.tree, _own_first(mutant, trial.tests), trial.seconds, database=trial.database)


def _narrated(stage: str, mutants: list[Mutant], verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    for number, (mutant, verdict) in enumerate(zip(mutants, verdicts, strict=False), 1):
        sys.stderr.write(f"{stage} {number}/{len(mutants)} {verdict} {mutant.name}\n")
        yield verdict


def _wait_while(hold: Path | None) -> None:
    while hold is not None and hold.exists():
        time.sleep(1.0)


def _own_first(mutant: Mutant, tests: list[str]) -> list[str]:
    """Let the tests that bear the name of the file speak first: most lies end there."""
    return sorted(tests, key=lambda test: Path(mutant.path).stem not in Path(test).stem)


if __name__ == "__main__":
    main()
