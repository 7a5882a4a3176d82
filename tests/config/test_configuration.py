"""The page of the variables is the one that the code writes, each since a version that is told."""

import re
import tomllib
from pathlib import Path

from ens.config.commands import configuration
from ens.config.environment import VARIABLES

PROJECT = Path(__file__).resolve().parents[2]


def test_the_page_of_variables_is_current() -> None:
    kept = (PROJECT / "docs/operate/configuration.md").read_text("utf-8")
    assert kept == configuration.page(), "run: bin/ens configuration > docs/operate/configuration.md"


def test_since_is_a_version_of_the_changelog_or_the_one_to_come() -> None:
    told = re.findall(r"^## \[(\d+\.\d+)", (PROJECT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    coming = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert {each.since for each in VARIABLES} <= {*told, coming.rpartition(".")[0]}
