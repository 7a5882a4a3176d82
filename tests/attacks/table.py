"""Runs the tests that carry the number of a threat and writes their results into docs/threat-model.md.

`python -m tests.attacks.table [T-04 …] [options of pytest]`: all threats, or those alone; other lines stay as they are.
"""

import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.attacks.threats import BEGIN, END, NUMBER, PAGE, Proof, list_proofs, results

_HEAD = "| | Test | What it shows | Result |\n|---|---|---|---|\n"


class Results:
    """Counts how the tests of each node ended."""

    def __init__(self) -> None:
        self.ended: dict[str, Counter[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: by its call, or by the fixture that kept it from one."""
        if report.when == "call" or not report.passed:
            test = report.nodeid.partition("[")[0]
            for node in (test, test.partition("::")[0]):
                self.ended.setdefault(node, Counter())[report.outcome] += 1

    def of(self, proof: Proof) -> str:
        """Say how a proof ended, and when."""
        counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.ended.get(proof.node, {}).items()))
        return f"{counted or 'not run'}, {datetime.now(UTC):%Y-%m-%d}"


def main(arguments: list[str]) -> int:
    """Run, then write the table again."""
    wanted = {argument for argument in arguments if NUMBER.fullmatch(argument)}
    proofs = list_proofs()
    run = {proof.node: None for proof in proofs if not wanted or proof.threat in wanted}
    seen = Results()
    options = [argument for argument in arguments if argument not in wanted]
    ended = pytest.main([*run, *options], plugins=[seen])
    if ended in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        write({proof: seen.of(proof) for proof in proofs if proof.node in run})
    return int(ended)


def write(fresh: dict[Proof, str]) -> None:
    """Replace the lines that were run, keep the results of the others, drop what is no test any more."""
    page = PAGE.read_text("utf-8")
    kept = results(page)
    rows = [
        f"{each.head} | {each.words} | {fresh.get(each) or kept.get(each.head, 'not run')} |\n"
        for each in sorted(list_proofs())
    ]
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(before + BEGIN + _HEAD + "".join(rows) + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
