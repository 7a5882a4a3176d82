"""Sections of a share: allergies, treatments and vaccinations, shown as they stand, and no other."""

from typing import Any

import pytest

from ens.fhir import endpoint, writes
from ens.fhir.call import Call
from ens.fhir.media import FHIR_JSON
from ens.fhir.parse import write
from ens.kernel.actions import Action
from tests.factories.browser import Browser
from tests.factories.callers import Caller, new_professional
from tests.factories.documents import Sheet, deposit
from tests.factories.journal import entries
from tests.factories.people import Holder
from tests.shares.showing import READ, enter, public, show, telephone


def note(by: Caller, whose: Holder, kind: str, name: str, *labels: str, **more: Any) -> None:
    """Write one line of a section through the FHIR door."""
    concept = {"Immunization": "vaccineCode", "MedicationRequest": "medicationCodeableConcept"}.get(kind, "code")
    owner = "subject" if kind in {"Condition", "MedicationRequest"} else "patient"
    subject = f"Patient?identifier=urn:oid:{whose.identity.oid}|{whose.identity.matricule}"
    resource = {
        "resourceType": kind,
        "meta": {"security": [{"code": label} for label in labels]} if labels else {},
        owner: {"reference": subject},
        concept: {"text": name},
        **more,
    }
    kinds = endpoint.kinds()
    content = write({key: value for key, value in resource.items() if value})
    writes.create(Call(by.visit, "", kinds, "POST", body=content, content_type=FHIR_JSON), kinds[kind])


@pytest.fixture
def martin(camille: Holder) -> Caller:
    """Somebody who has written into Camille's sections."""
    made = new_professional()
    high = {"criticality": "high", "reaction": [{"manifestation": [{"text": "Œdème du visage"}]}]}
    note(made, camille, "AllergyIntolerance", "Pénicilline", **high)
    note(made, camille, "AllergyIntolerance", "Latex, masqué", "MASQUE_PS")
    taken = {"status": "active", "intent": "order", "dosageInstruction": [{"text": "1 le matin"}]}
    note(made, camille, "MedicationRequest", "Lévothyroxine", **taken)
    return made


def test_who_opens_reads_the_sections_that_she_chose(camille: Holder, browser: Browser, martin: Caller) -> None:
    phone = telephone()
    assert enter(phone, show(browser, rubriques="AllergyIntolerance")).status_code == 303
    page = phone.text(READ)
    assert "Pénicilline" in page
    assert "risque élevé, Œdème du visage" in page
    assert "Latex" not in page
    assert "Lévothyroxine" not in page
    looked = [entry for entry in entries(camille.space) if entry.action == Action.RECORDS_ITEM_LIST][-1]
    assert [ref.kind for ref in looked.refs] == ["AllergyIntolerance"]
    note(martin, camille, "AllergyIntolerance", "Arachide")
    assert "Arachide" in phone.text(READ)


def test_a_section_opens_no_document(camille: Holder, browser: Browser, martin: Caller) -> None:
    phone, letter = telephone(), deposit(martin, camille.space, Sheet(title="Lettre"))
    enter(phone, show(browser, rubriques="AllergyIntolerance"))
    assert phone.get(f"{READ}{public(letter)}/").status_code == 404
    assert entries(camille.space)[-1].outcome == "refused"


def test_sections_and_documents_end_together(camille: Holder, browser: Browser, martin: Caller) -> None:
    phone, letter = telephone(), deposit(martin, camille.space, Sheet(title="Lettre"))
    enter(phone, show(browser, letter, rubriques=["AllergyIntolerance", "MedicationRequest"]))
    page = phone.text(READ)
    assert all(words in page for words in ("Lettre", "Pénicilline", "Lévothyroxine", "en cours, 1 le matin"))
    listed = f"{browser.notebook}partages/"
    assert "1 document, allergies et traitements" in browser.text(listed)
    number = browser.text(listed).partition('name="partage" value="')[2].partition('"')[0]
    assert browser.submit(listed, listed, partage=number).status_code == 303
    assert phone.get(READ).status_code == 404


def test_only_what_is_there_is_offered_and_only_sections(camille: Holder, browser: Browser, martin: Caller) -> None:
    page = browser.text(f"{browser.notebook}partages/nouveau/")
    assert "Allergies" in page
    assert "1 ligne<" in page  # the masked one is not counted
    assert "Vaccinations" not in page
    form = f"{browser.notebook}partages/nouveau/"
    wrong = browser.submit(form, form, rubriques="Observation", duree="3600", fois="1")
    assert wrong.status_code == 422
    assert "Cochez une rubrique ou un document" in wrong.content.decode()
