"""The demonstration: only on a loopback address, marked in its folder, peopled once."""

import sys
import time

from ens.config import environment
from ens.fhir.endpoint import kinds
from ens.kernel import clock
from ens.sandbox.population import populate


def mark() -> None:
    """Mark this folder as that of a demonstration."""
    environment.var().mkdir(parents=True, exist_ok=True)
    (environment.var() / environment.DEMO_MARK).write_text("Données fictives.\n", encoding="utf-8")


def populate_demo() -> None:
    """Register the cast and its documents when they are not there yet, and say so."""
    begun = time.monotonic()
    terminal = sys.stderr.isatty()

    def progress(done: int) -> None:
        if terminal:
            sys.stderr.write(f"\r  Documents déposés : {done} ")

    count = populate(kinds(), clock.today(), progress)
    if count:
        end = "\r" if terminal else ""
        sys.stderr.write(f"{end}  {count} documents fictifs déposés en {time.monotonic() - begun:.1f} s\n")
