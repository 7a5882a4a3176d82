"""Project Wycheproof's vectors, through our own functions: edge cases and attacks known of these primitives."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ens.kernel.sealing import Tampered
from ens.vault import envelope
from ens.vault.keyring import derive, keyed, mac

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "crypto"

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="Wycheproof's vectors are not here (../shared/data/crypto beside the project)"
)


def _cases(name: str, **group_values: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    groups = json.loads((VECTORS / name).read_text())["testGroups"]
    return [
        (group, test)
        for group in groups
        if all(group[key] == value for key, value in group_values.items())
        for test in group["tests"]
    ]


def _bytes(test: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(test[name]) for name in names]


def test_every_aes_gcm_vector_is_judged_as_wycheproof_does() -> None:
    verdicts = {"valid": 0, "invalid": 0}
    for _, test in _cases("aes_gcm_test.json", keySize=256, ivSize=96, tagSize=128):
        key, nonce, aad, plain, sealed, tag = _bytes(test, "key", "iv", "aad", "msg", "ct", "tag")
        verdicts[test["result"]] += 1
        if test["result"] == "valid":
            assert envelope.open_(AESGCM(key), nonce + sealed + tag, aad) == plain, test["tcId"]
        else:
            with pytest.raises(Tampered):
                envelope.open_(AESGCM(key), nonce + sealed + tag, aad)
    assert verdicts["valid"] >= 30, verdicts
    assert verdicts["invalid"] >= 20, verdicts


def test_every_hkdf_vector_without_salt_derives_the_same() -> None:
    done = 0
    for _, test in _cases("hkdf_sha256_test.json"):
        if test["salt"]:
            continue
        key, info, expected = _bytes(test, "ikm", "info", "okm")
        done += 1
        if test["result"] == "valid":
            assert derive(key, info, test["size"]) == expected, test["tcId"]
        else:
            with pytest.raises(ValueError, match="derive"):
                derive(key, info, test["size"])
    assert done >= 10


def test_every_hmac_vector_is_judged_as_wycheproof_does() -> None:
    cases = _cases("hmac_sha256_test.json")
    for group, test in cases:
        key, text, tag = _bytes(test, "key", "msg", "tag")
        same = mac(keyed(key), text)[: group["tagSize"] // 8] == tag
        assert same == (test["result"] == "valid"), test["tcId"]
    assert len(cases) >= 100
