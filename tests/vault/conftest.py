"""A key store over a file of root keys, and receipts as the journal would give them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ens.kernel import receipt
from ens.kernel.receipt import Receipt
from ens.vault.keys import KeyStore
from ens.vault.providers import FileProvider


@pytest.fixture
def provider(tmp_path: Path) -> FileProvider:
    return FileProvider.create(tmp_path / "root" / "keys")


@pytest.fixture
def store(tmp_path: Path, provider: FileProvider) -> KeyStore:
    return KeyStore(tmp_path / "keys" / "store.sqlite", provider)


@pytest.fixture
def journalled() -> Callable[[int], Receipt]:
    """Give the receipt of an entry in a space."""
    return lambda space: receipt.issue(space, 1)
