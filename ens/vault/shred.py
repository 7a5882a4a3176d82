"""Erasing a space: its keys are destroyed, and a signed certificate says what that means.

The caller has set the state of the space first, so nobody asks for its key any more; what stays of the space is noise.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ens.vault.backups import RETENTION_DAYS, last_day
from ens.vault.keys import KeyStore

SIGNING_KEY: Final = "checkpoint"
_DOMAIN: Final = b"ens/erasure-certificate/v1\n"  # the key signs the journal's checkpoints too: never mistaken
_SEED_BYTES: Final = 32


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What the house states about an erased space.

    `unreadable_after` is the last day on which a copy of the key store could still open it; `fingerprints` are
    SHA-256 (hexadecimal) of each wrapped key that was destroyed.
    """

    space: str
    erased_on: date
    retention_days: int
    unreadable_after: date
    fingerprints: tuple[str, ...]
    signature: bytes = b""


def shred(
    store: KeyStore, space: int, label: str, day: date, retention_days: int = RETENTION_DAYS
) -> Certificate | None:
    """Destroy the keys of a space and certify it; `label` is the space's public id. None when it never had a key.

    Asked again it certifies the first erasure again.
    """
    gone = store.shred(space, day)
    if gone is None:
        return None
    erased_on = date.fromisoformat(gone.day)
    bare = Certificate(
        space=label,
        erased_on=erased_on,
        retention_days=retention_days,
        unreadable_after=last_day(erased_on, retention_days),
        fingerprints=tuple(digest.hex() for digest in gone.digests),
    )
    return msgspec.structs.replace(bare, signature=_signing_key(store).sign(_message(bare)))


def verify(certificate: Certificate, public_key: bytes) -> bool:
    """Say whether a certificate was signed by the house with that Ed25519 public key, and nothing in it changed."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(certificate.signature, _message(certificate))
    except InvalidSignature:
        return False
    return True


def public_key(store: KeyStore) -> bytes:
    """Give the public key that certificates are verified with."""
    return _signing_key(store).public_key().public_bytes_raw()


def render(certificate: Certificate) -> str:
    """Write the certificate in French, for the person."""
    return "\n".join(_lines(certificate))


def _lines(certificate: Certificate) -> Sequence[str]:
    return (
        "Certificat d'effacement d'un espace numérique de santé",
        "",
        f"Espace : {certificate.space}",
        f"Les clés de cet espace ont été détruites le {certificate.erased_on:%d/%m/%Y}.",
        "Les données qu'elles protégeaient ne peuvent plus être lues par le service, et ne peuvent pas être rétablies.",
        f"Les copies de sauvegarde des clés sont conservées {certificate.retention_days} jours.",
        f"Après le {certificate.unreadable_after:%d/%m/%Y}, aucune d'elles ne permet plus d'ouvrir cet espace.",
        "Empreintes (SHA-256) des clés chiffrées détruites :",
        *(f"  {fingerprint}" for fingerprint in certificate.fingerprints),
        f"Signature (Ed25519) : {certificate.signature.hex()}",
        "",
    )


def _signing_key(store: KeyStore) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(store.system(SIGNING_KEY, _SEED_BYTES))


def _message(certificate: Certificate) -> bytes:
    return _DOMAIN + msgspec.json.encode(msgspec.structs.replace(certificate, signature=b""), order="sorted")
