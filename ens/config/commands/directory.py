"""Load the national directory of professionals: `load FILE`, or `refresh` from ENS_DIRECTORY_URL."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from ens.config.environment import BadSetting
from ens.config.progress import counter
from ens.config.start import started
from ens.federation import directory
from ens.federation.directory import Report
from ens.kernel.errors import HouseError

_PIECE: Final = 1 << 20
_SHOWN: Final = 20


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    load = acts.add_parser("load", help="load an extraction (PS_LibreAcces_Personne_activite)")
    load.add_argument("file", type=Path, help="the extraction, as published")
    refresh = acts.add_parser("refresh", help="load the extraction at ENS_DIRECTORY_URL")
    for act in (load, refresh):
        act.add_argument("--believe", action="store_true", help="even if it names far fewer people than are known")


def run(arguments: argparse.Namespace) -> int:
    """Load, and say what was done."""
    with started():
        pieces = _file(arguments.file) if arguments.act == "load" else _address()
        try:
            with counter("lines") as tell:
                report = directory.load(pieces, tell, believe=arguments.believe)
        except HouseError as error:
            sys.stderr.write(f"ens: {error.detail}\n")
            return 1
    _tell(report)
    return 0


def _file(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise BadSetting(f"{path}: no such file")
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _address() -> Iterable[bytes]:
    if not settings.ENS_DIRECTORY_URL:
        raise BadSetting("ENS_DIRECTORY_URL is empty: there is nothing to refresh from")
    return directory.fetch(settings.ENS_DIRECTORY_URL)


def _tell(report: Report) -> None:
    sys.stdout.write(
        f"{report.lines:,} lines, {report.professionals:,} professionals, {report.others:,} lines of others,"
        f" {report.vanished:,} not in exercise any more\n"
    )
    if report.wrong:
        shown = ", ".join(map(str, report.wrong[:_SHOWN]))
        more = f" and {len(report.wrong) - _SHOWN:,} more" if len(report.wrong) > _SHOWN else ""
        sys.stdout.write(f"{len(report.wrong):,} wrong lines were skipped: {shown}{more}\n")
