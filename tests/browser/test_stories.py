"""Des histoires de bout en bout, dans un vrai navigateur, avec et sans JavaScript."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import PHONE, Screen
from tests.browser.conftest import Visit
from tests.browser.pages import cookie_of, notebook
from tests.browser.photo import PHOTO, tells_where
from tests.browser.signing import sign_in
from tests.cast import CAMILLE, SACHA
from tests.scenarios.live import PROJECT, House

pytestmark = pytest.mark.parametrize("script", [True, False], ids=["avec JavaScript", "sans JavaScript"])
REPORT = "Résultats de biologie : bilan annuel"


def open_room(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Sommaire").get_by_role("link", name=name).click()


def download(page: Page, name: str | re.Pattern[str]) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_camille_finds_and_reads_her_laboratory_report(visit: Visit, house: House, script: bool) -> None:
    """Camille retrouve son compte rendu d’analyses, le lit à l’écran, et en garde l’original."""
    page = sign_in(visit(Screen(script=script)), house)
    open_room(page, "Documents")
    page.get_by_role("searchbox", name="Chercher").fill("laboratoire bilan")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=REPORT).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("bilan annuel"))
    picture = page.locator("main img").last
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") > 600
    page.get_by_text("Texte de la page 1").click()
    expect(page.get_by_text("Ferritine").first).to_be_visible()
    expect(page.get_by_text("Qui peut voir ce document, et pourquoi")).to_be_visible()
    original = download(page, re.compile("Télécharger"))
    assert original.startswith(b"<?xml")
    assert b"ClinicalDocument" in original


def test_she_adds_a_photo_of_a_prescription(visit: Visit, house: House, script: bool) -> None:
    """Sur un écran de 390 px, elle ajoute la photo d’une ordonnance ; le lieu n’est gardé nulle part."""
    assert tells_where(PHOTO)
    title = f"Ordonnance photographiée {'avec' if script else 'sans'} script"
    tab = visit(Screen(PHONE, script=script))
    tab.expected.add(422)
    page = sign_in(tab, house)
    open_room(page, "Documents")
    page.get_by_role("link", name="Ajouter un document").click()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".resume-erreurs")).to_be_visible()  # nothing was said yet
    page.get_by_label("Ou prenez une photo").set_input_files(
        {"name": "IMG_2031.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    )
    page.get_by_label("Un titre que vous reconnaîtrez").fill(title)
    page.get_by_label("Catégorie").select_option(label="Ordonnances et soins")
    for part, value in (("Jour", "5"), ("Mois", "1"), ("Année", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    picture = page.locator("main img").last
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") > 300
    assert not tells_where(download(page, re.compile("Télécharger")))
    open_room(page, "Documents")
    expect(page.get_by_role("link", name=title)).to_be_visible()
    assert not tells_where(_stored(house, title))


def _stored(house: House, title: str) -> bytes:
    """Give the bytes that the API hands out for the document of a title."""
    patient = house.patient(CAMILLE.identity.matricule)
    found = house.call("camille", "GET", "DocumentReference", params={"patient": patient, "_count": 50}).json()["entry"]
    files = [entry["resource"]["content"][0]["attachment"] for entry in found]
    url = next(file["url"] for file in files if file["title"] == title)
    return house.call("camille", "GET", url, headers={"Accept": "image/jpeg"}).content


def test_she_understands_who_read_it(visit: Visit, house: House, script: bool, tmp_path: Path) -> None:
    """Le Dr Martin lit, le Dr Nguyen est refusé : elle voit l’un et l’autre dans la seconde, et garde la preuve."""
    page = sign_in(visit(Screen(script=script)), house)
    patient = house.patient(CAMILLE.identity.matricule)
    found = house.call("camille", "GET", "DocumentReference", params={"patient": patient, "_count": 50}).json()["entry"]
    report = next(
        entry["resource"]["id"] for entry in found if "TSH" in entry["resource"]["content"][0]["attachment"]["title"]
    )
    begun = time.monotonic()
    assert house.call("dr-martin", "GET", f"DocumentReference/{report}").status_code == 200
    assert house.call("dr-nguyen", "GET", f"DocumentReference/{report}").status_code == 404
    open_room(page, "Qui est venu")
    lines = page.locator(".entree")
    refused = lines.filter(has_text="Dr Paul Nguyen").filter(has_text="TSH").first
    read = lines.filter(has_text="Dr Claire Martin").filter(has_text="a lu").filter(has_text="TSH").first
    expect(refused).to_contain_text("Nous avons refusé", timeout=1_000)
    expect(read).to_contain_text("médecin traitant", timeout=1_000)
    assert time.monotonic() - begun < 1 + _load()
    _open_proof(page, "Dr Paul Nguyen")
    kept = tmp_path / "preuve.json"
    kept.write_bytes(download(page, "Télécharger la preuve"))
    checked = subprocess.run(
        [sys.executable, "-m", "ens.journal.verify", str(kept)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _open_proof(page: Page, name: str) -> None:
    """Open the newest proof of somebody's visits; it comes with the next signed point of the journal."""
    address = page.url
    for _ in range(25):
        line = page.locator(".entree").filter(has_text=name).first
        if line.locator("summary").count():
            line.locator("summary").click()
        proof = line.get_by_role("link", name=re.compile("vérifiable"))
        if proof.count():
            proof.first.click()
            return
        time.sleep(0.2)
        page.goto(address)
    raise AssertionError(f"no proof for {name}: {line.inner_text()}")


def _load() -> float:
    """Allow for other work on this machine: a second is meant for one that has nothing else to do."""
    return max(0.0, os.getloadavg()[0] - 1)


def test_she_always_sees_whose_notebook_it_is(visit: Visit, house: House, script: bool) -> None:
    """Elle passe au carnet de Sacha et le voit sur chaque page ; quitter y met fin aussitôt."""
    tab = visit(Screen(script=script))
    page = sign_in(tab, house)
    whose = page.get_by_role("navigation", name="Changer de carnet").locator("[aria-current]")
    expect(whose).to_contain_text("Camille")
    page.get_by_role("navigation", name="Changer de carnet").get_by_role("link", name="Sacha").click()
    for room in ("Accueil", "Documents", "Qui est venu", "Documents"):
        open_room(page, room)
        expect(whose).to_contain_text("Sacha")
        expect(page).to_have_title(re.compile("carnet de Sacha"))
        assert page.url.startswith(house.base + notebook(house, person=SACHA))
        expect(page.locator("main")).not_to_contain_text("Votre carnet compte")
    page.locator(".entree a").first.click()
    expect(whose).to_contain_text("Sacha")
    inside = page.url
    session = next(each for each in page.context.cookies() if each["name"] == cookie_of(house))
    page.get_by_role("button", name="Quitter").click()
    expect(page.locator("main")).not_to_contain_text("Sacha")
    assert cookie_of(house) not in {each["name"] for each in page.context.cookies()}
    page.goto(inside)
    assert "/connexion/" in page.url
    page.context.add_cookies([{"name": session["name"], "value": session["value"], "url": house.base}])  # a copy of it
    page.goto(inside)
    assert "/connexion/" in page.url
    assert (
        house.call(session["value"], "GET", f"Patient/{house.patient(CAMILLE.identity.matricule)}").status_code == 401
    )
