"""Mutation runs: how many small lies in the code do the tests notice?

`python -m tests.mutation.run --module policy` tries every mutant of the modules of that name; `--sample N --seed S`
tries N of them, chosen by chance. Each mutant runs in a copy of the tree against the fast tests of its module alone;
the score and the survivors come out as JSON. The machine is small: one mutant at a time.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ens.postgres import embedded
from tests.mutation.mutants import Mutant, list_mutants

ROOT: Final = Path(__file__).parents[2]
TIMEOUT_SECONDS: Final = 150
_SKIPPED: Final = ("var", ".venv", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", "bench", "docs")

# What is mutated, and the tests that must notice; a name without a folder stands in the folder of its line.
_LINES: Final = """
policy     ens/policy   *.py rules/*.py                        tests/policy   test_*.py
tree       ens/journal  tree.py leaf.py                       tests/journal  test_strict*.py test_tree.py test_proofs.py
entry      ens/journal  entry.py                               tests/journal  test_journal_entry.py
note       ens/journal  note.py signing.py                     tests/journal  test_note.py
append     ens/journal  append.py read.py                      tests/journal  test_append.py test_strict*.py
integrate  ens/journal  integrate.py                           tests/journal  test_integrate.py
envelope   ens/vault    envelope.py                            tests/vault    test_envelope.py test_wycheproof.py
keyring    ens/vault    keyring.py blind.py                    tests/vault    test_blind.py test_keys.py
keys       ens/vault    keys.py keyfile.py budget.py           tests/vault    test_keys.py test_budget.py test_shred.py
blobs      ens/vault    blobs.py blobref.py streaming.py       tests/vault    test_blobs.py test_boxes.py
boxes      ens/vault    boxes.py traits.py                     tests/vault    test_boxes.py test_traits.py
items      ens/vault    items.py                               tests/vault    test_items.py
shred      ens/vault    shred.py backups.py                    tests/vault    test_shred.py test_backups.py
gate       ens/gate     *.py                                   tests/gate     test_re*.py test_[dwps]*.py test_[hi]*.py
"""


@dataclass(frozen=True, slots=True)
class Module:
    """Some files and the tests that judge them."""

    patterns: tuple[str, ...]
    tests: tuple[str, ...]


def _module(line: str) -> tuple[str, Module]:
    name, *words = line.split()
    cut = next(index for index, word in enumerate(words) if word.startswith("tests/"))
    files, tests = words[:cut], words[cut:]
    return name, Module(
        tuple(f"{files[0]}/{each}" for each in files[1:]), tuple(f"{tests[0]}/{each}" for each in tests[1:])
    )


MODULES: Final = dict(_module(line) for line in _LINES.strip().splitlines())


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the mutants of one run."""

    module: str
    mutants: int
    killed: int
    survivors: list[Mutant]

    def report(self) -> dict[str, object]:
        """Write it as JSON can."""
        score = round(100 * self.killed / self.mutants, 1) if self.mutants else 100.0
        lines = [f"{each.path}:{each.line} {each.what}" for each in self.survivors]
        return {
            "module": self.module,
            "mutants": self.mutants,
            "killed": self.killed,
            "score": score,
            "survivors": lines,
        }


def main() -> None:
    """Run the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", choices=MODULES, action="append", help="default: all")
    parser.add_argument("--sample", type=int, help="try only this many mutants of each module")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ens-mutation-") as folder:
        copied = Path(folder) / "tree"
        shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns(*_SKIPPED))
        server = embedded.ensure(Path(folder) / "cluster")
        try:
            for name in asked.module or MODULES:
                result = _run(copied, name, _choose(name, asked.sample, asked.seed), server.target.url())
                sys.stdout.write(json.dumps(result.report(), indent=1, ensure_ascii=False) + "\n")
                sys.stdout.flush()
        finally:
            server.stop()


def _choose(name: str, sample: int | None, seed: int) -> list[Mutant]:
    paths = [path for pattern in MODULES[name].patterns for path in sorted(ROOT.glob(pattern))]
    mutants = [each for path in paths for each in list_mutants(str(path.relative_to(ROOT)), path.read_text("utf-8"))]
    if sample is None or sample >= len(mutants):
        return mutants
    return random.Random(seed).sample(mutants, sample)


def _run(tree: Path, name: str, mutants: list[Mutant], server: str) -> Result:
    tests = MODULES[name].tests
    if not _passes(tree, tests, server):
        message = f"{name}: the tests fail without any mutant"
        raise SystemExit(message)
    survivors = []
    for number, mutant in enumerate(mutants, 1):
        path = tree / mutant.path
        original = path.read_text("utf-8")
        path.write_text(mutant.text, "utf-8")
        try:
            survived = _passes(tree, tests, server)
        finally:
            path.write_text(original, "utf-8")
        if survived:
            survivors.append(mutant)
        mark = "SURVIVED" if survived else "killed"
        sys.stderr.write(f"{name} {number}/{len(mutants)} {mark} {mutant.path}:{mutant.line} {mutant.what}\n")
    return Result(name, len(mutants), len(mutants) - len(survivors), survivors)


def _passes(tree: Path, tests: tuple[str, ...], server: str) -> bool:
    """Say whether the tests are content; a mutant that never ends counts as noticed."""
    found = [str(path.relative_to(tree)) for pattern in tests for path in sorted(tree.glob(pattern))]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *found]
    kept = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "ENS_DATABASE_URL": server,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tree / ".h"),
    }
    process = subprocess.Popen(
        command,
        cwd=tree,
        env=os.environ | kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(TIMEOUT_SECONDS) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return False


if __name__ == "__main__":
    main()
