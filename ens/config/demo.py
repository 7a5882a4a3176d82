"""The demonstration: only on a loopback address, marked in its folder, peopled once."""

import ipaddress
import sys
import time

from ens.config import environment
from ens.fhir.endpoint import kinds
from ens.kernel import clock
from ens.sandbox.population import populate


def is_allowed() -> bool:
    """Say whether the server would listen on this machine alone."""
    try:
        return ipaddress.ip_address(environment.text("ENS_HOST")).is_loopback
    except ValueError:
        return environment.text("ENS_HOST") == "localhost"


def mark() -> None:
    """Mark this folder as that of a demonstration."""
    environment.var().mkdir(parents=True, exist_ok=True)
    (environment.var() / environment.DEMO_MARK).write_text("Données fictives.\n", encoding="utf-8")


def is_demo() -> bool:
    """Say whether this folder is that of a demonstration."""
    return is_allowed() and environment.is_demo_folder()


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
