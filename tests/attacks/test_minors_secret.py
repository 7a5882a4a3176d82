"""What Noé keeps from his mother is in nothing that she can obtain: pages, files, the API, counts, messages.

Two children of the same birth: one has secrets besides what both have. Whatever she asks of either, what comes back is
the same but for names and times.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from ens.fhir import endpoint
from ens.gate.house import house
from ens.kernel.ids import ITEM_BYTES, NO_ITEM
from ens.notify import services as outbox
from ens.policy.facts import Flag
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.databases import Database
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import Deposited, Sheet, delete, deposit, publish, read
from tests.factories.fhir_door import Door
from tests.factories.people import Holder, new_child, new_person
from tests.notices.following import reachable, told

pytestmark = pytest.mark.threat("T-24")

HIDDEN: Final = int(Flag.HIDDEN_FROM_REPRESENTATIVES)
LABEL: Final = {"system": "urn:oid:1.2.250.1.213.1.1.4.13", "code": "INVISIBLE_REPRESENTANTS_LEGAUX"}
WORD: Final = "Contraception"
PAGES: Final = 150  # looked at in each notebook
_LINK: Final = re.compile(r'(?:href|action)="([^"#]+)"')
_ID: Final = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")
_HOUR: Final = r"\d{1,2}\sh(?:\s\d{2})?"
_PASSING: Final = re.compile(
    rf"De {_HOUR} à {_HOUR}|{_HOUR}(?: et \d+ secondes?)?|T?\d\d:\d\d(?::\d\d[.\d]*)?"
    r"|<svg.*?</svg>|value=\"[\w-]{22,64}\"",
    re.DOTALL,
)


class Home(NamedTuple):
    """Noé with his secrets and his mother, his double without, and hers; who kept the secrets, and their ids."""

    noe: Holder
    double: Holder
    mothers: dict[int, Holder]
    keepers: tuple[Caller, ...]
    secrets: tuple[str, ...]
    letters: dict[int, list[str]]


@pytest.fixture(scope="module")
def home(
    worker_database: Database, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Home]:
    assert worker_database
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "is_possible", lambda _channel: True)
        noe, double = new_child(16), new_child(16)
        mothers = {child.space: reachable(new_person()) for child in (noe, double)}
        hospital, martin = new_structure(), new_professional()
        keepers = new_structure(), new_professional()
        folder: Path = tmp_path_factory.mktemp("checkpoints")
        secrets: list[Deposited] = []
        for child in (noe, double):
            delegations.declare_representative(child.space, mothers[child.space].space)
            sharing.authorise(child.visit, child.space, martin.number)
            told(mothers[child.space], folder)
        for child in (noe, double):
            secrets += keep_secrets(child, keepers, martin) if child is noe else []
            live(child, hospital, martin)
        letters = {space: told(mother, folder) for space, mother in mothers.items()}
        public = tuple(house().codec.encode(*each.place) for each in secrets)
        yield Home(noe, double, mothers, keepers, public, letters)


def live(child: Holder, hospital: Caller, martin: Caller) -> None:
    """Let happen what both have: two documents, a reading, a look at the shelf."""
    days = ("2026-03-11T09:00:00Z", "2026-03-12T09:00:00Z")
    kept = [publish(hospital, child.identity, title=f"Compte rendu {day[9]}", date=day) for day in days]
    read(martin, kept[0])
    Browser(child).text(f"{notebook_of(child.space)}documents/")


def keep_secrets(child: Holder, keepers: tuple[Caller, ...], martin: Caller) -> list[Deposited]:
    """Put secrets of every kind into a notebook, and let those who may come for them."""
    centre, midwife = keepers
    labelled = publish(centre, child.identity, title=f"{WORD} un", securityLabel=[{"coding": [LABEL]}])
    masked = deposit(midwife, child.space, Sheet(title=f"{WORD} deux", flags=HIDDEN | Flag.MASKED, file=b"Deux.\n"))
    own = deposit(child.caller, child.space, Sheet(title=f"{WORD} trois", flags=HIDDEN))
    gone = deposit(centre, child.space, Sheet(title=f"{WORD} quatre", flags=HIDDEN))
    delete(centre, gone, Sheet(title=f"{WORD} quatre", flags=HIDDEN))
    read(child.caller, labelled)
    read(martin, labelled)
    read(midwife, masked)
    read(child.caller, own)
    return [labelled, masked, own, gone]


class Reader:
    """The mother, going through one child's notebook; what she obtains is written as it would be for any child."""

    def __init__(self, home: Home, child: Holder) -> None:
        self.home, self.child = home, child
        mother = home.mothers[child.space]
        self.browser, self.door = Browser(mother), Door(mother.caller.token)
        self.patient = house().codec.encode(child.space, NO_ITEM)
        self.known = {self.patient: "enfant"}
        self.raw: list[str] = []

    def write(self, text: str) -> str:
        """Leave out what two children cannot have in common: their ids, their numbers, the minute."""
        self.raw.append(text)
        matricule = self.child.identity.matricule
        spaced = re.sub(r"^(.)(..)(..)(..)(...)(...)(..)$", r"\1.\2.\3.\4.\5.\6.\7", matricule).replace(".", r"\s?")
        plain = _PASSING.sub("…", re.sub(spaced, "matricule", text))
        return _ID.sub(lambda found: self.known.setdefault(found[0], f"id{len(self.known)}"), plain)

    def pages(self) -> dict[str, tuple[int, str]]:
        """Open every page of the notebook by its name, then all that pages lead to."""
        waiting, found = deque(self.named()), dict[str, tuple[int, str]]()
        seen = set(waiting)
        while waiting and len(found) < PAGES:
            path = waiting.popleft()
            answer = self.browser.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            text = _printed(body) if body.startswith(b"%PDF") else body.decode("utf-8", "replace")
            found[self.write(path)] = answer.status_code, self.write(text)
            leads = [each.replace("&amp;", "&") for each in _LINK.findall(text)]
            new = [each for each in leads if each.startswith(f"/carnet/{self.patient}/") and each not in seen]
            waiting.extend(dict.fromkeys(new))
            seen.update(new)
        return found

    def named(self) -> list[str]:
        """Give the address of each page of a notebook that needs no other name than the child's."""
        patterns = [
            (pattern, arguments)
            for name, variants in get_resolver().reverse_dict.lists()
            for possibilities, *_ in variants
            for pattern, arguments in possibilities
            if isinstance(name, str) and not pattern.startswith("pro/")
        ]
        return sorted(f"/{pattern % {'patient': self.patient}}" for pattern, needs in patterns if needs == ["patient"])

    def api(self) -> dict[str, tuple[int, str, str]]:
        """Ask the API for every kind: lists, counts, everything, the history, each version of what is seen."""
        me, found = f"patient=Patient/{self.patient}", dict[str, tuple[int, str, str]]()
        for kind in ("AuditEvent", *endpoint.kinds()):
            for more in ("", "&_summary=count", "&_total=accurate&_count=1", "&_lastUpdated=ge2020-01-01"):
                self.ask(f"{kind}?{me}{more}", found)
        self.ask(f"Patient/{self.patient}", found)
        self.ask(f"Patient/{self.patient}/$everything", found)
        listed: dict[str, Any] = json.loads(self.door.get(f"DocumentReference?{me}").body)
        for entry in listed["entry"]:
            for tail in ("", "/_history", "/_history/1"):
                self.ask(f"DocumentReference/{entry['resource']['id']}{tail}", found)
        return found

    def ask(self, path: str, found: dict[str, tuple[int, str, str]]) -> None:
        """Ask once."""
        answer = self.door.get(path)
        text = _in_order(answer.json()) if "$everything" in path else answer.body.decode("utf-8", "replace")
        found[self.write(path)] = answer.status, answer.headers.get("ETag", ""), self.write(text)


def _printed(file: bytes) -> str:
    """Read the words of a PDF, whose bytes hold the second at which it was set.

    Lines and pages break where the drawn width of the ids lets them: neither the breaks nor the page's foot are read.
    """
    with closing(pypdfium2.PdfDocument(file)) as document:
        words = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    return re.sub(r"Qui est venu \d+ / \d+ ?", "", words)


def _in_order(bundle: dict[str, Any]) -> str:
    """Write a Bundle whose entries come in the order of their ids, which are drawn, in one of their own."""
    entries = sorted(map(json.dumps, bundle["entry"]), key=lambda each: _ID.sub("", each))
    return "\n".join([json.dumps(bundle | {"entry": []}), *entries])


@pytest.fixture
def readers(home: Home, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Reader, Reader]]:
    with django_db_blocker.unblock():
        yield Reader(home, home.noe), Reader(home, home.double)


def tell_apart(home: Home, with_secrets: dict[str, Any], without: dict[str, Any], raw: list[str]) -> None:
    """Fail when one notebook can be told from the other, or when anything names a secret or its keeper."""
    everything = "\n".join(raw)
    for word in (
        WORD,
        *home.secrets,
        *(each.name for each in home.keepers),
        *(each.identifier for each in home.keepers),
    ):
        assert word not in everything
    assert list(with_secrets) == list(without)
    different = {path for path, answer in with_secrets.items() if answer != without[path]}
    assert different == set()


def test_no_page_and_no_file_of_the_notebook_tells_a_mother_of_a_secret(
    home: Home, readers: tuple[Reader, Reader]
) -> None:
    noe, double = readers
    shown = noe.pages()
    assert len(shown) > 30
    assert sum(status == 200 for status, _ in shown.values()) > 25
    assert any("Compte rendu 1" in text for _, text in shown.values())
    tell_apart(home, shown, double.pages(), noe.raw)


def test_the_api_tells_a_mother_nothing_of_a_secret(home: Home, readers: tuple[Reader, Reader]) -> None:
    noe, double = readers
    told_of = noe.api()
    assert sum(status == 200 for status, *_ in told_of.values()) > 30
    assert any("Compte rendu 1" in text for *_, text in told_of.values())
    tell_apart(home, told_of, double.api(), noe.raw)


def test_no_message_tells_a_mother_of_a_secret(home: Home) -> None:
    """Dr Martin came to both; of who came for the secrets alone, and how often, she hears nothing."""
    assert list(home.letters.values()) == [["une première visite"]] * 2


def test_what_is_kept_answers_as_what_never_was(home: Home, readers: tuple[Reader, Reader]) -> None:
    noe, _ = readers
    unknown = house().codec.encode(home.noe.space, bytes(ITEM_BYTES - 1) + b"\x07")
    found: dict[str, tuple[int, str, str]] = {}
    for kind in ("DocumentReference", "Binary", "List"):
        noe.ask(f"{kind}/{unknown}", found)
        [(status, _, nothing)] = found.values()
        assert status == 404
        found.clear()
        for each in home.secrets:
            answer = noe.door.get(f"{kind}/{each}")
            assert (answer.status, noe.write(answer.body.decode())) == (404, nothing)
            page = noe.browser.get(f"{notebook_of(home.noe.space)}documents/{each}/")
            assert page.status_code == noe.browser.get(f"{notebook_of(home.noe.space)}documents/{unknown}/").status_code


def test_noe_himself_sees_all_of_them(home: Home, readers: tuple[Reader, Reader]) -> None:
    assert readers
    shown = Browser(home.noe).text(f"{notebook_of(home.noe.space)}documents/")
    assert shown.count(WORD) >= 3
