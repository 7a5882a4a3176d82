"""A SMART Health Link: who holds the link and the code takes the data away, as often and as long as she said."""

import base64
import json
from typing import Any, NamedTuple

import pytest
from cryptography.exceptions import InvalidTag
from django.http import HttpResponse
from django.test import Client

from ens.fhir.places import public_entry
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actions import Action
from ens.policy.facts import Flag
from ens.registry import tokens
from ens.shares import rules
from tests.factories.browser import Browser
from tests.factories.callers import new_structure
from tests.factories.documents import PDF, Deposited, Sheet, deposit, publish
from tests.factories.journal import entries
from tests.factories.people import Holder
from tests.shares.reader import Shlink, open_jwe, read_link
from tests.shares.showing import public, show

pytestmark = pytest.mark.threat("T-60")


class Handed(NamedTuple):
    """What Camille hands over: the link in its square, and the code."""

    link: Shlink
    code: str

    @property
    def path(self) -> str:
        return "/" + self.link.url.split("/", 3)[3]


def hand(browser: Browser, *documents: Deposited, **changes: Any) -> Handed:
    """Prepare a link for an hour and one opening, but for what is said otherwise."""
    page = f"{browser.notebook}partages/nouveau/"
    sent = {"documents": [public(each) for each in documents], "duree": "3600", "fois": "1", "maniere": "1", **changes}
    answer = browser.submit(page, page, **sent)
    assert answer.status_code == 303, answer.content.decode()
    text = browser.text(answer.headers["Location"])
    assert "L’application qui vise ce carré reçoit une copie, et la garde." in text
    written = text.partition('class="cle-texte">')[2].partition("<")[0]
    code = text.partition('class="code-dit">')[2].partition("<")[0]
    return Handed(read_link(written), "".join(sign for sign in code if sign.isdecimal()))


def ask(handed: Handed, code: str = "", **more: Any) -> HttpResponse:
    """Ask for the manifest as a program does."""
    body = {"recipient": "Dr Anna Rossi, Torino", "passcode": code or handed.code, **more}
    return post(handed.path, json.dumps(body))


def post(path: str, content: str, kind: str = "application/json") -> HttpResponse:
    answer: HttpResponse = Client(enforce_csrf_checks=True).post(path, content, content_type=kind)  # type: ignore[assignment]
    return answer


def fetch(location: str) -> HttpResponse:
    answer: HttpResponse = Client().get("/" + location.split("/", 3)[3])  # type: ignore[assignment]
    return answer


def take(handed: Handed) -> list[list[dict[str, Any]]]:
    """Open a link and decrypt all its files; gives the resources of each."""
    answer = ask(handed)
    assert answer.status_code == 200, answer.content
    found = []
    for file in json.loads(answer.content)["files"]:
        assert file["contentType"] == "application/fhir+json"
        sent = fetch(file["location"])
        assert (sent.status_code, sent["Content-Type"]) == (200, "application/jose")
        header, plain = open_jwe(sent.content.decode(), handed.link.key)
        assert header["cty"] == "application/fhir+json"
        bundle = json.loads(plain)
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
        found.append([entry["resource"] for entry in bundle["entry"]])
    return found


@pytest.fixture
def letter(camille: Holder) -> Deposited:
    return publish(new_structure(), camille.identity, PDF, "Lettre de sortie")


def test_who_holds_link_and_code_takes_the_very_bytes_and_it_is_written_down(
    camille: Holder, browser: Browser, letter: Deposited
) -> None:
    handed = hand(browser, letter)
    assert handed.link.flag == "P"
    assert 3_500 < handed.link.exp - clock.now_us() // 1_000_000 <= 3_600
    [[document, binary]] = take(handed)
    assert (document["resourceType"], document["id"]) == ("DocumentReference", public(letter))
    assert document["content"][0]["attachment"]["url"] == f"Binary/{binary['id']}"
    assert base64.b64decode(binary["data"]) == PDF
    opened, read = entries(camille.space)[-2:]
    assert (opened.action, read.action) == (Action.SHARING_SHARE_OPEN, Action.RECORDS_ITEM_READ)
    assert "copie remise à « Dr Anna Rossi, Torino »" in opened.detail
    assert [ref.item for ref in read.refs] == [letter.item]
    line = browser.text(f"{browser.notebook}historique/{public_entry(camille.space, opened.id)}/")
    assert "Quelqu’un" in line
    assert "copie remise à «" in line


def test_the_file_opens_under_the_key_of_the_link_alone(camille: Holder, browser: Browser, letter: Deposited) -> None:
    handed, other = hand(browser, letter), hand(browser, letter)
    sent = fetch(json.loads(ask(handed).content)["files"][0]["location"]).content.decode()
    assert handed.link.key != other.link.key
    with pytest.raises(InvalidTag):
        open_jwe(sent, other.link.key)
    with database().cursor() as cursor:
        cursor.execute("SELECT hash, code FROM share_link WHERE hash = %s", [tokens.hashed(handed.path.split("/")[3])])
        kept = b"".join(map(bytes, cursor.fetchone()))
    assert handed.link.key not in kept
    assert handed.link.key[:16] not in kept


def test_one_opening_is_one_opening(camille: Holder, browser: Browser, letter: Deposited) -> None:
    handed = hand(browser, letter)
    take(handed)
    assert ask(handed).status_code == 404
    assert entries(camille.space)[-1].outcome == "refused"


def test_once_ended_nothing_is_handed_over_any_more(camille: Holder, browser: Browser, letter: Deposited) -> None:
    handed = hand(browser, letter, fois="3")
    location = json.loads(ask(handed).content)["files"][0]["location"]
    listed = f"{browser.notebook}partages/"
    page = browser.text(listed)
    assert "Une copie est remise à qui l’ouvre" in page
    number = page.partition('name="partage" value="')[2].partition('"')[0]
    assert browser.submit(listed, listed, partage=number).status_code == 303
    assert fetch(location).status_code == 404
    assert ask(handed).status_code == 404


def test_a_wrong_code_tells_how_many_are_left_and_the_tenth_kills_it(
    camille: Holder, browser: Browser, letter: Deposited
) -> None:
    handed = hand(browser, letter)
    wrong = "000000" if handed.code != "000000" else "111111"
    answers = [ask(handed, wrong) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {401}
    assert [json.loads(answer.content)["remainingAttempts"] for answer in answers] == list(range(9, -1, -1))
    assert ask(handed).status_code == 404


def test_what_is_only_shown_is_never_handed_over_and_the_other_way_round(
    camille: Holder, browser: Browser, letter: Deposited
) -> None:
    shown, handed = show(browser, letter), hand(browser, letter)
    body = json.dumps({"recipient": "Dr Rossi", "passcode": shown.code})
    assert post(f"/partage/lien/{shown.secret}/", body).status_code == 404
    assert Browser().get(f"/partage/{handed.path.split('/')[3]}/").status_code == 404
    assert ask(handed).status_code == 200


@pytest.mark.parametrize("bent", ["0", "until", "part", "empty", "no number", "other digits"])
def test_the_place_of_a_file_cannot_be_made_up(camille: Holder, browser: Browser, letter: Deposited, bent: str) -> None:
    handed = hand(browser, letter)
    location = json.loads(ask(handed).content)["files"][0]["location"]
    start, part, ticket, _ = location.rsplit("/", 3)
    until, _, proof = ticket.partition("-")
    made = {
        "0": f"{start}/{part}/{until}-{'0' * len(proof)}/",
        "until": f"{start}/{part}/{int(until) + 1}-{proof}/",
        "part": f"{start}/1/{ticket}/",
        "empty": f"{start}/{part}/x/",
        "no number": f"{start}/x/{ticket}/",
        "other digits": f"{start}/²/{ticket}/",
    }
    missing = fetch(made[bent])
    assert (missing.status_code, json.loads(missing.content)) == (404, {"error": "not_found"})
    assert fetch(location).status_code == 200


def test_the_place_of_a_file_is_good_for_some_minutes(
    camille: Holder, browser: Browser, letter: Deposited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "TICKET_SECONDS", -1)
    location = json.loads(ask(hand(browser, letter)).content)["files"][0]["location"]
    assert fetch(location).status_code == 404


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ('{"passcode": "123456"}', "application/json", 400),
        ('{"recipient": " ", "passcode": "123456"}', "application/json", 400),
        ('{"recipient": "Dr Rossi"}', "application/json", 400),
        ('{"recipient": "Dr Rossi", "passcode": 123456}', "application/json", 400),
        ("[]", "application/json", 400),
        ("{", "application/json", 400),
        ("[" * 9_000, "application/json", 400),
        ("recipient=Dr", "application/x-www-form-urlencoded", 400),
        (" " * 10_001, "application/json", 400),
    ],
)
def test_a_question_that_is_none_uses_nothing_up(
    camille: Holder, browser: Browser, letter: Deposited, content: str, kind: str, status: int
) -> None:
    handed = hand(browser, letter)
    assert post(handed.path, content, kind).status_code == status
    assert len(take(handed)) == 1


def test_what_was_masked_meanwhile_is_not_handed_over(camille: Holder, browser: Browser) -> None:
    letter = deposit(new_structure(), camille.space, Sheet(title="Lettre", flags=int(Flag.MASKED)))
    page = f"{browser.notebook}partages/nouveau/"
    sent = {"documents": [public(letter)], "duree": "3600", "fois": "1", "maniere": "1"}
    assert browser.submit(page, page, **sent).status_code == 404


def test_a_page_of_another_site_may_ask(camille: Holder, browser: Browser, letter: Deposited) -> None:
    handed = hand(browser, letter)
    asked = Client().options(handed.path, HTTP_ORIGIN="https://viewer.example")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    assert ask(handed)["Access-Control-Allow-Origin"] == "*"
    assert Client().get(handed.path).status_code == 405
