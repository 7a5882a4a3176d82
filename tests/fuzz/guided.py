"""Fuzzes one parser under atheris (libFuzzer), guided by what of the house's code an input reaches.

`python -m tests.fuzz.guided PARSER --minutes 30 --corpus FOLDER`, in the environment of tests/fuzz/requirements.txt.
Minutes are of the processor, so that a machine that does something else, or holds the run, does not shorten it. Ends at
the first input that raises anything but a refusal, takes seconds, or fills the memory; libFuzzer keeps it as a file.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import atheris  # type: ignore[import-untyped]
import django

from tests.isolation import close_network, isolate

isolate()
with atheris.instrument_imports(include=["ens", "stdnum"]):
    django.setup()
    from tests.fuzz import doorstep, parsers, seeds, shapes

SLOW_SECONDS: Final = 2.0  # of the processor, for one input
SHAPED: Final = 0.8  # of the changes of an input that has a shape
MEMORY_MB: Final = 1_500


class Slow(Exception):
    """One input took far longer than its size explains."""


class Run:
    """One run: counts inputs and the processor's time, and ends when that is used up."""

    def __init__(self, parser: str, minutes: float) -> None:
        self._parser, self._read = parser, parsers.PARSERS[parser]
        self._shape = shapes.SHAPES.get(parser)
        self._end = minutes * 60
        self._count, self._slowest = 0, 0.0

    def try_one(self, data: bytes) -> None:
        """Give one input to the parser."""
        begun = time.process_time()
        self._read(data)
        now = time.process_time()
        self._count, self._slowest = self._count + 1, max(self._slowest, now - begun)
        if now - begun > SLOW_SECONDS:
            raise Slow(f"{now - begun:.1f} s")
        if now >= self._end:
            print(
                f"{self._parser}: {self._count} inputs in {now / 60:.1f} minutes of the processor, the slowest"
                f" {self._slowest * 1000:.0f} ms, nothing but refusals",
                flush=True,
            )
            os._exit(0)  # libFuzzer has no other way to end well; the corpus is on the disk already

    def mutate(self, data: bytes, longest: int, seed: int) -> bytes:
        """Change an input: in its bytes, or more often in its shape."""
        chance = random.Random(seed)
        changed = self._shape(data, chance) if self._shape is not None and chance.random() < SHAPED else None
        if changed is None or len(changed) > longest:
            return bytes(atheris.Mutate(data, longest))
        return changed


def main() -> None:
    """Fuzz one parser until its time is used up or something breaks."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parser", choices=parsers.PARSERS)
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    given.corpus.mkdir(parents=True, exist_ok=True)
    for index, seed in enumerate(seeds.seeds(given.parser)):
        (given.corpus / f"seed-{index}").write_bytes(seed)
    close_network()
    run = Run(given.parser, given.minutes)
    kept = f"-artifact_prefix={given.corpus.parent}/{given.parser}-"
    limits = [f"-max_len={parsers.LONGEST[given.parser]}", f"-rss_limit_mb={MEMORY_MB}", f"-seed={given.seed}"]
    atheris.Setup([sys.argv[0], str(given.corpus), kept, *limits], run.try_one, custom_mutator=run.mutate)
    with tempfile.TemporaryDirectory(prefix="ens-fuzz-") as folder, doorstep.opened(Path(folder)):
        atheris.Fuzz()


if __name__ == "__main__":
    main()
