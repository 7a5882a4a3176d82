"""A professional finds a person by her whole identity, and is let in by her code, on her word, or not at all."""

import re
from dataclasses import replace

import pytest

from ens.gate.house import house
from ens.kernel.identifiers import INS_NIR
from ens.kernel.ids import NO_ITEM
from ens.policy.facts import SpaceState
from ens.sharing import services as sharing
from tests.factories.browser import Browser
from tests.factories.people import Holder, new_matricule, new_person
from tests.federation.entering import settle, somebody
from tests.pro.conftest import Desk

pytestmark = pytest.mark.threat("T-66")

_CODE = re.compile(r"<strong>(\d{3}) (\d{3})</strong>")


def show_code(who: Holder) -> str:
    browser = Browser(who)
    page = f"{browser.notebook}code-soignant/"
    found = _CODE.search(browser.submit(page, page).content.decode().replace("\u00a0", " "))
    assert found is not None
    return found[1] + found[2]


def test_dr_martin_is_let_in_by_the_code_that_camille_shows(martin: Desk, camille: Holder) -> None:
    page = martin.find(camille)
    closed = martin.text(page)
    assert "Cette personne a un carnet" in closed
    assert camille.identity.birth_name.title() not in closed  # nothing of her before she agrees
    code = show_code(camille)
    assert martin.submit(page, f"{page}entrer/", voie="code", code=code).status_code == 303
    assert camille.identity.name in martin.text(page)


def test_a_code_serves_once_and_for_one_notebook(martin: Desk, nguyen: Desk, camille: Holder) -> None:
    page, code = martin.find(camille), show_code(camille)
    elsewhere = nguyen.find(new_person())
    assert nguyen.submit(elsewhere, f"{elsewhere}entrer/", voie="code", code=code).status_code == 422
    assert martin.submit(page, f"{page}entrer/", voie="code", code=code).status_code == 303
    assert nguyen.submit(page, f"{page}entrer/", voie="code", code=code).status_code == 422
    assert "Cette personne a un carnet" in nguyen.text(page)


def test_a_code_is_dead_after_five_wrong_ones(martin: Desk, nguyen: Desk, camille: Holder) -> None:
    page, code = martin.find(camille), show_code(camille)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert nguyen.submit(page, f"{page}entrer/", voie="code", code=wrong).status_code == 422
    assert martin.submit(page, f"{page}entrer/", voie="code", code=code).status_code == 422
    assert martin.submit(page, f"{page}entrer/", voie="code", code=show_code(camille)).status_code == 303


def test_dr_martin_comes_in_on_camilles_word_and_not_without_saying_so(martin: Desk, camille: Holder) -> None:
    page = martin.find(camille)
    assert martin.submit(page, f"{page}entrer/", voie="parole").status_code == 422
    assert martin.submit(page, f"{page}entrer/", voie="parole", accord="oui").status_code == 303
    assert "sur sa parole" in martin.text(page)


def test_a_word_is_taken_ten_times_a_day(martin: Desk) -> None:
    statuses = []
    for _ in range(11):
        page = martin.find(new_person())
        statuses.append(martin.submit(page, f"{page}entrer/", voie="parole", accord="oui").status_code)
    assert statuses == [303] * 10 + [429]


def test_camilles_block_shuts_the_next_click_and_leaves_the_deposit(martin: Desk, camille: Holder) -> None:
    page = martin.find(camille)
    martin.submit(page, f"{page}entrer/", voie="code", code=show_code(camille))
    assert camille.identity.name in martin.text(page)
    sharing.block(camille.visit, camille.space, martin.number)
    closed = martin.text(page)
    assert camille.identity.name not in closed
    assert "bloqué" in closed
    assert "Déposer un document" in martin.text(f"{page}deposer/")
    code = show_code(camille)
    other = martin.submit("/pro/", f"{page}entrer/", voie="code", code=code)
    assert other.status_code in {403, 404}
    assert camille.identity.name not in martin.text(page)


def test_a_demand_waits_and_opens_nothing_until_she_answers(martin: Desk, camille: Holder) -> None:
    page = martin.find(camille)
    assert martin.submit(page, f"{page}entrer/", voie="traitant").status_code == 303
    assert "Votre demande attend sa réponse" in martin.text(page)
    sharing.answer(camille.visit, camille.space, martin.number, agreed=True)
    assert "comme médecin traitant" in martin.text(page)


@pytest.mark.parametrize(
    "changed",
    [
        {"matricule": "unknown"},
        {"registre": INS_NIR, "matricule": "unknown"},
        {"nom": "AUTRE"},
        {"prenom": "ANNE"},
        {"ne-jour": "28"},
        {"sexe": "male"},
        {"lieu": "51998"},
    ],
)
def test_one_wrong_trait_shows_nobody(martin: Desk, changed: dict[str, str]) -> None:
    who = new_person(birth_date="1931-07-14").identity  # other tests have people who differ from Camille in one trait
    year, month, day = who.birth_date.split("-")
    if "matricule" in changed:
        right = {"matricule": who.matricule, "registre": who.oid}
        changed["matricule"] = new_matricule()
    else:
        right = {"nom": who.birth_name, "prenom": who.first_given_name, "sexe": who.sex, "lieu": who.birth_place}
        right |= {"ne-annee": year, "ne-mois": month, "ne-jour": day}
    answer = martin.submit("/pro/", "/pro/chercher/", **(right | changed))
    assert answer.status_code == 404
    assert "Aucun carnet ne répond" in answer.content.decode()


def test_all_five_traits_show_the_one_who_bears_them(martin: Desk) -> None:
    who = somebody(birth_date="1951-07-03")
    space = settle(who)
    typed = {"nom": who.birth_name.lower(), "prenom": "Anna", "sexe": who.sex, "lieu": who.birth_place}
    typed |= {"ne-annee": "1951", "ne-mois": "7", "ne-jour": "3"}
    answer = martin.submit("/pro/", "/pro/chercher/", **typed)
    assert answer.headers["Location"] == f"/pro/patients/{house().codec.encode(space, NO_ITEM)}/"
    settle(replace(who, matricule=new_matricule()))  # a twin of the same name: the INS alone tells them apart
    assert martin.submit("/pro/", "/pro/chercher/", **typed).status_code == 404


def test_whoever_is_not_there_is_looked_for_twenty_times_an_hour(martin: Desk) -> None:
    typed = {"registre": "1.2.250.1.213.1.4.10"}
    statuses = [
        martin.submit("/pro/", "/pro/chercher/", matricule=new_matricule(), **typed).status_code for _ in range(21)
    ]
    assert statuses == [404] * 20 + [429]


@pytest.mark.parametrize("state", [SpaceState.CLOSED, SpaceState.SUSPENDED, SpaceState.ANNOUNCED])
def test_a_notebook_that_is_not_open_says_so_and_offers_nothing(martin: Desk, state: SpaceState) -> None:
    page = martin.find(new_person(state))
    closed = martin.text(page)
    assert "Ce carnet ne s’ouvre pas" in closed
    assert "voie" not in re.sub(r'class="[^"]*"', "", closed)
    assert martin.get(f"{page}deposer/").status_code == 403


def test_an_address_that_is_nobodys_is_not_found(martin: Desk) -> None:
    assert martin.get("/pro/patients/aaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404
    assert martin.get("/pro/patients/x/").status_code == 404
