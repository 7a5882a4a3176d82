"""A small house around the journal: sealers of its own, spaces, a signer, a folder outside the database."""

import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.append import append
from ens.journal.audit import Report, audit
from ens.journal.checkpoints import read_log
from ens.journal.entry import Entry, Outcome, Ref, new_entry_id, new_nonce
from ens.journal.integrate import integrate
from ens.journal.signing import CheckpointSigner
from ens.kernel.clock import now_us
from ens.kernel.receipt import Receipt
from ens.kernel.sealing import Tampered
from tests.databases import wait_for_neighbours

ORIGIN = "ens.local/journal"


class OneSealer:
    """Seals under one term of one space."""

    def __init__(self, term: int = 1) -> None:
        self.term = term
        self._cipher = AESGCM(AESGCM.generate_key(256))

    def seal(self, plain: bytes, associated: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, plain, associated)

    def open(self, term: int, sealed: bytes, associated: bytes) -> bytes:
        try:
            if term != self.term:
                raise Tampered
            return self._cipher.decrypt(sealed[:12], sealed[12:], associated)
        except InvalidTag:
            raise Tampered from None


class SmallHouse:
    """Writes entries, integrates and audits; `vault` is what the inventory tells the audit."""

    def __init__(self, wrapper: BaseDatabaseWrapper, folder: Path) -> None:
        self.connection = wrapper
        self.folder = folder
        self.signer = CheckpointSigner(ORIGIN, bytes(range(32)))
        self.sealers: dict[int, OneSealer] = {}
        self.vault: dict[int, dict[tuple[bytes, int], bytes | None]] = {}
        self.receipts: list[Receipt] = []  # for tests to remember what they wrote
        self.first_note = ""

    def open_space(self, space: int) -> OneSealer:
        self.sql("INSERT INTO space (id, state, sealed_sharing) VALUES (%s, 3, '') ON CONFLICT DO NOTHING", space)
        self.sealers[space] = OneSealer()
        return self.sealers[space]

    def entry(self, space: int, outcome: Outcome = Outcome.ALLOWED, refs: tuple[Ref, ...] = ()) -> Entry:
        now = now_us()
        return Entry(
            space=space,
            id=new_entry_id(now),
            at=now,
            nonce=new_nonce(),
            actor_kind=2,
            actor_number=7,
            actor_name="Dr Martin",
            action="records:item:read",
            outcome=outcome,
            refs=refs,
        )

    def write(self, space: int, *refs: Ref) -> Receipt:
        """Write an allowed act, and what it wrote into the vault."""
        if space not in self.sealers:
            self.open_space(space)
        receipt = append(self.connection, self.sealers[space], self.entry(space, refs=refs), 1)
        assert receipt is not None
        for ref in refs:
            if ref.digest is not None:
                self.vault.setdefault(space, {})[ref.item, ref.version] = ref.digest
        return receipt

    def integrate(self, limit: int = 20_000) -> int:
        wait_for_neighbours(self.connection)
        return integrate(self.connection, self.signer, self.folder, limit)

    def keys(self, space: int, term: int) -> OneSealer | None:
        sealer = self.sealers.get(space)
        return sealer if sealer is not None and sealer.term == term else None

    def spaces(self) -> list[int]:
        return sorted(self.vault)

    def versions(self, space: int) -> list[tuple[bytes, int, bytes | None]]:
        return [(item, version, digest) for (item, version), digest in self.vault.get(space, {}).items()]

    def audit(self, outside: bool = True) -> Report:
        notes = read_log(self.folder) if outside else ()
        return audit(self.connection, [self.signer.vkey], notes, self.keys, self)

    def said(self) -> list[tuple[str, str, str]]:
        """Audit, and give the findings as they are."""
        return [(each.kind, each.where, each.detail) for each in self.audit().findings]

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run as the owner of the database, who may tamper."""
        return run(connections["owner"], query, values)

    def app_sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run as the application."""
        return run(self.connection, query, values)


def run(wrapper: BaseDatabaseWrapper, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with wrapper.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []
