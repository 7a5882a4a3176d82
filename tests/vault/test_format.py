"""What stands on disk, made again from the documentation alone: keys, tokens, sealed values, associated data."""

import hmac
import struct

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ens.vault import blind, envelope
from ens.vault.envelope import Part
from ens.vault.keyring import Keyring, derive, keyed, mac

FIRST, SECOND = b"a" * 32, b"b" * 32
RING = Keyring(5, {1: FIRST, 2: SECOND}, 2)


def hkdf(key: bytes, info: bytes) -> bytes:
    """RFC 5869 without salt, one block."""
    return hmac.digest(hmac.digest(bytes(32), key, "sha256"), info + b"\1", "sha256")


def token(text: bytes) -> int:
    blinding = hkdf(FIRST, b"ens/blind/" + struct.pack(">Q", 5))
    return int(struct.unpack(">q", hmac.digest(blinding, text, "sha256")[:8])[0])


def test_parts_have_the_numbers_of_the_format() -> None:
    assert [part.name for part in Part] == ["HEADER", "BODY", "SHARING", "ENTRY", "IDENTITY", "BLOB", "ACCOUNT"]
    assert list(Part) == [1, 2, 3, 4, 5, 6, 7]


def test_a_sealed_value_is_nonce_and_text_and_tag() -> None:
    cipher = AESGCM(FIRST)
    sealed = envelope.seal(cipher, b"plain", b"place")
    assert len(sealed) == 12 + 5 + 16
    assert cipher.decrypt(sealed[:12], sealed[12:], b"place") == b"plain"
    nonce = bytes(range(12))
    assert envelope.open_(cipher, nonce + cipher.encrypt(nonce, b"", b"place"), b"place") == b""


@pytest.mark.parametrize(("term", "key"), [(1, FIRST), (2, SECOND)])
def test_a_term_seals_under_its_own_derived_key(term: int, key: bytes) -> None:
    cipher = AESGCM(hkdf(key, b"ens/seal/" + struct.pack(">QH", 5, term)))
    assert RING.open(term, envelope.seal(cipher, b"plain", b"place"), b"place") == b"plain"
    if term == RING.term:
        assert envelope.open_(cipher, RING.seal(b"plain", b"place"), b"place") == b"plain"


def test_tokens_come_from_the_first_term() -> None:
    assert RING.token(b"text") == token(b"text")
    assert blind.kind(RING, "Patient") == token(b"kind/Patient")
    assert blind.token(RING, "code", "11488-4") == token(b"4:code7:11488-4")


def test_months_are_named_by_year_and_month() -> None:
    november = 2023 * 12 + 10
    assert blind.month(RING, "Patient", november) == token(b"month/Patient/2023-11")
    names = [b"2024-01", b"2023-12", b"2023-11"]
    assert blind.months(RING, "Patient", november + 2, 3) == [token(b"month/Patient/" + name) for name in names]


def test_keys_are_derived_and_texts_authenticated_as_the_standards_say() -> None:
    assert derive(FIRST, b"info") == hkdf(FIRST, b"info")
    assert derive(FIRST, b"info", 16) == hkdf(FIRST, b"info")[:16]
    assert mac(keyed(FIRST), b"text") == hmac.digest(FIRST, b"text", "sha256")
