"""T-01: whoever steals the database, the files and the logs reads nothing; the drill shows it, and can fail."""

import base64
import subprocess
import sys
from datetime import date
from pathlib import Path

import psycopg
import pytest

from ens.postgres.layout import Layout
from ens.sandbox import cast
from ens.sandbox.documents import write_documents
from ens.sandbox.drill.forms import forms
from ens.sandbox.drill.search import Searcher, inflate
from tests.scenarios.live import INS, PROJECT, House

pytestmark = pytest.mark.threat("T-01")

ALPHABET = b"0123456789abcdef"


def command(house: House, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "ens.config.cli", *arguments]
    done = subprocess.run(
        command, env=house.environment, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def drill(house: House) -> tuple[int, str]:
    return command(house, "drill", "stolen-database", "--here")


def live(house: House) -> None:
    """Let people and professionals come and go, be refused and search, so that there is something to steal."""
    for person in cast.PERSONS:
        about = f"{INS}|{person.identity.matricule}"
        for who in (person.slug, "dr-martin", "dr-nguyen", "hopital", "assureur", "applicoeur"):
            for kind in ("DocumentReference", "List"):
                house.call(who, "GET", kind, params={"patient.identifier": about})
            house.call(who, "GET", "Patient", params={"identifier": about})
        house.history(person.slug, house.patient(person.identity.matricule))
    house.run("space", "rotate", "--as", "noe")
    house.run("keys", "backup")


def plant(house: House) -> dict[str, str]:
    """Put something readable where a mistake would; gives what the drill must say, by place."""
    var = Path(house.environment["ENS_VAR"])
    target = Layout(var).find_target()
    assert target is not None
    mail, street = cast.JEANNE.email, cast.JEANNE.address.street
    with psycopg.connect(target.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE job (arguments text, state bytea, wide bytea, space int8, party int8)")
        connection.execute("INSERT INTO job (arguments) VALUES (%s)", (f'{{"to": "{mail}"}}',))
        connection.execute("INSERT INTO job (state) VALUES (%s)", (street.encode(),))
        connection.execute("INSERT INTO job (wide) VALUES (%s)", (cast.NOE.birth_town.upper().encode("utf-16-le"),))
        connection.execute(
            "INSERT INTO job (space, party) SELECT (SELECT max(id) FROM space), (SELECT max(number) FROM party)"
        )
        connection.execute("INSERT INTO job (space, arguments) SELECT max(id), 'applicoeur' FROM space")
        connection.execute("UPDATE item SET header = convert_to(repeat('en clair ', 400), 'UTF8') WHERE blob_size > 0")
    with (var / "postgres.log").open("a") as log:
        log.write(f"ERROR: {cast.CAMILLE.identity.matricule.encode().hex()}\n")
    pdf = next(document for document in write_documents(date(2026, 3, 1)) if document.content.startswith(b"%PDF"))
    (var / "blobs" / "0123456789").write_bytes(pdf.content)
    return {
        "a job's argument": f"courriel « {mail} »",
        "a binary column": f"adresse « {street} »",
        "a binary column in UTF-16": f"commune « {cast.NOE.birth_town} » (UTF-16 LE)",
        "a log line in hexadecimal": f"matricule « {cast.CAMILLE.identity.matricule} » (hexadécimal)",
        "a file in clear": "format « %PDF-1. »",
        "rows that link": "2 lignes de la table job relient",
        "a column that is not sealed": "item.header se compresse",
    }


def test_nothing_can_be_read_until_somebody_makes_a_mistake(attacked: House) -> None:
    live(attacked)
    code, said = drill(attacked)
    assert (code, "VERDICT : rien de lisible" in said) == (0, True), said
    assert "retrouvés : 6 sur 6" in said
    assert "Ce qu’un voleur apprend quand même" in said
    wanted = plant(attacked)
    code, said = drill(attacked)
    assert code == 1
    assert "VERDICT : ÉCHEC" in said
    findings = said.partition("VERDICT")[2].partition("Ce qu’un voleur")[0]
    missing = [place for place, text in wanted.items() if text not in findings]
    assert missing == [], said
    code, said = command(attacked, "journal", "verify")
    assert (code, "version-differs" in said) == (1, True), said


def test_the_drill_makes_a_house_of_its_own(tmp_path: Path) -> None:
    environment = {"ENS_VAR": str(tmp_path / "never"), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "ens.config.cli", "drill", "stolen-database"]
    done = subprocess.run(
        command, env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize("text", ["Roussel", "Élodie", "288055199900116", "appendicectomie", "06 99 00 12 34"])
@pytest.mark.parametrize("before", range(9))
def test_every_form_is_found_wherever_it_begins(text: str, before: int) -> None:
    for pattern, form in forms(text).items():
        hits = list(Searcher([pattern, b"never there"]).search(ALPHABET[:before] + pattern + ALPHABET))
        assert [(hit.pattern, hit.offset) for hit in hits] == [(pattern, before)], form


def test_base64_is_found_at_every_alignment() -> None:
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + b"camille.roussel@exemple.fr" + b"y" * shift)
        assert list(Searcher(forms("camille.roussel@exemple.fr")).search(coded)), shift


def test_random_bytes_inflate_to_next_to_nothing() -> None:
    assert inflate(b"\x78\x9c" + bytes(range(200))) == b""
