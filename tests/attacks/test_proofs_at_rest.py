"""T-43: whoever steals the tables of proofs, codes, tries and messages finds no contact, login, name, card or code."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from ens.postgres.layout import Layout
from ens.sandbox.drill.forms import forms
from ens.sandbox.drill.search import Searcher
from tests.attacks.knocking import Street, known
from tests.scenarios.live import House

pytestmark = pytest.mark.threat("T-43")

OURS = ("credential", "one_time_code", "attempt", "outbox", "health_card", "session", "token", "known_device", "entry")


def dump(house: House) -> Iterator[tuple[str, bytes]]:
    """Give every table as a thief copies it."""
    target = Layout(house.folder / "var").find_target()
    assert target is not None
    with psycopg.connect(target.conninfo(), autocommit=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        assert set(OURS) <= set(tables)
        for table in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copied:
                yield table, b"".join(bytes(part) for part in copied)


def test_the_tables_say_nothing_of_anybody(besieged: House, street: Street) -> None:
    person, knocker = known(besieged), street.come("127.0.5.1")
    number, serial = "2900351999777", "99033344455"
    card = [number, serial, "1990-03-12"]
    besieged.ask("given_card", space=person.space, number=person.number, card=card, email="louise.seule@exemple.fr")
    assert knocker.sign_in(person)
    knocker.send("/connexion/oubli/", contact=person.email)
    knocker.send("/connexion/oubli/mot-de-passe/", identifiant=person.login)
    knocker.password(person.login, "Faux-mot2passe-secret")
    bodies = [body for to, body in besieged.ask("messages") if to == person.email]
    codes = [found[0] for body in bodies if (found := re.search(r"\b\d{6}\b", body))]
    assert len(bodies) == 2
    secret = [person.login, person.password, person.email, number, serial, "louise.seule@exemple.fr", "127.0.5.1"]
    secret += [person.key.hex(), "LOUISE", "Faux-mot2passe-secret", "votre code", "argon2id"]
    needles = {pattern: text for text in secret for pattern in forms(text)}
    tables = dict(dump(besieged))
    hits = [(table, needles[hit.pattern]) for table in tables for hit in Searcher(needles).search(tables[table])]
    assert hits == []
    assert [code for code in codes if code.encode() in tables["one_time_code"] + tables["outbox"]] == []
    assert person.key not in tables["credential"]
    assert all(tables[table] for table in OURS), "there was something to find"
    log = besieged.log.read_text("utf-8", "replace")
    assert [text for text in secret if text in log] == []


def test_the_search_sees_what_is_there(besieged: House) -> None:
    """A login name put where a mistake would put it is found: the search above can fail."""
    person = known(besieged)
    target = Layout(besieged.folder / "var").find_target()
    assert target is not None
    with psycopg.connect(target.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE mistake (value bytea)")
        connection.execute("INSERT INTO mistake VALUES (%s)", (person.login.encode(),))
        found = dict(dump(besieged))
        connection.execute("DROP TABLE mistake")
    assert list(Searcher(forms(person.login)).search(found["mistake"]))
