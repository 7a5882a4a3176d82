"""T-05: what was erased stays shut, in the house that runs and in an old backup of its data; neighbours stay open."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import psycopg
import pytest

from ens.postgres.binaries import find_binaries
from ens.postgres.layout import Layout
from ens.postgres.url import Target, app_target
from ens.sandbox import cast
from ens.vault.keys import KeyStore
from ens.vault.providers import FileProvider
from ens.vault.shred import Certificate, public_key, verify
from tests.scenarios.live import INS, PROJECT, House, entries, free_port

pytestmark = pytest.mark.threat("T-05")

ERASED, NEIGHBOUR = cast.SACHA, cast.JEANNE
CALLERS = ("sacha", "jeanne", "dr-martin", "dr-nguyen", "diallo", "hopital", "laboratoire", "assureur", "applicoeur")
SHUT = {403, 404}


class Before(NamedTuple):
    """What was there before the erasure."""

    addresses: list[str]
    neighbour: dict[str, bytes]
    proof: dict[str, Any]
    dump: Path
    blobs: Path


def var(house: House) -> Path:
    return Path(house.environment["ENS_VAR"])


def cluster(house: House) -> Target:
    target = Layout(var(house)).find_target()
    assert target is not None
    return target


def addresses(house: House, person: cast.Person) -> list[str]:
    """List everything of a space that has an address: the person, documents, files, versions, history."""
    about = f"{INS}|{person.identity.matricule}"
    found = [f"Patient/{house.patient(person.identity.matricule)}"]
    for document in entries(house.call(person.slug, "GET", "DocumentReference", params={"patient.identifier": about})):
        found += [f"DocumentReference/{document['id']}", f"DocumentReference/{document['id']}/_history"]
        url = document["content"][0]["attachment"]["url"]
        found.append("Binary/" + url.rpartition("Binary/")[2])
    for line in house.history(person.slug, found[0].partition("/")[2], 5):
        found.append(f"AuditEvent/{line['id']}")
    return found


def prove(house: House, person: cast.Person) -> dict[str, Any]:
    """Export the proof of the oldest line shown, once the integrator has come by."""
    line = house.history(person.slug, house.patient(person.identity.matricule))[-1]
    for _ in range(100):
        answer = house.call(person.slug, "GET", f"AuditEvent/{line['id']}/$proof")
        if answer.status_code == 200:
            proof: dict[str, Any] = answer.json()
            return proof
        time.sleep(0.1)
    raise AssertionError(answer.text)


def run(program: str, target: Target, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    command = [str(find_binaries() / program), "-d", target.conninfo(), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def before(attacked: House, tmp_path_factory: pytest.TempPathFactory) -> Before:
    folder = tmp_path_factory.mktemp("backup")
    attacked.run("space", "rotate", "--as", ERASED.slug)  # two terms to destroy
    places = addresses(attacked, ERASED)
    files = [place for place in addresses(attacked, NEIGHBOUR) if place.startswith("Binary/")]
    opened = {place: attacked.call(NEIGHBOUR.slug, "GET", place, headers={"Accept": "*/*"}).content for place in files}
    proof = prove(attacked, ERASED)
    for who in CALLERS:  # so that the backup knows their tokens
        attacked.token(who)
    run("pg_dump", cluster(attacked), "--format=custom", f"--file={folder / 'data.dump'}")
    shutil.copytree(var(attacked) / "blobs", folder / "blobs")
    return Before(places, opened, proof, folder / "data.dump", folder / "blobs")


@pytest.fixture(scope="module")
def certificate(attacked: House, before: Before) -> Certificate:
    said = attacked.run("space", "erase", "--as", ERASED.slug, "--json")
    return msgspec.json.decode(said, type=Certificate)


@pytest.fixture(scope="module")
def restored(attacked: House, before: Before, certificate: Certificate) -> Iterator[httpx.Client]:
    """Serve the old data with the key store of today."""
    server = cluster(attacked)
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    target = server.named("restored")
    run("pg_restore", target, "--no-privileges", str(before.dump))
    port = free_port()
    environment = attacked.environment | {
        "ENS_VAR": str(before.dump.parent / "var"),
        "ENS_PORT": str(port),
        "ENS_DATABASE_URL": target.url(),
        "ENS_APP_DATABASE_URL": app_target(target).url(),
        "ENS_BLOBS": str(before.blobs),
        "ENS_KEYSTORE": str(var(attacked) / "keys" / "store.sqlite"),
        "ENS_KEYS": f"file:{var(attacked) / 'keys' / 'root.key'}",
    }
    command = [sys.executable, "-m", "ens.config.cli"]
    subprocess.run([*command, "migrate"], env=environment, cwd=PROJECT, timeout=60, check=True, capture_output=True)
    log = before.dump.parent / "restored.log"
    with log.open("wb") as output:
        serving = subprocess.Popen([*command, "serve"], env=environment, cwd=PROJECT, stdout=output, stderr=output)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False, verify=False) as client:
            wait(client, serving, log)
            yield client
    finally:
        serving.terminate()
        serving.wait(30)


def wait(client: httpx.Client, serving: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            assert serving.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def statuses(house: House, client: httpx.Client, places: list[str]) -> dict[tuple[str, str], set[int]]:
    """Ask for every place as everybody, several at once, so that every process answers."""
    asked = [(who, place) for who in CALLERS for place in places] * 3
    tokens = {who: house.token(who) for who in CALLERS}

    def ask(pair: tuple[str, str]) -> tuple[tuple[str, str], int]:
        headers = {"Authorization": f"Bearer {tokens[pair[0]]}", "Connection": "close", "Accept": "*/*"}
        return pair, client.get(f"/fhir/{pair[1]}", headers=headers).status_code

    found: dict[tuple[str, str], set[int]] = {}
    with ThreadPoolExecutor(8) as pool:
        for pair, status in pool.map(ask, asked):
            found.setdefault(pair, set()).add(status)
    return found


def test_it_is_shut_for_everybody_in_every_process(attacked: House, before: Before, certificate: Certificate) -> None:
    found = statuses(attacked, attacked.http, before.addresses)
    assert {pair: codes for pair, codes in found.items() if not codes <= SHUT} == {}
    about = f"{INS}|{ERASED.identity.matricule}"
    for who in CALLERS:
        for kind in ("DocumentReference", "List"):
            answer = attacked.call(who, "GET", kind, params={"patient.identifier": about})
            assert answer.status_code in {200, *SHUT}, answer.text
            assert "entry" not in answer.json()
        answer = attacked.call(who, "GET", "Patient", params={"identifier": about})
        assert answer.status_code in {200, *SHUT}
        assert "entry" not in answer.json()
        assert attacked.call(who, "GET", "AuditEvent", params={"patient": before.addresses[0]}).status_code in SHUT


def test_nothing_comes_in_any_more(attacked: House, before: Before, certificate: Certificate) -> None:
    reference = {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": f"Patient?identifier={ERASED.ins.token}"},
        "content": [{"attachment": {"contentType": "application/pdf", "data": "JVBERi0xLjQKJSVFT0YK"}}],
    }
    for who in ("hopital", "dr-martin", ERASED.slug):
        assert 400 <= attacked.send(who, "POST", "DocumentReference", reference).status_code < 500


def test_the_certificate_verifies_and_names_the_day(attacked: House, certificate: Certificate) -> None:
    keys = var(attacked) / "keys"
    key = public_key(KeyStore(keys / "store.sqlite", FileProvider(keys / "root.key")))
    today = datetime.now(UTC).date()
    assert verify(certificate, key)
    assert certificate.erased_on in {today, today - timedelta(1)}
    assert certificate.unreadable_after == certificate.erased_on + timedelta(certificate.retention_days)
    assert certificate.retention_days == 30
    assert len(certificate.fingerprints) == 2
    assert not verify(msgspec.structs.replace(certificate, erased_on=today - timedelta(9)), key)
    again = attacked.run("space", "certificate", "--id", certificate.space)
    for words in (certificate.signature.hex(), f"{certificate.unreadable_after:%d/%m/%Y}"):
        assert words in again


def test_its_files_are_gone_and_its_keys_too(attacked: House, before: Before, certificate: Certificate) -> None:
    kept = {path.name for path in before.blobs.glob("??/*")}
    here = {path.name for path in (var(attacked) / "blobs").glob("??/*")}
    with psycopg.connect(cluster(attacked).conninfo(), autocommit=True) as connection:
        row = connection.execute("SELECT id FROM space WHERE state = 7").fetchone()
    assert row is not None
    mine = {name for name in kept if name.startswith(int(row[0]).to_bytes(6, "big").hex())}
    assert mine
    assert kept - here == mine
    keys = KeyStore(var(attacked) / "keys" / "store.sqlite", FileProvider(var(attacked) / "keys" / "root.key"))
    assert [keys.keyring(row[0], term) for term in (1, 2)] == [None, None]


def test_an_old_backup_of_the_data_opens_the_neighbour_and_not_the_erased(
    attacked: House, before: Before, restored: httpx.Client
) -> None:
    found = statuses(attacked, restored, before.addresses)
    assert {pair: codes for pair, codes in found.items() if not codes <= SHUT} == {}
    headers = {"Authorization": f"Bearer {attacked.token(NEIGHBOUR.slug)}", "Accept": "*/*"}
    for place, content in before.neighbour.items():
        answer = restored.get(f"/fhir/{place}", headers=headers)
        assert (answer.status_code, answer.content == content) == (200, True)


def test_an_old_proof_still_verifies(before: Before, certificate: Certificate, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(before.proof))
    verifier = Path(__file__).parents[1] / "journal" / "foreign_verifier.py"
    command = [sys.executable, str(verifier), str(path), before.proof["vkey"]]
    assert subprocess.run(command, timeout=30, check=False).returncode == 0


def test_the_whole_journal_still_verifies(attacked: House, certificate: Certificate) -> None:
    assert "nothing wrong" in attacked.run("journal", "verify")


def test_what_is_erased_is_named_by_its_certificate_alone(attacked: House, certificate: Certificate) -> None:
    for arguments in (("erase", "--as", ERASED.slug), ("rotate", "--id", certificate.space)):
        with pytest.raises(subprocess.CalledProcessError) as caught:
            attacked.run("space", *arguments)
        assert caught.value.returncode == 2
        assert "Traceback" not in caught.value.stderr


def test_a_new_root_key_opens_what_the_old_one_did(attacked: House, before: Before, certificate: Certificate) -> None:
    assert "new term, 2" in attacked.run("keys", "rotate")
    assert "keys are wrapped" in attacked.run("keys", "rewrap")
    place = next(iter(before.neighbour))
    answer = attacked.call(NEIGHBOUR.slug, "GET", place, headers={"Accept": "*/*"})
    assert answer.content == before.neighbour[place]
    root = var(attacked) / "keys" / "root.key"
    root.write_text(root.read_text().splitlines(keepends=True)[1])  # the old term dies, and every old copy with it
    keys = KeyStore(var(attacked) / "keys" / "store.sqlite", FileProvider(root))
    with psycopg.connect(cluster(attacked).conninfo(), autocommit=True) as connection:
        spaces = connection.execute("SELECT id, key_term FROM space WHERE state <> 7").fetchall()
        people = connection.execute("SELECT count(*) FROM person").fetchone()
    assert people is not None
    assert len(spaces) == people[0] + 1 > 3, "everybody's, and the house's own"
    assert all(keys.keyring(*space) is not None for space in spaces)


def test_the_worker_copies_the_key_store_every_day(attacked: House) -> None:
    folder = var(attacked) / "keys" / "backups"
    for _ in range(100):
        if list(folder.glob("keys-*.sqlite")):
            break
        time.sleep(0.1)
    assert len(list(folder.glob("keys-*.sqlite"))) == 1
    assert "copied to" in attacked.run("keys", "backup")
    assert "deleted 0 copies" in attacked.run("keys", "prune")
    assert len(list(folder.glob("keys-*.sqlite"))) == 2
