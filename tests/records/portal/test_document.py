"""The page of a document: what it is, what it says, who can see it and why, who opened it, what it was before."""

import html
import re

import pytest

from ens.gate.house import house
from ens.policy.facts import Flag
from ens.records.portal.document import LAST_VERSION
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.factories import pdfs
from tests.factories.browser import Browser, notebook_of
from tests.factories.callers import Caller, new_professional, new_structure
from tests.factories.documents import DOCUMENT, TEXT, Deposited, Sheet, delete, deposit, publish, read
from tests.factories.journal import count, last
from tests.factories.people import Holder, new_person
from tests.records.portal.filling import TYPED, added, file, place_of, plain, send


@pytest.fixture
def hospital(camille: Holder) -> Caller:
    return new_structure()


@pytest.fixture
def report(camille: Holder, hospital: Caller) -> Deposited:
    return publish(hospital, camille.identity, pdfs.one_page(), "Bilan annuel")


def address(document: Deposited, rest: str = "", space: int | None = None) -> str:
    public = house().codec.encode(*document.place)
    return f"{notebook_of(document.space if space is None else space)}documents/{public}/{rest}"


def see(browser: Browser, document: Deposited, rest: str = "") -> str:
    """Read the page with ordinary spaces."""
    return html.unescape(browser.text(address(document, rest))).replace("\u00a0", " ")


def lines(page: str, panel: str) -> list[str]:
    """List the lines of one panel, as plain words."""
    found = re.search(rf'aria-labelledby="{panel}".*?</section>', page, re.DOTALL)
    items = re.findall(r"<li.*?</li>", found[0], re.DOTALL) if found else []
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in items]


# What it is, and what it says


def test_a_document_has_its_day_in_the_margin_its_title_and_its_pages(browser: Browser, report: Deposited) -> None:
    page = see(browser, report)
    assert "<h1>Bilan annuel</h1>" in page
    assert '<span class="num">14</span> <span>mars 2026</span>' in page
    assert 'src="page/1"' in page
    assert "<summary>Texte de la page 1</summary>" in page
    assert "Compte rendu" in page
    assert "Télécharger (PDF, 1 ko)" in page
    assert "Sur un ordinateur partagé" in page
    assert re.search(r'<a href="[^"]+documents/\?periode=2026-03">Mars 2026</a>', page)


def test_its_page_is_an_image(browser: Browser, report: Deposited) -> None:
    image = browser.get(address(report, "page/1"))
    assert image.status_code == 200
    assert image.headers["Content-Type"] in {"image/png", "image/jpeg"}
    assert "sandbox" in image.headers["Content-Security-Policy"]
    assert image.headers["X-Content-Type-Options"] == "nosniff"
    for number in ("2", "0", "999999", "9" * 30):
        assert browser.get(address(report, f"page/{number}")).status_code == 404
    assert browser.get(address(report, "page/un")).status_code == 404


def test_a_text_is_shown_as_it_is_and_does_nothing(camille: Holder, browser: Browser, hospital: Caller) -> None:
    text = "Tout va bien.\nÀ revoir : x < 3 & y > 2.\n"
    document = publish(hospital, camille.identity, text.encode())
    page = browser.text(address(document))
    assert "x &lt; 3 &amp; y &gt; 2." in page
    assert 'class="texte-brut"' in page


def test_a_page_further_on_is_asked_for_by_its_number(camille: Holder, browser: Browser, hospital: Caller) -> None:
    document = publish(hospital, camille.identity, pdfs.pages(12))
    page = see(browser, document)
    assert page.count('class="feuillet"') == 10
    assert "?p=11#contenu-document" in page
    assert see(browser, document, "?p=11").count('class="feuillet"') == 2
    assert "n’a pas cette page" in see(browser, document, "?p=99")
    for wrong in ("?p=un", "?p=-1", "?p=99999"):
        assert browser.get(address(document, wrong)).status_code == 400


def test_details_say_what_the_header_and_the_file_say(camille: Holder, browser: Browser, report: Deposited) -> None:
    page = see(browser, report)
    details = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert details["Catégorie"] == "Comptes rendus"
    assert details["Nature"] == "Compte rendu ou fiche de consultation ou de visite"
    assert details["Visibilité"] == "Visible des soignants autorisés"
    assert details["Fichier"] == "PDF, 1 ko"
    assert re.fullmatch(r"\d+(er)? \w+ \d{4}, \d+ h( \d\d)?", details["Arrivé ici"])


def test_a_masked_document_says_so(camille: Holder, browser: Browser) -> None:
    send(browser, visibilite="moi")
    [found] = added(camille)
    page = see(browser, Deposited(camille.space, found.item))
    assert ">Masqué</span>" in page.replace("</svg> ", ">")
    assert "Masqué aux soignants" in page


# Who can see it, and who opened it


def test_who_can_see_it_is_what_they_get(camille: Holder, browser: Browser, report: Deposited) -> None:
    treating, blocked = new_professional(), new_professional()
    sharing.choose_treating(camille.visit, camille.space, treating.number)
    sharing.block(camille.visit, camille.space, blocked.number)
    told = lines(see(browser, report), "qui")
    assert told[0] == "Vous C’est votre carnet."
    assert told[1].startswith(f"{treating.name} Parce que c’est votre médecin traitant, jusqu’au ")
    assert "Parce que ce document vient de sa part." in told[2]
    assert [line.partition(" Parce")[0] for line in told[3:5]] == [
        "En urgence vitale, un médecin",
        "Le médecin du Samu, si vous appelez le 15",
    ]
    assert told[5].startswith("Personne d’autre Ni assurance ou mutuelle, ni employeur, ni banque : la loi l’interdit")
    assert told[6] == f"{blocked.name} Parce que vous avez bloqué cet accès."


def test_who_opened_it_is_said_and_camille_herself_is_not(camille: Holder, browser: Browser, report: Deposited) -> None:
    assert "Personne d’autre que vous jusqu’ici." in see(browser, report)
    martin = new_professional()
    sharing.authorise(camille.visit, camille.space, martin.number)
    read(martin, report)
    [line] = lines(see(browser, report), "ouvert")
    assert re.fullmatch(rf"{martin.name} Aujourd’hui à \d+ h( \d\d)?\.", line)


def test_a_page_is_one_line_in_the_history_and_each_image_one(
    camille: Holder, browser: Browser, report: Deposited
) -> None:
    before = count("entry", camille.space)
    see(browser, report)
    assert count("entry", camille.space) == before + 1
    browser.get(address(report, "page/1"))
    assert count("entry", camille.space) == before + 2
    assert [ref.kind for ref in last(camille.space).refs] == [DOCUMENT]


# Versions


def test_a_document_and_those_it_replaces_lead_to_each_other(
    camille: Holder, browser: Browser, hospital: Caller, report: Deposited
) -> None:
    target = {"reference": f"{DOCUMENT}/{house().codec.encode(*report.place)}"}
    relation = [{"code": "replaces", "target": target}]
    newer = publish(hospital, camille.identity, TEXT, "Bilan corrigé", relatesTo=relation)
    old, new = see(browser, report), see(browser, newer)
    assert "Ancienne version" in old
    assert lines(old, "versions")[0].startswith("Version qui remplace celle-ci 14 mars 2026. Bilan corrigé.")
    assert lines(new, "versions")[1] == "Version remplacée 14 mars 2026. Bilan annuel."
    back = re.search(r'href="(\.\./[a-z2-7]{26}/)">Version remplacée', new)
    assert back is not None
    assert address(newer).replace(address(newer).split("/")[-2], back[1].split("/")[1]) == address(report)


def test_an_earlier_version_is_readable_as_it_was(camille: Holder, browser: Browser) -> None:
    send(browser)
    [found] = added(camille)
    document = Deposited(camille.space, found.item)
    page = address(document, "modifier/")
    browser.submit(page, page, **{**TYPED, "titre": "Ordonnance de lunettes", "version": "1"})
    now = see(browser, document)
    assert [line.split(",")[0].rsplit(" ", 3)[0] for line in lines(now, "versions")] == ["Ce document", "Version 1"]
    assert "Titre modifié." in now
    assert 'href="versions/1/"' in now
    before = see(browser, document, "versions/1/")
    assert "<h1>Ordonnance du dentiste</h1>" in before
    assert "Le fichier n’a pas changé" in before
    for number in ("3", "0", str(LAST_VERSION), str(LAST_VERSION + 1), "9" * 40):
        assert browser.get(address(document, f"versions/{number}/")).status_code == 404


def test_what_was_just_done_is_said_once(camille: Holder, browser: Browser) -> None:
    answer = send(browser)
    assert "Votre document est ajouté" in plain(browser.get(answer.headers["Location"]))
    assert "Votre document est ajouté" not in browser.text(place_of(answer))


def test_ones_own_can_be_changed_and_others_cannot(camille: Holder, browser: Browser, report: Deposited) -> None:
    assert "modifier/" not in see(browser, report)
    send(browser)
    own = next(each for each in added(camille) if each.header.author == camille.number)
    page = see(browser, Deposited(camille.space, own.item))
    assert "modifier/" in page
    assert "supprimer/" in page


# Who may not

PARTS = ("", "page/1", "original/", "versions/1/")


@pytest.mark.threat("T-09")
@pytest.mark.parametrize("part", PARTS)
def test_nobody_else_comes_near(camille: Holder, report: Deposited, part: str) -> None:
    stranger = new_person()
    before = count("entry", camille.space)
    assert Browser(stranger).get(address(report, part)).status_code == 404
    assert count("entry", camille.space) == before + 1
    assert Browser(stranger).get(address(report, part, space=stranger.space)).status_code == 404
    assert Browser().get(address(report, part)).status_code == 303


@pytest.mark.parametrize("part", PARTS)
def test_a_document_of_another_notebook_has_its_own_address(
    camille: Holder, browser: Browser, sacha: Holder, report: Deposited, part: str
) -> None:
    assert browser.get(address(report, part, space=sacha.space)).status_code == 404
    assert browser.get(f"{browser.notebook}documents/{'a' * 26}/{part}").status_code == 404
    assert browser.get(f"{browser.notebook}documents/rien/{part}").status_code == 404


@pytest.mark.threat("T-24")
@pytest.mark.parametrize("part", PARTS)
def test_a_withdrawn_representation_shuts_everything_at_the_next_request(
    camille: Holder, browser: Browser, sacha: Holder, hospital: Caller, part: str
) -> None:
    document = publish(hospital, sacha.identity, pdfs.one_page())
    assert browser.get(address(document, part)).status_code == 200
    delegations.withdraw_representative(sacha.space, camille.space)
    assert browser.get(address(document, part)).status_code == 404


@pytest.mark.threat("T-24")
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("flag", [Flag.HIDDEN_FROM_REPRESENTATIVES, Flag.NOT_ANNOUNCED])
def test_what_is_kept_from_a_parent_is_not_there(
    browser: Browser, sacha: Holder, hospital: Caller, part: str, flag: Flag
) -> None:
    code = "INVISIBLE_PATIENT" if flag is Flag.NOT_ANNOUNCED else "INVISIBLE_REPRESENTANTS_LEGAUX"
    label = [{"coding": [{"code": code}]}]
    document = publish(hospital, sacha.identity, pdfs.one_page(), securityLabel=label)
    assert browser.get(address(document, part)).status_code == 404
    theirs = Browser(sacha).get(address(document, part)).status_code
    assert theirs == (404 if flag is Flag.NOT_ANNOUNCED else 200)


@pytest.mark.parametrize("part", PARTS[:3])
def test_a_deleted_document_is_gone(camille: Holder, browser: Browser, hospital: Caller, part: str) -> None:
    document = deposit(hospital, camille.space, Sheet(file=TEXT))
    delete(hospital, document)
    assert browser.get(address(document, part)).status_code == 410


def test_an_image_added_by_camille_is_shown(camille: Holder, browser: Browser) -> None:
    send(browser, fichier=file(TEXT, "note.txt", "text/plain"))
    [found] = added(camille)
    assert "Tout va bien." in see(browser, Deposited(camille.space, found.item))
