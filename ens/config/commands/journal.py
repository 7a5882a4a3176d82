"""Verify the journal: the whole tree, every chain, every entry, and every version in the vault against its entry."""

import argparse
import sys

from django.conf import settings
from django.db import connections

from ens.config.progress import counter
from ens.config.start import started
from ens.gate.house import house
from ens.gate.inventory import VaultInventory, keyring_of
from ens.journal.audit import Report, audit
from ens.journal.checkpoints import read_log


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("act", choices=["verify"], help="what to do")
    parser.add_argument("--vkey", action="append", default=[], help="a further key that checkpoints were signed with")


def run(arguments: argparse.Namespace) -> int:
    """Verify and say what was found; the exit code is 1 when something was."""
    with started():
        report = _audit(arguments.vkey)
    for finding in report.findings:
        sys.stdout.write(f"{finding.kind}: {finding.where}{f' ({finding.detail})' if finding.detail else ''}\n")
    left_out = report.found.total() - len(report.findings)
    if left_out:
        sys.stdout.write(f"and {left_out} more of the same kinds\n")
    counts = ", ".join(f"{count} {stage}" for stage, count in report.counts.items())
    sys.stdout.write(f"{'nothing wrong' if not report.findings else 'THE JOURNAL IS DAMAGED'}: {counts}\n")
    return 1 if report.findings else 0


def _audit(vkeys: list[str]) -> Report:
    connection = connections["default"]
    inventory = VaultInventory(connection)
    with counter("rows verified") as count:
        done = dict[str, int]()

        def progress(stage: str, rows: int) -> None:
            done[stage] = rows
            count(sum(done.values()))

        outside = read_log(settings.ENS_CHECKPOINTS)
        return audit(connection, [house().signer.vkey, *vkeys], outside, keyring_of, inventory, progress)
