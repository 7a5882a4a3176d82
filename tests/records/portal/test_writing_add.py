"""Camille adds a document on a page: without script, as any browser does it."""

import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from PIL import Image

from ens.gate import history
from ens.gate.house import house
from ens.kernel import clock
from ens.policy.facts import Flag
from ens.records import notices
from ens.sharing import delegations
from tests.factories import documents, hostile_files, pdfs
from tests.factories.browser import Browser, notebook_of
from tests.factories.people import Holder, new_child, new_person
from tests.formats import test_sniff as files
from tests.records.portal.filling import (
    TYPED,
    added,
    faults,
    file,
    form_of,
    photo,
    place_of,
    plain,
    said_by,
    send,
    send_to,
    stored,
)


def test_the_form_asks_for_a_file_a_title_a_date_a_category_and_who_may_see(browser: Browser) -> None:
    page = browser.text(form_of(browser))
    for name in ("fichier", "photo", "titre", "categorie", "date-jour", "date-mois", "date-annee", "visibilite"):
        assert f'name="{name}"' in page
    assert 'accept=".pdf,.txt,.rtf,.jpg,.jpeg,.png,.tif,.tiff"' in page
    assert re.search(r'name="photo" accept="image/jpeg,image/png"[^>]* capture="environment"', page)
    assert 'enctype="multipart/form-data"' in page
    assert page.count("<option") == 16
    assert 'name="parents"' not in page


def test_what_she_sends_is_in_her_notebook_and_she_is_taken_to_it(camille: Holder, browser: Browser) -> None:
    answer = send(browser)
    [found] = added(camille)
    public = house().codec.encode(camille.space, found.item)
    assert place_of(answer) == f"{browser.notebook}documents/{public}/"
    assert said_by(camille, answer, public) == notices.ADDED
    assert (found.header.title, found.header.category) == ("Ordonnance du dentiste", "ORD_SOIN")
    assert found.header.author == camille.number
    assert stored(camille) == documents.PDF


def test_a_photo_taken_on_the_spot_is_taken(camille: Holder, browser: Browser) -> None:
    assert send(browser, fichier=None, photo=file(photo(), "image.jpg", "image/jpeg")).status_code == 303
    assert added(camille)[0].header.title == "Ordonnance du dentiste"


def test_a_masked_document_is_masked(camille: Holder, browser: Browser) -> None:
    send(browser, visibilite="moi")
    assert added(camille)[0].header.flags == Flag.MASKED


def test_the_script_is_told_where_to_go_and_goes_there_itself(camille: Holder, browser: Browser) -> None:
    page = form_of(browser)
    browser.client.defaults["HTTP_PREFER"] = "return=minimal"
    answer = browser.submit(page, page, **TYPED, fichier=file())
    assert (answer.status_code, answer.content) == (201, b"")
    assert urlsplit(answer.headers["Location"]).path.startswith(f"{browser.notebook}documents/")
    assert len(added(camille)) == 1


def test_sending_the_same_form_twice_adds_one_document(camille: Holder, browser: Browser) -> None:
    once = re.findall(r'name="envoi" value="([^"]+)"', browser.text(form_of(browser)))[0]
    first, second = send(browser, envoi=once), send(browser, envoi=once)
    assert place_of(first) == place_of(second)
    assert len(added(camille)) == 1


def test_two_forms_are_two_documents(camille: Holder, browser: Browser) -> None:
    send(browser)
    send(browser)
    assert len(added(camille)) == 2


def test_every_fault_is_told_at_once_and_what_was_written_stays(camille: Holder, browser: Browser) -> None:
    answer = send(browser, fichier=None, titre="<b>Radio</b>", categorie="", visibilite="", **{"date-annee": "2062"})
    assert answer.status_code == 422
    assert faults(answer) == [
        "Choisissez un fichier, ou prenez une photo.",
        "Ce titre ressemble à du code. Écrivez-le en toutes lettres.",
        "Choisissez une catégorie.",
        "Le 3 février 2062 est dans le futur. Vouliez-vous écrire 2026 ?",
        "Dites qui pourra voir ce document.",
    ]
    assert 'value="&lt;b&gt;Radio&lt;/b&gt;"' in plain(answer)
    assert 'value="2062"' in plain(answer)
    assert "<title>Erreur : Ajouter un document" in plain(answer)
    assert added(camille) == []


def test_each_link_of_the_summary_leads_to_a_field(browser: Browser) -> None:
    answer = send(browser, fichier=None, titre="", categorie="", visibilite="", **{"date-jour": "31"})
    page = plain(answer)
    for anchor in re.findall(r'<li><a href="#([a-z0-9-]+)">', page):
        assert page.count(f' id="{anchor}"') == 1
    assert page.count('aria-invalid="true"') == 4


AGAIN = "Choisissez de nouveau « ordonnance.pdf » : nous ne l’avons pas gardé."


def test_a_good_file_must_be_chosen_again_when_something_else_is_wrong(browser: Browser) -> None:
    answer = send(browser, titre="")
    assert faults(answer) == [AGAIN, "Donnez un titre à ce document."]


def test_the_script_keeps_the_file_chosen(browser: Browser) -> None:
    page = form_of(browser)
    browser.client.defaults["HTTP_PREFER"] = "return=minimal"
    answer = browser.submit(page, page, **{**TYPED, "titre": ""}, fichier=file())
    assert (answer.status_code, faults(answer)) == (422, ["Donnez un titre à ce document."])


def test_a_file_or_a_photo_not_both(camille: Holder, browser: Browser) -> None:
    answer = send(browser, photo=file(photo(), "image.jpg", "image/jpeg"))
    assert answer.status_code == 422
    assert faults(answer) == ["Gardez le fichier ou la photo, pas les deux : un document à la fois."]
    assert added(camille) == []


CHOOSE = "Choisissez un PDF, une photo (JPEG, PNG, TIFF) ou un texte (TXT, RTF)."
SOFTWARE = "est fait pour les logiciels de soins, qui le déposent eux-mêmes. Choisissez un PDF ou une photo."


@pytest.mark.parametrize(
    ("sent", "status", "text"),
    [
        (file(b"", "vide.pdf"), 422, "« vide.pdf » est vide. Choisissez un autre fichier."),
        (
            file(b"%PDF-1.4" + bytes(5_400_000), "radio.pdf"),
            413,
            "« radio.pdf » pèse 5,4 Mo. Choisissez un fichier de 5 Mo au plus.",
        ),
        (
            file(files.archive(), "cr.docx", "application/zip"),
            415,
            f"« cr.docx » n’est pas d’un type accepté. {CHOOSE}",
        ),
        (
            file(files.CDA, "cr.xml", "text/xml"),
            415,
            f"« cr.xml » {SOFTWARE}",
        ),
        (
            file(files.JPEG, "photo.jpg", "image/jpeg"),
            415,
            "Cette image est abîmée : nous n’arrivons pas à la lire. Choisissez un autre fichier.",
        ),
    ],
    ids=["empty", "heavy", "archive", "cda", "broken picture"],
)
def test_a_file_that_cannot_be_taken_leaves_nothing(
    camille: Holder, browser: Browser, sent: io.BytesIO, status: int, text: str
) -> None:
    sent.seek(0)
    answer = send(browser, fichier=sent)
    assert (answer.status_code, faults(answer)) == (status, [text])
    assert 'value="Ordonnance du dentiste"' in plain(answer)
    assert added(camille) == []


def test_a_file_of_exactly_the_limit_is_taken(
    camille: Holder, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENS_UPLOAD_LIMIT", len(documents.PDF))
    assert send(browser).status_code == 303
    assert send(browser, fichier=file(documents.PDF + b"\n")).status_code == 413
    assert len(added(camille)) == 1


def test_more_than_any_file_is_refused_before_it_is_read(browser: Browser) -> None:
    page = form_of(browser)
    answer = browser.client.post(page, {}, CONTENT_LENGTH="100000001")
    assert answer.status_code == 413
    assert "Cet envoi est trop lourd" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(hostile_files.PICTURES))
def test_a_picture_made_to_harm_gets_a_sentence(camille: Holder, browser: Browser, name: str) -> None:
    kind, make = hostile_files.PICTURES[name]
    answer = send(browser, fichier=file(make(), "photo", kind))
    assert answer.status_code in {303, 413, 415, 422}
    assert answer.status_code == 303 or faults(answer)
    assert len(added(camille)) == (answer.status_code == 303)


def test_a_pdf_with_a_password_is_taken_as_it_is(camille: Holder, browser: Browser) -> None:
    content = pdfs.protected()
    answer = send(browser, fichier=file(content))
    assert stored(camille) == content
    assert "protégé par un mot de passe" in browser.text(place_of(answer))


def test_the_next_page_says_that_it_is_done_to_her_and_only_once_asked(browser: Browser) -> None:
    there = send(browser).headers["Location"]
    assert "Votre document est ajouté" in browser.text(there)
    assert "Votre document est ajouté" not in browser.text(urlsplit(there).path)
    assert "Votre document est ajouté" not in browser.text(f"{urlsplit(there).path}?fait=ajoute")


def test_the_place_where_a_photo_was_taken_is_not_kept(camille: Holder, browser: Browser) -> None:
    assert Image.open(io.BytesIO(photo())).getexif().get_ifd(0x8825)
    send(browser, fichier=file(photo(), "photo.jpg", "image/jpeg"))
    kept = stored(camille)
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size) == ("JPEG", (32, 64))  # upright
    assert dict(picture.getexif()) == {}
    for trace in (b"Exif", b"Fabricant", b"Tilleuls"):
        assert trace not in kept


def test_a_form_that_did_not_come_from_our_page_adds_nothing(camille: Holder, browser: Browser) -> None:
    answer = browser.client.post(form_of(browser), {**TYPED, "fichier": file()})
    assert answer.status_code == 403
    assert added(camille) == []


def test_who_is_not_signed_in_is_asked_who_she_is(camille: Holder) -> None:
    answer = Browser().get(form_of(Browser(camille)))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/connexion/?suite=")


def test_somebody_elses_notebook_is_not_there(camille: Holder, browser: Browser) -> None:
    other = new_person()
    page = form_of(browser, other.space)
    assert browser.get(page).status_code == 404
    assert browser.submit(form_of(browser), page, **TYPED, fichier=file()).status_code == 404
    assert added(other) == []


def test_adding_is_in_her_history_at_once(camille: Holder, browser: Browser) -> None:
    send(browser)
    acts = [line.entry.action for line in history.list_entries(camille.visit, camille.space, None, 20) if line.entry]
    assert "records:item:create" in acts


def test_nothing_is_written_in_clear(
    camille: Holder, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    secret = b"%PDF-1.4 les mots d'une ordonnance %%EOF\n" + b" " * 3_000_000 + b"%%EOF"
    assert send(browser, fichier=file(secret)).status_code == 303
    assert list(tmp_path.iterdir()) == []
    folder = Path(settings.ENS_BLOBS)
    assert not [path for path in folder.rglob("*") if path.is_file() and b"ordonnance" in path.read_bytes()]


def test_she_adds_to_the_notebook_of_her_child_in_her_own_name(
    camille: Holder, sacha: Holder, browser: Browser
) -> None:
    assert place_of(send_to(browser, sacha.space)).startswith(notebook_of(sacha.space))
    [found] = added(sacha)
    assert (found.header.author, found.header.author_name) == (camille.number, "Anna Essai")
    assert json.loads(found.resource)["contained"][0]["resourceType"] == "RelatedPerson"
    assert added(camille) == []


def test_the_page_says_whose_notebook_it_is_and_leads_to_the_other(
    camille: Holder, sacha: Holder, browser: Browser
) -> None:
    own, childs = browser.text(form_of(browser)), browser.text(form_of(browser, sacha.space))
    assert "Il rejoindra votre carnet." in own
    assert form_of(browser, sacha.space) in own
    assert "Il rejoindra le carnet d’Anna." in childs
    assert form_of(browser) in childs


def test_a_parent_cannot_hide_from_parents(camille: Holder, sacha: Holder, browser: Browser) -> None:
    assert 'name="parents"' not in browser.text(form_of(browser, sacha.space))
    answer = send_to(browser, sacha.space, parents="oui")
    assert answer.status_code == 422
    assert "Seule la personne mineure peut cacher un document à ses parents." in faults(answer)
    assert added(sacha) == []


def test_noe_at_sixteen_hides_a_document_from_his_parents(camille: Holder) -> None:
    noe = new_child(16)
    delegations.declare_representative(noe.space, camille.space)
    his = Browser(noe)
    assert 'name="parents"' in his.text(form_of(his))
    assert send(his, parents="oui").status_code == 303
    assert added(noe)[0].header.flags == Flag.HIDDEN_FROM_REPRESENTATIVES
    assert added(Holder(noe.space, noe.identity, camille.caller)) == []


def test_today_is_today(camille: Holder, browser: Browser) -> None:
    today = clock.today()
    typed = {"date-jour": str(today.day), "date-mois": str(today.month), "date-annee": str(today.year)}
    assert send(browser, **typed).status_code == 303
    assert send(browser, **{**typed, "date-annee": str(today.year + 1)}).status_code == 422
