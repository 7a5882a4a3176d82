"""What fuzzing has found, each as the smallest input that showed it; and that what it begins with gets through."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ens.records.lots import DOCUMENT
from tests.fuzz import doorstep, parsers, seeds, shapes
from tests.scenarios.deposits import PDF, cda_letter, reference

pytestmark = pytest.mark.threat("T-13")
CAMILLE = seeds._CAMILLE


@pytest.fixture(autouse=True)
def at_the_door(tmp_path: Path) -> Iterator[None]:
    with doorstep.opened(tmp_path):
        yield


def _bundle(**document: Any) -> bytes:
    return json.dumps(seeds._bundle("transaction", ("POST", DOCUMENT, document))).encode()


def _without_date() -> bytes:
    document = reference(CAMILLE, PDF)
    del document["date"]
    return _bundle(**document)


FOUND = {
    "a date whose zone leads out of the years that can be written": (
        "cda",
        cda_letter().replace(b"20260302101500+0100", b"00010101000000+1400"),
    ),
    "a file whose base64 holds other letters": ("cda", cda_letter().replace(b"JVBERi", "JVBéRi".encode())),
    "a document without a date": ("bundles", _without_date()),
    "an address that names no resource to replace": (
        "bundles",
        json.dumps(seeds._bundle("transaction", ("PUT", "List", doorstep.stored("List")))).encode(),
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_fuzzing_found_is_refused_in_words(name: str) -> None:
    parser, data = FOUND[name]
    parsers.PARSERS[parser](data)


@pytest.mark.parametrize("parser", parsers.PARSERS)
def test_what_fuzzing_begins_with_is_read_or_refused(parser: str) -> None:
    begun = list(seeds.seeds(parser))
    assert len(begun) >= 2
    for seed in begun:
        parsers.PARSERS[parser](seed)


@pytest.mark.parametrize("message", list(seeds._our_bundles()))
def test_our_own_messages_get_through_to_what_is_sealed(message: dict[str, Any]) -> None:
    assert doorstep.send(json.dumps(message).encode()) == 200


@pytest.mark.parametrize("parser", shapes.SHAPES)
def test_an_input_whose_shape_is_changed_can_still_be_taken_apart(parser: str) -> None:
    chance, changed = random.Random(1), 0
    for seed in seeds.seeds(parser):
        other = shapes.SHAPES[parser](seed, chance)
        assert other is not None
        assert shapes.SHAPES[parser](other, chance) is not None
        changed += other != seed
    assert changed
