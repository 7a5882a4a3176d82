"""Notes against the C2SP examples and a real log, and every changed character refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ens.journal.note import (
    Checkpoint,
    Signature,
    Vkey,
    make_vkey,
    read_checkpoint,
    read_note,
    read_vkey,
    signature_for,
    write_checkpoint,
    write_note,
    write_vkey,
)
from ens.journal.signing import CheckpointSigner, open_checkpoint

pytestmark = pytest.mark.threat("T-04")

LOG_NOTE = (  # the test log of https://github.com/transparency-dev/tessera
    "example.com/log/testdata\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n\u2014 example.com/log/testdata "
    "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=\n"
)
LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
FOO_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZ"
    "XsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SIGNER = CheckpointSigner("ens.local/journal", bytes(range(32)))


def test_the_example_of_the_specification() -> None:
    vkey = read_vkey(FOO_KEY)
    assert write_vkey(vkey) == FOO_KEY
    text, _signature = signature_for(FOO_NOTE, vkey)
    assert text == "This is an example message.\n"
    with pytest.raises(ValueError, match="an origin, a size"):
        open_checkpoint(FOO_NOTE, vkey)  # signed all right, and not a checkpoint


def test_a_note_of_another_implementation() -> None:
    assert open_checkpoint(LOG_NOTE, read_vkey(LOG_KEY)).size == 15


def test_what_is_signed_opens() -> None:
    note = SIGNER.sign(12, bytes(32))
    assert note == SIGNER.sign(12, bytes(32))
    assert open_checkpoint(note, read_vkey(SIGNER.vkey)) == Checkpoint("ens.local/journal", 12, bytes(32))


@given(st.data())
def test_no_character_of_a_note_may_change(data: st.DataObject) -> None:
    note = SIGNER.sign(12, bytes(32))
    place = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda char: char != note[place]))
    with pytest.raises(ValueError):
        open_checkpoint(note[:place] + other + note[place + 1 :], read_vkey(SIGNER.vkey))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n1\n",
        "a\n01\nAA==\n",
        "a\n-1\nAA==\n",
        "a\n1\nAA==",
        "a\n1\n\n",
        "a\n1\nAB==\n",
        "\n1\nAA==\n",
        "a\n١\nAA==\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(ValueError):
        read_checkpoint(text)


def test_extension_lines_are_allowed() -> None:
    assert read_checkpoint("a\n1\nAA==\nmore\n").size == 1


@pytest.mark.parametrize(
    "note",
    ["", "a\n", "a\n\n", "a\n\n\u2014 b", "a\n\nx b AAAA\n", "a\t\n\n\u2014 b AAAAAAAA\n", "a\n\n\u2014 b AAAAAA==\n"],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(ValueError):
        read_note(note)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x01b"])
def test_names_that_a_note_cannot_carry(name: str) -> None:
    with pytest.raises(ValueError, match="key name"):
        make_vkey(name, bytes(32))


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", FOO_KEY.replace("530d", "530e"), FOO_KEY.replace("+Ae", "+Be"), FOO_KEY[:-4]]
)
def test_what_is_no_verifier_key(text: str) -> None:
    with pytest.raises(ValueError):
        read_vkey(text)


def test_another_key_or_name_is_refused() -> None:
    note = SIGNER.sign(12, bytes(32))
    for other in (CheckpointSigner("ens.local/journal", bytes(32)), CheckpointSigner("other", bytes(range(32)))):
        with pytest.raises(ValueError, match="signature"):
            open_checkpoint(note, read_vkey(other.vkey))


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused_though_its_id_fits(public: bytes) -> None:
    with pytest.raises(ValueError, match="not an Ed25519"):
        read_vkey(write_vkey(make_vkey("a", public)))


@pytest.mark.parametrize("values", [[bytes(63)], [bytes(65)], [bytes(64), bytes(64)], []])
def test_a_key_signs_once_with_64_bytes(values: list[bytes]) -> None:
    vkey = read_vkey(SIGNER.vkey)
    other = Signature("other", vkey.key_id, bytes(64))
    note = write_note("a\n", [other, *(Signature(vkey.name, vkey.key_id, value) for value in values)])
    with pytest.raises(ValueError, match="one signature of this key"):
        signature_for(note, vkey)


def test_a_checkpoint_of_another_origin_is_refused_though_the_key_signed_it() -> None:
    seed = bytes(range(32))
    text = write_checkpoint(Checkpoint("elsewhere", 12, bytes(32)))
    vkey: Vkey = read_vkey(SIGNER.vkey)
    value = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    with pytest.raises(ValueError, match="another name"):
        open_checkpoint(write_note(text, [Signature(vkey.name, vkey.key_id, value)]), vkey)
