"""Acts inside a running house, one JSON line in and one out: `python -m tests.scenarios.steward` with its variables."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "ens.config.settings"

from django.conf import settings
from django.db import connections, transaction

from ens.config.start import started
from ens.credentials import contacts, letters, recovery
from ens.credentials.store import Holder, Kind
from ens.credentials.store import add as add_proof
from ens.enrolment.cards import register_card
from ens.enrolment.rules import Card
from ens.gate import spaces as gate_spaces
from ens.gate.facts import Visit
from ens.gate.house import house
from ens.journal.audit import audit
from ens.journal.checkpoints import read_log
from ens.kernel import clock
from ens.kernel.actors import ActorKind
from ens.kernel.identity import Identity
from ens.kernel.ids import HOUSE, NO_ITEM
from ens.kernel.sealing import Sealer
from ens.lifecycle.services import close_space, rotate_key
from ens.notify import services as outbox
from ens.oauth import clients
from ens.oauth.clients import Audience, Client
from ens.oauth.services import register_client
from ens.policy import scopes as given
from ens.policy.facts import SpaceState
from ens.policy.scopes import MANAGE
from ens.registry import find, parties, people, spaces, tokens
from ens.registry.parties import Party
from ens.registry.tokens import Grant
from ens.sandbox.grants import issue_token
from ens.sharing import delegations
from ens.sharing import services as sharing
from ens.staff import acts, members
from ens.staff.members import Role
from ens.vault import boxes
from ens.vault.items import SealedItem
from ens.vault.providers import FileProvider
from ens.web import session as web_session
from ens.web.session import SignedIn
from tests.factories import journal
from tests.factories.enrolled import enrol


def cast_token(slug: str) -> str | None:
    return issue_token(slug)


def person(identity: dict[str, Any], state: str = "ACTIVATED") -> dict[str, Any]:
    known = Identity(**{**identity, "given_names": tuple(identity["given_names"])})
    opened = gate_spaces.open_space(known, SpaceState[state])
    return {"space": opened.space, "number": opened.person, "id": house().codec.encode(opened.space, NO_ITEM)}


def enrolled(space: int, number: int) -> dict[str, Any]:
    made = enrol(space, number)
    return {"login": made.login, "password": made.password, "key": made.key.hex(), "email": made.email}


def reach(space: int, number: int, email: str) -> None:
    contacts.give_contact(Holder(space, number), Kind.EMAIL, email)
    contacts.verify_contact(Holder(space, number), Kind.EMAIL, email)


def represent(child: int, parent: int) -> None:
    delegations.declare_representative(child, parent)


def given_card(space: int, number: int, card: list[str], email: str) -> None:
    register_card(space, Card(*card))
    contacts.give_contact(Holder(space, number), Kind.EMAIL, email)


def letter(space: int, number: int) -> str:
    return letters.issue_letter_code(Holder(space, number))


def paper(space: int, number: int) -> list[str]:
    return list(recovery.new_codes(Holder(space, number)))


def messages() -> list[list[str]]:
    """List what waits in the outbox, newest first."""
    return [[each.message.to, each.message.body] for each in outbox.list_waiting(100) if each.message is not None]


def patient(oid: str, matricule: str) -> dict[str, Any]:
    row = people.find_by_ins(connections["default"], find.ins_index(house().index_key, oid, matricule))
    if row is None:
        raise LookupError(matricule)
    return {"space": row.space, "number": row.number, "id": house().codec.encode(row.space, NO_ITEM)}


def party(kind: str, identifier: str, name: str, profession: str = "", structure_type: str = "") -> int:
    line = Party(people.new_number(), ActorKind[kind], identifier, name, profession, structure_type=structure_type)
    return parties.save(connections["default"], line)


def find_party(identifier: str) -> int:
    line = parties.find(connections["default"], identifier)
    if line is None:
        raise LookupError(identifier)
    return line.number


def suspend(number: int, *, active: bool = False) -> None:
    parties.set_active(connections["default"], number, active=active)


def token(kind: str, number: int, scopes: str, purpose: str = "TREAT", seconds: int = 3600) -> str:
    expires = clock.now() + timedelta(seconds=seconds)
    return tokens.issue(connections["default"], Grant(ActorKind[kind], number, scopes, expires, purpose))


def session(number: int, methods: str = "demo", label: str = "Firefox sur Linux") -> str:
    """Sign a person in with a browser, as somebody who has been here before."""
    return web_session.make(SignedIn(ActorKind.PERSON, number, given.PERSON, methods), label, settled=True)


def staff_session(role: str) -> str:
    """Sign somebody new of the staff in."""
    member, _ = members.add_member(f"Alex {role.title()}", Role(role))
    return web_session.make(SignedIn(ActorKind.SUPPORT, member.number, "", "passkey"), "Essai", settled=True)


def operators() -> list[int]:
    """Let two operators come to work."""
    found = [members.add_member(f"Alex {n}", Role.OPERATOR)[0] for n in range(2)]
    for member in found:
        add_proof(member.holder, Kind.TOTP, member.number.to_bytes(16, "big"), bytes(20))
    return [member.number for member in found]


def agree(numbers: list[int], kind: str) -> None:
    """Let one of them ask, and the other approve."""
    first, second = (members.find_member(number) for number in numbers)
    assert first is not None
    assert second is not None
    acts.ask(first, kind, "Essai.")
    acts.approve(second, next(each.id for each in acts.list_open() if each.act == kind))


def dismiss(numbers: list[int]) -> None:
    for member in members.list_members():
        if member.number in numbers:
            members.disable_member(member)


def age(token: str, **minutes: int) -> None:
    """Make columns of a session older."""
    for column, passed in minutes.items():
        table = "token" if column == "expires" else "session"
        with connections["default"].cursor() as cursor:
            statement = f"UPDATE {table} SET {column} = {column} - make_interval(mins => %s) WHERE hash = %s"
            cursor.execute(statement, [passed, tokens.hashed(token)])


def revoke(text: str) -> bool:
    return tokens.revoke(connections["default"], text)


def client(client_id: str, party: int, scopes: str, jwks: dict[str, Any]) -> None:
    register_client(client_id, party, scopes, jwks)


def app(client_id: str, audience: Audience, scopes: str, redirect_uri: str, keys: list[dict[str, Any]], *,
        introspects: bool = False) -> int:  # fmt: skip
    """Register a program; its party bears the same name."""
    kind = ActorKind.STRUCTURE if audience == "structure" else ActorKind.APP
    number = parties.save(connections["default"], Party(people.new_number(), kind, client_id, client_id.capitalize()))
    known = {"redirect_uris": (redirect_uri,) if redirect_uri else (), "jwks": json.dumps({"keys": keys})}
    clients.save(Client(client_id, number, kind, "", audience, scopes, introspects=introspects, **known))  # type: ignore[arg-type]
    return number


def _owner(number: int) -> Visit:
    return Visit(tokens.hashed(token("PERSON", number, f"patient/*.cruds {MANAGE}")))


def authorise(space: int, owner: int, number: int) -> None:
    sharing.authorise(_owner(owner), space, number)


def choose_treating(space: int, owner: int, number: int) -> None:
    sharing.choose_treating(_owner(owner), space, number)


def block(space: int, owner: int, number: int) -> None:
    sharing.block(_owner(owner), space, number)


def unblock(space: int, owner: int, number: int) -> None:
    sharing.unblock(_owner(owner), space, number)


def close(space: int, owner: int) -> None:
    close_space(_owner(owner), space)


def set_state(space: int, state: str) -> None:
    with transaction.atomic(durable=True):
        version = _one("SELECT version FROM space WHERE id = %s", space)
        spaces.touch(connections["default"], space, version)
        spaces.set_state(connections["default"], space, int(SpaceState[state]))


def rotate(space: int) -> int:
    return rotate_key(space)


def rotate_root() -> int:
    kind, _, path = settings.ENS_KEYS.partition(":")
    if kind != "file":
        raise LookupError(kind)
    FileProvider(Path(path)).rotate()
    return house().keys.rewrap_all()


def counts(space: int | None = None) -> dict[str, int]:
    """Count items, versions, entries and files: of one space, or of the whole house."""
    where = "" if space is None else f" WHERE space_id = {space:d}"
    blobs = Path(settings.ENS_BLOBS)
    prefix = "" if space is None else space.to_bytes(6, "big").hex()
    return {
        "items": _one(f"SELECT count(*) FROM item{where}"),
        "past": _one(f"SELECT count(*) FROM item_past{where}"),
        "entries": _one(f"SELECT count(*) FROM entry{where}"),
        "files": sum(path.name.startswith(prefix) for path in blobs.glob("??/*")),
        "drafts": sum(1 for _ in blobs.glob("??/*.tmp")),
    }


def last_entry(space: int = HOUSE) -> dict[str, Any]:
    """Read the newest entry of a space's journal, or of the house's own."""
    found = journal.last(space)
    return {"action": found.action, "outcome": found.outcome.name, "reasons": found.reasons, "detail": found.detail}


def waiting() -> int:
    return int(_one("SELECT count(*) FROM entry") - _one("SELECT count(*) FROM journal_leaf"))


class _Vault:
    """What the vault holds, for the audit: every version, opened and hashed anew."""

    def spaces(self) -> Iterator[int]:
        for (space,) in _all("SELECT DISTINCT space_id FROM item ORDER BY space_id"):
            yield space

    def versions(self, space: int) -> Iterator[tuple[bytes, int, bytes | None]]:
        keyring = house().keys.keyring(space, _one("SELECT key_term FROM space WHERE id = %s", space))
        columns = "space_id, item, version, kind, month, tokens, key_term, blob_day, blob_size, header, body"
        one = f"SELECT {columns} FROM {{}} WHERE space_id = %s"
        for row in _all(f"{one.format('item')} UNION ALL {one.format('item_past')} ORDER BY 2, 3", space, space):
            values: list[Any] = [bytes(value) if isinstance(value, memoryview) else value for value in row]
            sealed = SealedItem(*values)
            yield sealed.item, sealed.version, None if keyring is None else boxes.digest_row(keyring, sealed)


def _key(space: int, term: int) -> Sealer | None:
    return house().keys.keyring(space, term)


def verify_journal() -> dict[str, Any]:
    """Audit the whole journal against what the vault holds."""
    notes = read_log(settings.ENS_CHECKPOINTS)
    report = audit(connections["default"], [house().signer.vkey], notes, _key, _Vault())
    return {"findings": [list(found) for found in report.findings], "counts": dict(report.counts)}


def _one(statement: str, *values: int) -> Any:
    return _all(statement, *values)[0][0]


def _all(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


ACTS = {name: value for name, value in globals().items() if callable(value) and not name.startswith("_")}


def main() -> None:
    """Answer until the input ends."""
    with started():
        for line in sys.stdin:
            demand = json.loads(line)
            try:
                answer = {"done": ACTS[demand.pop("act")](**demand)}
            except Exception as error:  # noqa: BLE001  whoever asked is told
                answer = {"error": f"{type(error).__name__}: {error} {getattr(error, 'reasons', '')}"}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
