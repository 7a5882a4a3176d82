"""Whoever aims at Camille's square, with the code and without."""

import io
import re

import pytest
from PIL import Image, ImageChops

from ens.gate import shares as gate
from ens.sharing import services as sharing
from tests.factories import pdfs
from tests.factories.browser import Browser
from tests.factories.callers import new_professional, new_structure
from tests.factories.documents import Deposited, Sheet, deposit, publish
from tests.factories.journal import last
from tests.factories.people import Holder
from tests.shares.showing import OPEN, READ, aim, enter, public, show, telephone

pytestmark = pytest.mark.threat("T-60")


@pytest.fixture
def report(camille: Holder) -> Deposited:
    return publish(new_structure(), camille.identity, pdfs.one_page(), "Bilan annuel")


def lines(camille: Holder) -> tuple[str, str, str]:
    entry = last(camille.space)
    return entry.action, entry.outcome, entry.actor_name


def stop(camille: Holder) -> None:
    for number in gate.list_shares(camille.visit, camille.space):
        gate.withdraw(camille.visit, camille.space, number)


def test_who_has_the_code_looks_and_every_look_is_written_down(
    camille: Holder, browser: Browser, report: Deposited
) -> None:
    phone, handed = telephone(), show(browser, report)
    assert enter(phone, handed).headers["Location"] == READ
    assert lines(camille) == ("sharing:share:open", "allowed", "")
    assert "Bilan annuel" in phone.text(READ)
    page = phone.text(f"{READ}{public(report)}/")
    entry = last(camille.space)
    assert (entry.action, entry.refs[0].item) == ("records:item:read", report.place[1])
    assert re.fullmatch(r"partage [0-9A-F]{6}", entry.detail)
    assert "Code dit de vive voix, " in page
    assert "original" not in page
    assert "Bilan annuel" in browser.text(f"{browser.notebook}historique/")
    told = browser.text(f"{browser.notebook}historique/").replace("\u00a0", " ")
    assert "par un partage temporaire, avec le code donné de vive voix" in told


def test_the_picture_of_a_page_bears_who_looks(camille: Holder, browser: Browser, report: Deposited) -> None:
    phone = telephone()
    enter(phone, show(browser, report))
    mine = browser.get(f"{browser.notebook}documents/{public(report)}/page/1")
    theirs = phone.get(f"{READ}{public(report)}/page/1")
    assert theirs.status_code == 200
    bare, marked = (Image.open(io.BytesIO(each.content)).convert("L") for each in (mine, theirs))
    assert bare.size == marked.size
    changed = ImageChops.difference(bare, marked).point(lambda depth: 255 if depth > 12 else 0)
    assert sum(changed.histogram()[255:]) > 2_000


def test_a_professional_is_named(camille: Holder, browser: Browser, report: Deposited) -> None:
    nguyen = new_professional()
    phone, handed = telephone(nguyen), show(browser, report, code_alone=False)
    aim(phone, handed)
    assert nguyen.name in phone.text(OPEN)
    assert enter(phone, handed).status_code == 303
    assert lines(camille) == ("sharing:share:open", "allowed", nguyen.name)
    assert f"{nguyen.name}, " in phone.text(f"{READ}{public(report)}/")


def test_the_code_alone_leads_to_the_proof_where_she_wants_professionals(
    camille: Holder, browser: Browser, report: Deposited
) -> None:
    phone, handed = telephone(), show(browser, report, code_alone=False)
    answer = enter(phone, handed)
    assert answer.headers["Location"].startswith("/pro/connexion/")
    assert phone.get(READ).status_code == 404
    assert gate.list_shares(camille.visit, camille.space)[_number(camille)].left == 1


def test_who_is_signed_in_as_somebody_else_reads_no_more(camille: Holder, browser: Browser, report: Deposited) -> None:
    phone = telephone(new_professional())
    enter(phone, show(browser, report, code_alone=False))
    assert phone.get(READ).status_code == 200
    other = telephone(new_professional())
    for name, morsel in other.client.cookies.items():
        phone.client.cookies[name] = morsel.value
    assert phone.get(READ).status_code == 303


def test_one_opening_is_one_opening(camille: Holder, browser: Browser, report: Deposited) -> None:
    handed = show(browser, report)
    first, second = telephone(), telephone()
    assert enter(first, handed).status_code == 303
    assert aim(second, handed).status_code == 303
    assert second.submit(OPEN, OPEN).status_code == 404
    assert lines(camille)[:2] == ("sharing:share:open", "refused")
    assert first.get(READ).status_code == 200


def test_an_ended_share_ends_at_the_next_click(camille: Holder, browser: Browser, report: Deposited) -> None:
    phone, handed = telephone(), show(browser, report)
    enter(phone, handed)
    stop(camille)
    for page in (READ, f"{READ}{public(report)}/", f"{READ}{public(report)}/page/1"):
        assert phone.get(page).status_code == 404
        assert last(camille.space).reasons == ("share_ended",)


@pytest.mark.parametrize("typed", ["000000", "", "12345", "abcdef", "９９９９９９", "1" * 500])
def test_a_wrong_code_opens_nothing(camille: Holder, browser: Browser, report: Deposited, typed: str) -> None:
    handed = show(browser, report)
    wrong = "111111" if handed.code == "000000" else typed
    answer = aim(telephone(), handed, wrong or " ")
    assert answer.status_code == 422
    assert lines(camille) == ("sharing:share:open", "refused", "")


def test_ten_wrong_codes_and_it_is_dead(camille: Holder, browser: Browser, report: Deposited) -> None:
    handed = show(browser, report)
    wrong = f"{(int(handed.code) + 1) % 1_000_000:06}"
    for _ in range(9):
        assert aim(telephone(), handed, wrong).status_code == 422
    assert aim(telephone(), handed).status_code == 303  # the right one costs nothing
    assert aim(telephone(), handed, wrong).status_code == 422
    assert telephone().get(handed.path).status_code == 404
    assert gate.list_shares(camille.visit, camille.space) == {}


def test_the_address_of_another_document_shows_nothing(camille: Holder, browser: Browser, report: Deposited) -> None:
    other = deposit(new_structure(), camille.space, Sheet(title="Autre chose"))
    phone = telephone()
    enter(phone, show(browser, report))
    assert phone.get(f"{READ}{public(other)}/").status_code == 404
    assert "Autre chose" not in phone.text(READ)


def test_who_is_blocked_stays_out(camille: Holder, browser: Browser, report: Deposited) -> None:
    nguyen = new_professional()
    sharing.block(camille.visit, camille.space, nguyen.number)
    phone, handed = telephone(nguyen), show(browser, report)
    assert enter(phone, handed).status_code == 403
    assert last(camille.space).reasons == ("blocked",)


@pytest.mark.parametrize("page", [OPEN, READ, f"{READ}aaaaaaaaaaaaaaaaaaaaaaaaaa/", f"/partage/{'a' * 22}/"])
def test_who_aims_at_nothing_finds_nothing(camille: Holder, page: str) -> None:
    assert telephone().get(page).status_code == 404


def test_who_knows_the_code_and_has_not_opened_reads_nothing(
    camille: Holder, browser: Browser, report: Deposited
) -> None:
    phone = telephone()
    aim(phone, show(browser, report))
    assert phone.get(READ).status_code == 404


def _number(camille: Holder) -> int:
    [number] = gate.list_shares(camille.visit, camille.space)
    return number
