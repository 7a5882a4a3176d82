"""T-08: whatever is sent, and whatever goes wrong with it, no log, file or file name repeats it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from ens.kernel import ids
from ens.postgres.layout import Layout
from ens.postgres.url import app_target
from ens.sandbox.drill.files import Room, list_files, search_files
from ens.sandbox.drill.forms import forms
from ens.sandbox.drill.search import Searcher
from tests.scenarios.live import FHIR_JSON, INS, House

pytestmark = pytest.mark.threat("T-08")

NAME = "Quentin-Zéphyrin Vraisemblable"
NUMBER = "193017799900177"
WORD = "xanthogranulome"
NEEDLES = (NAME, NUMBER, WORD, "quentin.zephyrin@exemple.fr", "Bergerac-sur-Zwin")
SPREAD = " ".join(NEEDLES)


def bad_bodies() -> Iterator[bytes]:
    resource = f'{{"resourceType":"DocumentReference","description":"{SPREAD}","subject":{{"display":"{NAME}"}}'
    yield resource.encode()
    yield f"{resource}}}".encode()
    yield f'{resource},"status":"{WORD}","masterIdentifier":{{"value":"{NUMBER}\\u0000"}}}}'.encode()
    yield f'{resource},"content":[{{"attachment":{{"data":"{WORD}","url":"{NUMBER}"}}}}]}}'.encode()
    yield f'{{"resourceType":"Bundle","type":"transaction","entry":[{{"resource":{resource}}}}}]}}'.encode()
    yield b"\xff\xfe" + SPREAD.encode("utf-16-le")
    yield SPREAD.encode() * 20_000
    yield b"[" * 100_000 + SPREAD.encode()


def bad_calls(house: House) -> Iterator[httpx.Response]:
    who = ("camille", "hopital", "dr-martin", "nobody-at-all")
    paths = (f"Patient/{NAME}", f"DocumentReference/{NUMBER}", f"{WORD}/{NAME}", f"Binary/{WORD}/_history/{NUMBER}")
    queries = ("patient.identifier", "identifier", "patient", "_cursor", "_count", "date", WORD, f"{NUMBER}:{NAME}")
    for name in who:
        for path in paths:
            yield house.call(name, "GET", path)
            yield house.call(name, "DELETE", path)
        for query in queries:
            for value in (f"{INS}|{NUMBER}", NAME, f"{NUMBER}\0", SPREAD):
                for kind in ("Patient", "DocumentReference", "AuditEvent", "List"):
                    yield house.call(name, "GET", kind, params={query: value})
        for body in bad_bodies():
            for kind in ("DocumentReference", "", "List", WORD):
                yield house.send(name, "POST", kind, body)
    headers = {"Content-Type": FHIR_JSON, "If-Match": WORD, "X-Security-Context": WORD, "Prefer": WORD, "Accept": WORD}
    yield house.call(
        "camille", "PUT", f"DocumentReference/{ids.IdCodec(bytes(16)).encode(1, bytes(10))}", headers=headers
    )
    yield house.http.get(f"/{WORD}/{NUMBER}?{WORD}={NUMBER}", headers={"Host": "exemple.fr"})
    yield house.http.post("/oauth/token", data={"client_assertion": SPREAD, "grant_type": NAME, "scope": WORD})
    yield house.http.post(
        "/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": f"e30.eyJpc3MiOiJ4YW50aG9ncmFudWxvbWUifQ.{WORD}",
        },
    )


def break_the_database(house: House) -> int:
    """Let the database refuse statements that carry needles, as both roles; cut connections under way."""
    owner = Layout(Path(house.environment["ENS_VAR"])).find_target()
    assert owner is not None
    statements = (
        ("SELECT %s::int8", (NUMBER + WORD,)),
        ("SELECT %s::text::date", (NAME,)),
        (f"SELECT '{WORD}'::int", ()),
        (f"SELEKT '{NAME}'", ()),
        ("INSERT INTO party (number, kind, identifier, name) VALUES (1, 1, NULL, %s)", (NAME,)),
        ("DO $$ BEGIN RAISE WARNING 'xanthogranulome'; RAISE EXCEPTION '193017799900177'; END $$", ()),
    )
    errors = 0
    for target in (owner, app_target(owner)):
        with psycopg.connect(target.conninfo(), autocommit=True) as connection:
            for statement, values in statements:
                with pytest.raises(psycopg.Error):
                    connection.execute(statement.encode(), values)
                errors += 1
    with psycopg.connect(owner.conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'ens_app%'")
    return errors


def places(house: House) -> list[Room]:
    return [Room("log", house.log), Room("folder", Path(house.environment["ENS_VAR"]))]


def test_nothing_that_was_sent_wrongly_stays_anywhere(attacked: House) -> None:
    failures = [answer for answer in bad_calls(attacked) if answer.status_code >= 500]
    assert [(answer.request.method, str(answer.request.url)[:200]) for answer in failures] == []
    assert break_the_database(attacked) == 12
    for _ in range(6):
        attacked.call("camille", "GET", "Patient", params={"identifier": f"{INS}|{NUMBER}"})
    patterns = {pattern: form for needle in NEEDLES for pattern, form in forms(needle).items()}
    found = {
        (str(hit.path), patterns[hit.hit.pattern], hit.hit.pattern)
        for hit in search_files(Searcher(patterns), list_files(places(attacked)))
    }
    assert found == set()


def test_the_logs_say_something_all_the_same(attacked: House) -> None:
    assert "Started worker-1" in attacked.log.read_text()
    assert "ready to accept connections" in Layout(Path(attacked.environment["ENS_VAR"])).log.read_text()


def test_file_names_are_numbers(attacked: House) -> None:
    var = Path(attacked.environment["ENS_VAR"])
    for path in (var / "blobs").glob("??/*"):
        assert len(bytes.fromhex(path.name)) == 20
