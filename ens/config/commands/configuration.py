"""Print every variable of the environment as a page: default, since when, what it does."""

import argparse
import sys
from typing import Final

from ens.config.environment import VARIABLES

_HEAD: Final = """\
# Configuration: every variable

Everything is set in the environment of `bin/ens`; no setting is read from a file. An empty variable counts as unset.
`ens doctor` says what is wrong, one line per problem, misspelt names included.

In defaults, `PROJECT` is the folder of the checkout, `PORT` is `ENS_PORT`, and `VAR` is `ENS_VAR`. "Since" is a version
of the [CHANGELOG](../../CHANGELOG.md); what it does not list yet stands there under « Non publié ».

Written by `bin/ens configuration > docs/operate/configuration.md`; `tests/config/test_configuration.py` fails when it
is out of date.

| variable | default | since | what it does |
|---|---|---|---|
"""


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the page."""
    sys.stdout.write(page())
    return 0


def page() -> str:
    """Write the page, in Markdown."""
    return _HEAD + "".join(
        f"| `{each.name}` | {f'`{each.default}`' if each.default else ''} | {each.since} | {each.text} |\n"
        for each in VARIABLES
    )
