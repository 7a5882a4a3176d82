"""Embedded clusters of the test's own, whatever server the rest of the suite uses."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ens.postgres import embedded


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[embedded.Handle]:
    with embedded.ensure(tmp_path / "var") as handle:
        yield handle


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[embedded.Handle, Path]]:
    """One that its tests leave as it was, and its folder."""
    var = tmp_path_factory.mktemp("lasting") / "var"
    with embedded.ensure(var) as handle:
        yield handle, var


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def only_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
