"""Say what is wrong with the configuration, one line per problem."""

import argparse
import sys

from ens.config import diagnosis


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the problems; the exit code is 1 when there are some."""
    problems = diagnosis.problems()
    for problem in problems or ["no problem found"]:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else 0
