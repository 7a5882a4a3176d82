"""Wipe the data of the demonstration on this port."""

import argparse
import shutil
import sys

from ens.config import environment
from ens.postgres import embedded

_MARKS = ("postgres.lock", "postgres.password")


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Remove the folder, when it is ours and nothing runs on it."""
    folder = environment.var()
    if not folder.exists():
        sys.stdout.write(f"nothing to wipe in {folder}\n")
        return 0
    if embedded.is_running(folder):
        raise environment.BadSetting(f"{folder} is in use: stop the demonstration first")
    if not all((folder / mark).exists() for mark in _MARKS):
        raise environment.BadSetting(f"{folder} was not made by `ens demo`: remove it by hand")
    shutil.rmtree(folder)
    sys.stdout.write(f"wiped {folder}\n")
    return 0
