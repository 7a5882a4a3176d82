"""T-04: whoever administers the database takes a line out of a history and grows the tree anew: strangers see it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory

from ens.journal import views
from ens.journal.checkpoints import read_log
from ens.journal.integrate import RolledBackError
from ens.journal.note import Checkpoint, read_vkey
from ens.journal.signing import CheckpointSigner, open_checkpoint
from ens.journal.tiles import TILE_WIDTH, Tile, write_path
from ens.journal.tree import Frontier
from tests.databases import Database
from tests.journal.small_house import ORIGIN, SmallHouse

pytestmark = pytest.mark.threat("T-04")

TABLES = ("entry", "journal_leaf", "journal_node", "journal_batch")
get = RequestFactory().get("/")


@pytest.fixture
def house(fresh_database: Database, tmp_path: Path) -> SmallHouse:
    """Write 300 acts in three spaces, integrated in two batches; the triggers are off, as an administrator can do."""
    made = SmallHouse(connection, tmp_path / "outside")
    for number in range(300):
        made.write(5 + number % 3)
    made.integrate(limit=150)
    made.integrate()
    for table in TABLES:
        made.sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    return made


def rewrite(house: SmallHouse, signer: CheckpointSigner) -> None:
    """Take one act out of a history, and let the house's own program grow everything else anew."""
    house.sql("DELETE FROM entry WHERE (space_id, id) = (SELECT space_id, id FROM entry WHERE space_id = 5 LIMIT 1)")
    for table in TABLES[1:]:
        house.sql(f"DELETE FROM {table}")
    real, house.signer, outside, house.folder = house.signer, signer, house.folder, house.folder / "of the thief"
    house.integrate()
    house.signer, house.folder = real, outside


def watch(house: SmallHouse, kept: str) -> list[str]:
    """Look at the public log as a stranger does, who keeps one checkpoint from before."""
    said = views.checkpoint(get).content.decode()
    try:
        now = open_checkpoint(said, read_vkey(house.signer.vkey))
    except ValueError:
        return ["signature"]
    before = open_checkpoint(kept, read_vkey(house.signer.vkey))
    if now.size < before.size:
        return ["older"]
    return [name for name, seen in (("tiles", now), ("rewritten", before)) if root_of(now, seen) != seen.root]


def root_of(now: Checkpoint, seen: Checkpoint) -> bytes:
    """Compute the root of the tree as it was at a checkpoint, from the tiles that are served now."""
    frontier = Frontier()
    for place in range(seen.size):
        tile, inside = divmod(place, TILE_WIDTH)
        if not inside:
            width = min(TILE_WIDTH, now.size - place)
            hashes = views.tile(get, write_path(Tile(0, tile, width))).content
        frontier.append(hashes[32 * inside : 32 * inside + 32])
    return frontier.root()


def test_a_line_taken_out_is_seen_by_who_kept_a_checkpoint(house: SmallHouse) -> None:
    first, last = read_log(house.folder)
    assert (watch(house, first), watch(house, last), house.audit().found) == ([], [], {})
    rewrite(house, house.signer)  # with the signing key too
    assert watch(house, first) == ["rewritten"]
    assert watch(house, last) == ["older"]
    assert {"outside-differs", "rolled-back"} <= set(house.audit().found)
    with pytest.raises(RolledBackError):
        house.integrate()


def test_without_the_signing_key_nobody_needs_a_checkpoint(house: SmallHouse) -> None:
    kept = list(read_log(house.folder))[-1]
    rewrite(house, CheckpointSigner(ORIGIN, bytes(32)))
    assert watch(house, kept) == ["signature"]
    assert "batch-note" in house.audit(outside=False).found


def test_with_the_signing_key_and_every_checkpoint_nothing_shows(house: SmallHouse) -> None:
    """The limit that docs/threat-model.md states: publish the checkpoints to somebody else."""
    rewrite(house, house.signer)
    assert house.audit(outside=False).found == {}


NOTE = "UPDATE journal_batch SET note = "
OTHERS = (
    "UPDATE journal_batch b SET note = split_part(b.note, E'\\n\\n', 1) || E'\\n\\n'"
    " || split_part(o.note, E'\\n\\n', 2) FROM journal_batch o WHERE o.size <> b.size"
)
SWAP = (
    "UPDATE journal_leaf l SET hash = o.hash FROM journal_leaf o"
    " WHERE l.tree_index + o.tree_index = 21 AND l.tree_index IN (10, 11)"
)
TAMPERINGS = {
    "an older checkpoint is served": ("DELETE FROM journal_batch WHERE size = 300", ["older"]),
    "a leaf is changed": ("UPDATE journal_leaf SET hash = sha256('x') WHERE tree_index = 270", ["tiles", "rewritten"]),
    "two leaves change places": (SWAP, ["tiles", "rewritten"]),
    "a note loses its signature": (f"{NOTE} split_part(note, E'\\n\\n', 1) || E'\\n\\n'", ["signature"]),
    "a note has the signature of another tree": (OTHERS, ["signature"]),
    "a note claims to come from elsewhere": (f"{NOTE} replace(note, 'ens', 'eng')", ["signature"]),
    "a note claims one act more": (f"{NOTE} replace(note, E'\\n300\\n', E'\\n301\\n')", ["signature"]),
}


def test_a_stranger_sees_what_was_done_to_the_log(house: SmallHouse) -> None:
    kept = list(read_log(house.folder))[-1]
    for table in TABLES:
        house.sql(f"CREATE TABLE kept_{table} AS TABLE {table}")
    for name, (statement, faults) in TAMPERINGS.items():
        house.sql(statement)
        assert watch(house, kept) == faults, name
        assert house.audit().findings, name
        for table in TABLES:
            house.sql(f"DELETE FROM {table}")
            house.sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        assert watch(house, kept) == [], name
