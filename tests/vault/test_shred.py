"""Erasure: the keys are gone, the neighbour stays, and the certificate says only what is true."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from ens.vault.backups import backup, prune_backups
from ens.vault.keys import KeyStore
from ens.vault.providers import FileProvider
from ens.vault.shred import Certificate, public_key, render, shred, verify

pytestmark = pytest.mark.threat("T-05")

DAY = date(2026, 11, 22)
LABEL = "k2mq5zjv3trl4h6xayd7wbnceu"


@pytest.fixture
def certificate(store: KeyStore) -> Certificate:
    store.create(5)
    store.rotate(5)
    store.create(6)
    made = shred(store, 5, LABEL, DAY)
    assert made is not None
    return made


def test_a_certificate_tells_day_retention_and_keys(certificate: Certificate) -> None:
    assert certificate.space == LABEL
    assert certificate.erased_on == DAY
    assert certificate.retention_days == 30
    assert certificate.unreadable_after == date(2026, 12, 22)
    assert [len(each) for each in certificate.fingerprints] == [64, 64]


def test_a_certificate_is_verified_with_the_public_key(store: KeyStore, certificate: Certificate) -> None:
    assert verify(certificate, public_key(store))
    assert verify(certificate, bytes(32)) is False


@pytest.mark.parametrize(
    "change",
    [
        {"space": "another"},
        {"erased_on": DAY - timedelta(1)},
        {"retention_days": 31},
        {"unreadable_after": DAY},
        {"fingerprints": ()},
        {"signature": bytes(64)},
        {"signature": b""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_certificate_is_refused(store: KeyStore, certificate: Certificate, change: dict[str, object]) -> None:
    assert not verify(msgspec.structs.replace(certificate, **change), public_key(store))


def test_a_certificate_travels_as_json(store: KeyStore, certificate: Certificate) -> None:
    again = msgspec.json.decode(msgspec.json.encode(certificate), type=Certificate)
    assert again == certificate
    assert verify(again, public_key(store))


def test_the_text_is_for_the_person(certificate: Certificate) -> None:
    text = render(certificate)
    for words in ("22/11/2026", "30 jours", "22/12/2026", LABEL, certificate.signature.hex()):
        assert words in text


def test_the_neighbour_still_opens(store: KeyStore, provider: FileProvider, certificate: Certificate) -> None:
    assert certificate
    assert store.keyring(5, 1) is None
    assert store.keyring(6, 1) is not None
    assert KeyStore(store.file.path, provider).keyring(5, 1) is None


def test_asked_again_it_certifies_the_first_erasure(store: KeyStore, certificate: Certificate) -> None:
    assert shred(store, 5, LABEL, DAY + timedelta(9)) == certificate
    assert shred(store, 404, LABEL, DAY) is None


def test_a_copy_still_opens_until_its_last_day_and_no_longer(
    store: KeyStore, provider: FileProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    sealed = store.create(5).seal(b"plain", b"place")
    monkeypatch.setattr("ens.vault.backups.clock.now_us", lambda: 1_795_305_600_000_000)  # the morning of that day
    copy = backup(store.file, folder)
    certificate = shred(store, 5, LABEL, DAY)
    assert certificate is not None
    restored = KeyStore(copy, provider).keyring(5, 1)
    assert restored is not None, "a copy made before the erasure: what the certificate warns of"
    assert restored.open(1, sealed, b"place") == b"plain"
    assert prune_backups(folder, certificate.unreadable_after) == []
    assert prune_backups(folder, certificate.unreadable_after + timedelta(1)) == [copy]
    assert list(folder.iterdir()) == []


def test_a_restored_copy_is_shut_again(store: KeyStore, provider: FileProvider, tmp_path: Path) -> None:
    store.create(5)
    copy = backup(store.file, tmp_path / "copies")
    first = shred(store, 5, LABEL, DAY)
    restored = KeyStore(copy, provider)
    second = shred(restored, 5, LABEL, DAY)
    assert second is not None
    assert first is not None
    assert second.fingerprints == first.fingerprints
    assert restored.keyring(5, 1) is None
