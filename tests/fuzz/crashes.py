"""`python -m tests.fuzz.crashes --runs 2000 --seed 1`: the campaign of the stateful test.

Runs come in handfuls, each with a seed of its own, on a database of its own. What is done is noted in a file; the same
command goes on from there. The first run that fails ends it: its steps are printed, as short as they could be made.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Final

from tests.isolation import close_network, isolate

isolate()

import django  # noqa: E402 - settings are read once isolated

django.setup()

from ens.postgres import embedded  # noqa: E402
from tests import databases  # noqa: E402
from tests.fuzz.ground import ground  # noqa: E402
from tests.fuzz.play import figures  # noqa: E402
from tests.fuzz.runs import play  # noqa: E402

HANDFUL, STEPS = 20, 30
NOTES: Final = Path("var/fuzz/crashes.json")
_HASTE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # no power cut is tried here


def main() -> int:
    """Play until so many runs are done; 1 when one of them fails."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz.crashes", description=__doc__)
    options.add_argument("--runs", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1, help="of the first handful; each has the next number")
    options.add_argument("--notes", type=Path, default=NOTES, help="what is done already (%(default)s)")
    options.add_argument("--hold", type=Path, help="wait between two handfuls while this file exists")
    options.add_argument("--shrink", action="store_true", help="make the steps of a failing run few")
    given = options.parse_args()
    close_network()
    done = (
        json.loads(given.notes.read_text()) if given.notes.exists() else {"seed": given.seed, "runs": 0, "seconds": 0.0}
    )
    given.notes.parent.mkdir(parents=True, exist_ok=True)
    shared = Path(django.conf.settings.ENS_CHECKPOINTS).parent
    server = embedded.ensure(shared / "cluster", _HASTE)
    try:
        template = databases.make_template(server.target, shared)
        while done["runs"] < given.runs:
            while given.hold is not None and given.hold.exists():
                time.sleep(1)
            begun = time.monotonic()
            with databases.copied(server.target, template) as made, ground(made, shared / f"seed-{done['seed']}"):
                play(done["seed"], HANDFUL, STEPS, shrinks=given.shrink)
            done = _noted(done, time.monotonic() - begun)
            given.notes.write_text(json.dumps(done))
    finally:
        server.stop()
    return 0


def _noted(done: dict[str, float], seconds: float) -> dict[str, float]:
    for name, count in figures.items():
        done[name] = done.get(name, 0) + count
    figures.clear()
    done["seconds"] += seconds
    told = ", ".join(f"{name} {value:.0f}" for name, value in sorted(done.items()) if name != "seed")
    print(f"seed {done['seed']}: no invariant broken; {told}; {done['runs'] / done['seconds']:.1f} runs/s", flush=True)
    return done | {"seed": done["seed"] + 1}


if __name__ == "__main__":
    sys.exit(main())
