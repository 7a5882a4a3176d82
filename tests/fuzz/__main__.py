"""`make fuzz`: fuzzes every parser for so many minutes of the processor each, two at a time, and tells what came of it.

What was found to matter stays in `var/fuzz`, so a later run goes on from there; an input that breaks something lies
beside it as `PARSER-crash-…`. While the file of `--hold` exists everything stands still: what is measured on the same
machine is not disturbed.
"""

import argparse
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

AT_ONCE: Final = 2
KEPT: Final = Path("var/fuzz")
PARSERS: Final = ("bundles", "cda", "ids")


@dataclass(slots=True)
class Fuzzer:
    """One parser being fuzzed, in a process of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    held: bool = False

    def hold(self, *, still: bool) -> None:
        """Stand still, or go on."""
        if still is not self.held:
            self.process.send_signal(signal.SIGSTOP if still else signal.SIGCONT)
            self.held = still

    def tell(self) -> str:
        """Give the words of its end: the count, or what broke."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        if self.process.returncode == 0:
            return lines[-1]
        return "\n".join([f"{self.name}: BROKEN, {self.log}", *[line for line in lines if "Error" in line][-3:]])


def main() -> int:
    """Fuzz what is asked for; 1 when something broke."""
    options = argparse.ArgumentParser(prog="make fuzz ARGS=", description=__doc__)
    options.add_argument("--minutes", type=float, default=30.0, help="of the processor, for each parser (%(default)s)")
    options.add_argument("--only", nargs="+", choices=PARSERS, default=PARSERS)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--hold", type=Path, help="stand still while this file exists")
    given = options.parse_args()
    waiting, running, broken = list(given.only), list[Fuzzer](), 0
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            running.append(_start(waiting.pop(0), given.minutes, given.seed))
        time.sleep(0.5)
        for each in running:
            each.hold(still=given.hold is not None and given.hold.exists())
        for each in [each for each in running if each.process.poll() is not None]:
            running.remove(each)
            broken += each.process.returncode != 0
            print(each.tell(), flush=True)
    return 1 if broken else 0


def _start(name: str, minutes: float, seed: int) -> Fuzzer:
    KEPT.mkdir(parents=True, exist_ok=True)
    log = KEPT / f"{name}.log"
    command = [
        "nice",
        "-n",
        "19",
        sys.executable,
        "-m",
        "tests.fuzz.guided",
        name,
        "--minutes",
        str(minutes),
        "--seed",
        str(seed),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "--corpus", str(KEPT / name)], stdout=out, stderr=out)
    return Fuzzer(name, process, log)


if __name__ == "__main__":
    sys.exit(main())
