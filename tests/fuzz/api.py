"""`make fuzz-api`: schemathesis asks a running house everything that its own description promises, as several people.

No answer may be a server's error; status, type and shape of each answer must be described. `ARGS="--examples 50
--seed 1"`; the house is a demonstration of its own, thrown away afterwards.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.isolation import isolate

isolate()

from ens.sandbox import cast  # noqa: E402 - settings are read once isolated
from tests.scenarios.live import PROJECT, House  # noqa: E402

CALLERS: Final = ("hopital", "dr-martin", "camille", "assureur")
CHECKS: Final = ",".join(
    (
        *("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance"),
        *("response_schema_conformance", "unsupported_method", "ignored_auth"),
    )
)
KINDS: Final = ("DocumentReference", "List", "AuditEvent", "Observation", "Condition", "Encounter")


def main() -> int:
    """Ask as each caller; 1 when something failed."""
    options = argparse.ArgumentParser(prog="make fuzz-api ARGS=", description=__doc__)
    options.add_argument("--examples", type=int, default=50, help="of each operation, for each caller (%(default)s)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--callers", nargs="+", choices=CALLERS, default=CALLERS)
    options.add_argument("--only", default=".*", help="the addresses that match")
    given = options.parse_args()
    failed = 0
    with _house() as house, tempfile.TemporaryDirectory(prefix="ens-fuzz-") as folder:
        places = Path(folder) / "places.json"
        for caller in given.callers:
            places.write_text(json.dumps(_places(house, caller)), "utf-8")
            failed += _ask(house, caller, places, given)
        log = house.log.read_text("utf-8", "replace")
        unforeseen = len(re.findall(r"request failed", log))
        print(f"{unforeseen} requests failed in a way that nobody foresaw (the house's log)")
    return 1 if failed or unforeseen else 0


@contextmanager
def _house() -> Iterator[House]:
    house = House(demo=True, settings={"ENS_STATE_ANSWERS_PER_DAY": "1000000"})
    try:
        house.start()
        yield house
    finally:
        house.remove()


def _places(house: House, caller: str) -> dict[str, list[str]]:
    """List ids that a caller may see, of each kind, and those of some people."""
    people = [house.patient(matricule) for matricule in _matricules()]
    found = {"Patient": people}
    for kind in KINDS:
        for person in people:
            answer = house.call(caller, "GET", f"{kind}?patient={person}&_count=20")
            if answer.status_code == 200:
                seen = [entry["resource"]["id"] for entry in answer.json().get("entry", [])]
                found.setdefault(kind, []).extend(seen)
    return found


def _matricules() -> list[str]:
    return [person.identity.matricule for person in cast.PERSONS]


def _ask(house: House, caller: str, places: Path, given: argparse.Namespace) -> int:
    program = str(PROJECT / ".venv" / ".fuzz" / "bin" / "st")
    environment = os.environ | {"FUZZ_PLACES": str(places), "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"}
    print(f"--- as {caller}", flush=True)
    command = [program, "run", f"{house.base}/docs/openapi.json", "--url", house.base, "--checks", CHECKS]
    command += ["--header", f"Authorization: Bearer {house.token(caller)}", "--seed", str(given.seed)]
    command += ["--max-examples", str(given.examples), "--continue-on-failure", "--no-color", "--warnings", "off"]
    command += ["--generation-database", "none", "--suppress-health-check", "all", "--request-timeout", "30"]
    command += ["--include-path-regex", given.only]
    return subprocess.run(command, env=environment | {"PYTHONPATH": str(PROJECT)}, cwd=PROJECT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
