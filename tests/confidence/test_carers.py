"""Robert invites a carer, who accepts in her own notebook, reads and adds; and is refused everything else."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver

from ens.gate.history import list_entries
from ens.gate.house import database, house
from ens.journal.entry import Outcome
from ens.kernel.actions import Action
from ens.notify import services as outbox
from ens.policy.facts import Flag
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import new_structure
from tests.factories.documents import Deposited, Sheet, deposit, publish
from tests.factories.people import Holder, new_child, new_person

pytestmark = pytest.mark.threat("T-64")

HELPING = "/mon-compte/aider/"
TO = "aidante@exemple.fr"


@pytest.fixture(autouse=True)
def posted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let messages wait in the outbox."""
    settings.ENS_DEMONSTRATION = True


@pytest.fixture
def robert(database: object) -> Holder:
    return new_person(birth_date="1942-02-03")


@pytest.fixture
def daughter(robert: Holder) -> Holder:
    return new_person(birth_date="1970-01-05")


def helpers(holder: Holder) -> str:
    return f"{notebook_of(holder.space)}confidentialite/proches/"


def invite(holder: Holder, **changes: str) -> str:
    """Invite a carer, and give the code that the message holds; nothing when none left."""
    before = {waiting.id for waiting in outbox.list_waiting(500)}
    page = f"{helpers(holder)}inviter/"
    form = {"nom": "Anne Lacombe", "joindre": TO, "duree": "180"} | changes
    Browser(holder).submit(page, page, **form)
    new = [each.message for each in outbox.list_waiting(500) if each.id not in before and each.message]
    found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}", new[0].body) if new else None
    return found[0] if found else ""


def answer(carer: Holder, code: str, said: str = "accepter") -> int:
    return Browser(carer).submit(HELPING, HELPING, code=code, geste=said).status_code


@pytest.fixture
def carer(robert: Holder, daughter: Holder) -> Holder:
    """Robert's daughter, once she has accepted."""
    assert answer(daughter, invite(robert)) == 303
    return daughter


def text(browser: Browser, path: str) -> str:
    return html.unescape(browser.text(path)).replace("\u00a0", " ")


def test_a_carer_is_invited_accepts_and_reads(robert: Holder, daughter: Holder) -> None:
    code = invite(robert)
    assert "invitation sans réponse" in text(Browser(robert), helpers(robert))
    browser = Browser(daughter)
    assert browser.get(notebook_of(robert.space)).status_code == 404
    shown = html.unescape(browser.submit(HELPING, HELPING, code=code.lower().replace("-", " ")).content.decode())
    assert "vous propose de l’aider" in shown
    assert browser.get(notebook_of(robert.space)).status_code == 404, "looking is not accepting"
    assert answer(daughter, code) == 303
    home = text(browser, notebook_of(robert.space))
    assert "vous l’aidez" in home
    assert "Qui est venu" not in home.partition('<nav class="sommaire"')[2].partition("</nav>")[0]
    assert "Anne" not in home
    assert "aidant" in text(Browser(robert), helpers(robert))


def test_an_invitation_serves_once(robert: Holder, daughter: Holder, carer: Holder) -> None:
    code = invite(robert, nom="Un autre")
    assert answer(new_person(), code) == 303
    assert answer(new_person(), code) == 422


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "'; DROP TABLE invitation; --", "é" * 12])
def test_a_code_that_nobody_sent_opens_nothing(daughter: Holder, code: str) -> None:
    assert answer(daughter, code) == 422


def test_codes_are_not_tried_without_end(daughter: Holder, robert: Holder) -> None:
    good = invite(robert)
    for _ in range(10):
        assert answer(daughter, "ABCD-EFGH-JKLM") == 422
    assert answer(daughter, good) == 422, "even the right one, for an hour"
    assert answer(new_person(), good) == 303


def test_who_refuses_enters_nothing_and_the_code_is_used_up(robert: Holder, daughter: Holder) -> None:
    code = invite(robert)
    assert answer(daughter, code, "refuser") == 303
    assert answer(daughter, code) == 422
    assert Browser(daughter).get(notebook_of(robert.space)).status_code == 404
    assert Action.SHARING_CARE_REFUSE in acts_of(robert)


def test_an_invitation_is_taken_back_before_it_is_answered(robert: Holder, daughter: Holder) -> None:
    code, page, browser = invite(robert), helpers(robert), Browser(robert)
    found = re.search(r'name="invitation" value="([0-9a-f]+)"', browser.text(page))
    assert found is not None
    stranger = Browser(daughter)
    assert stranger.submit(HELPING, page, geste="annuler", invitation=found[1]).status_code == 404
    assert browser.submit(page, page, geste="annuler", invitation=found[1]).status_code == 303
    assert answer(daughter, code) == 422


def test_an_invitation_ends_after_seven_days(robert: Holder, daughter: Holder) -> None:
    code = invite(robert)
    with database().cursor() as cursor:
        cursor.execute("UPDATE invitation SET until = now() - interval '1 second'")
    assert answer(daughter, code) == 422
    assert "invitation sans réponse" not in Browser(robert).text(helpers(robert))


def test_nothing_of_an_invitation_is_stored_in_clear(robert: Holder) -> None:
    code = invite(robert, nom="Élisabeth")
    with database().cursor() as cursor:
        cursor.execute("SELECT * FROM invitation")
        stored = b"".join(
            bytes(each) for row in cursor.fetchall() for each in row if isinstance(each, bytes | memoryview)
        )
    for secret in (code, code.replace("-", ""), "Élisabeth", TO):
        assert secret.encode() not in stored


def test_three_carers_at_most_and_invitations_count(robert: Holder, carer: Holder) -> None:
    assert invite(robert, nom="Deux")
    assert invite(robert, nom="Trois")
    assert not invite(robert, nom="Quatre")
    assert "Trois aidants au plus" in text(Browser(robert), helpers(robert))


def test_a_carer_helps_five_persons_at_most_and_the_sixth_invitation_still_waits(daughter: Holder) -> None:
    for _ in range(5):
        assert answer(daughter, invite(new_person())) == 303
    sixth = new_person()
    code = invite(sixth)
    assert answer(daughter, code) == 422
    assert Browser(daughter).get(notebook_of(sixth.space)).status_code == 404
    assert answer(new_person(), code) == 303


def test_nobody_helps_oneself_nor_before_coming_of_age(robert: Holder) -> None:
    assert answer(robert, invite(robert)) == 422
    child = new_child(17)
    assert answer(child, invite(robert)) == 422
    assert Browser(child).get(notebook_of(robert.space)).status_code == 404


@pytest.mark.parametrize(
    "changes", [{"nom": ""}, {"joindre": "personne"}, {"joindre": "01 02 03 04 05"}, {"duree": "9999"}, {"duree": ""}]
)
def test_an_invitation_that_says_too_little_is_not_sent(robert: Holder, changes: dict[str, str]) -> None:
    assert invite(robert, **changes) == ""
    assert "invitation sans réponse" not in Browser(robert).text(helpers(robert))


def end(robert: Holder, carer: Holder) -> None:
    page, browser = helpers(robert), Browser(robert)
    found = re.search(r'name="aidant" value="([a-z2-7]+)"', browser.text(page))
    assert found is not None
    assert browser.submit(page, page, geste="retirer", aidant=found[1]).status_code == 303
    assert carer.space


def resign(robert: Holder, carer: Holder) -> None:
    form = {"geste": "arreter", "carnet": notebook_of(robert.space).split("/")[2]}
    assert Browser(carer).submit(HELPING, HELPING, **form).status_code == 303


@pytest.mark.parametrize("stop", [end, resign])
def test_a_help_ends_at_once_from_either_side(
    robert: Holder, carer: Holder, stop: Callable[[Holder, Holder], None]
) -> None:
    browser = Browser(carer)
    assert browser.get(notebook_of(robert.space)).status_code == 200
    stop(robert, carer)
    assert browser.get(notebook_of(robert.space)).status_code == 404


def test_a_receipt_stands_in_the_documents_at_the_beginning_and_at_the_end(robert: Holder, carer: Holder) -> None:
    listed = f"{notebook_of(robert.space)}documents/"
    assert "Aide de " in text(Browser(robert), listed)
    end(robert, carer)
    assert "Fin de l’aide de " in text(Browser(robert), listed)


def acts_of(holder: Holder) -> set[str]:
    lines = list_entries(holder.visit, holder.space, None, 100)
    done = [line.entry for line in lines if line.entry is not None and line.entry.outcome is Outcome.ALLOWED]
    return {entry.action for entry in done}


def test_inviting_and_accepting_are_in_the_history(robert: Holder, carer: Holder) -> None:
    assert acts_of(robert) >= {Action.SHARING_CARE_INVITE, Action.SHARING_CARE_GIVE}
    assert carer.number


# What a carer may open in the notebook of whom she helps; every other address of every room is refused.
MAY_OPEN = {"home", "documents", "document", "document-add", "document-page", "document-original", "document-version"}


def paths(robert: Holder, document: Deposited) -> dict[str, str]:
    """Give an address in Robert's notebook for each page that there is."""
    codec_id = notebook_of(robert.space).split("/")[2]
    from_document = {"document": public_of(document), "number": 1, "entry": codec_id, "who": codec_id}
    found = {}
    for name, variants in get_resolver().reverse_dict.lists():
        for possibilities, *_ in variants:
            for pattern, arguments in possibilities:
                if isinstance(name, str) and "patient" in arguments and not pattern.startswith("pro/"):
                    values = {each: from_document.get(each, codec_id) for each in arguments}
                    found[name] = "/" + pattern % values
    return found


def public_of(document: Deposited) -> str:
    return house().codec.encode(*document.place)


def test_every_page_but_reading_and_adding_is_refused_to_a_carer(robert: Holder, carer: Holder) -> None:
    document = publish(new_structure(), robert.identity, title="Compte rendu")
    browser = Browser(carer)
    opened = {name for name, path in paths(robert, document).items() if browser.get(path).status_code == 200}
    assert opened == MAY_OPEN - {"document-page"}


def test_no_form_of_a_forbidden_page_acts_for_a_carer(robert: Holder, carer: Holder) -> None:
    document, browser = publish(new_structure(), robert.identity, title="Compte rendu"), Browser(carer)
    before = acts_of(robert)
    for name, path in paths(robert, document).items():
        if name in MAY_OPEN:
            continue
        for act in ("bloquer", "retirer", "autoriser", "annuler", "supprimer"):
            answer = browser.submit(HELPING, path, geste=act, confirme="oui", version="1")
            assert answer.status_code >= 400, (name, act)
    assert acts_of(robert) - before <= {Action.RECORDS_ITEM_READ}, "she may read, and nothing was done"


def test_what_is_hidden_from_representatives_is_hidden_from_carers(robert: Holder, carer: Holder) -> None:
    listed = f"{notebook_of(robert.space)}documents/"
    deposit(new_structure(), robert.space, Sheet(title="Secret", flags=int(Flag.HIDDEN_FROM_REPRESENTATIVES)))
    deposit(new_structure(), robert.space, Sheet(title="Ordinaire"))
    shown = text(Browser(carer), listed)
    assert "Ordinaire" in shown
    assert "Secret" not in shown
