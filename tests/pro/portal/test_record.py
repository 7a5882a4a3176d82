"""The record as a doctor reads it: two years, vaccinations always, states and alerts; and what he changes."""

import io

import pytest

from ens.kernel import clock
from ens.policy.facts import Flag
from ens.pro.deposits import SIGHTS
from ens.records.documents import CONFIDENTIALITY
from ens.sharing import delegations
from ens.sharing import services as sharing
from tests.factories.browser import Browser
from tests.factories.documents import PDF
from tests.factories.journal import last
from tests.factories.people import Holder, new_child
from tests.pro.conftest import Desk

TODAY = clock.today()
SAID = {
    "titre": "Lettre au cardiologue",
    "type": "11488-4",
    "date-jour": str(TODAY.day),
    "date-mois": str(TODAY.month),
    "date-annee": str(TODAY.year),
    "vue": "tous",
    "texte": "Merci de voir cette patiente.",
}


def let_in(desk: Desk, who: Holder) -> str:
    sharing.authorise(who.visit, who.space, desk.number)
    return desk.find(who)


def deposit(desk: Desk, page: str, **said: object) -> int:
    return desk.submit(f"{page}deposer/", f"{page}deposer/", **(SAID | {"envoi": "x" * 22} | said)).status_code


def document_of(desk: Desk, page: str, title: str) -> str:
    text = desk.text(f"{page}?periode=tout").replace("\u00a0", " ")
    before = text.partition(f">{title}</a>")[0]
    return before.rpartition('href="')[2].partition('"')[0]


def test_what_martin_deposits_camille_reads(martin: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    assert deposit(martin, page) == 303
    assert "Lettre au cardiologue" in martin.text(page)
    assert "Lettre au cardiologue" in Browser(camille).text(f"{Browser(camille).notebook}documents/")
    assert deposit(martin, page) == 303  # sent twice
    assert martin.text(page).count("Lettre au cardiologue</a>") == 1


def test_who_is_blocked_still_deposits_and_reads_nothing(martin: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    deposit(martin, page)
    address = document_of(martin, page, SAID["titre"])
    sharing.block(camille.visit, camille.space, martin.number)
    assert martin.get(address).status_code == 403
    assert deposit(martin, page, titre="Encore une lettre") == 303
    assert "Encore une lettre" not in martin.text(page)
    assert "Encore une lettre" in Browser(camille).text(f"{Browser(camille).notebook}documents/")


@pytest.mark.parametrize(
    "said",
    [
        {"titre": ""},
        {"type": "inconnu"},
        {"type": "EXPPAT_2"},
        {"vue": ""},
        {"vue": "masque annonce"},
        {"date-annee": "2062"},
        {"date-jour": ""},
        {"texte": ""},
        {"texte": "x" * 20_001},
    ],
)
def test_what_is_not_stated_is_not_deposited(martin: Desk, camille: Holder, said: dict[str, str]) -> None:
    page = let_in(martin, camille)
    assert deposit(martin, page, **said) == 422
    assert "Lettre au cardiologue</a>" not in martin.text(page)


def test_a_result_waits_for_its_announcement(martin: Desk, nguyen: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    deposit(martin, page, vue="annonce")
    address, own = document_of(martin, page, SAID["titre"]), Browser(camille)
    assert "Non visible par le patient" in martin.text(page)
    assert "Attention, ce document n’est pas visible du patient" in martin.text(address)
    assert SAID["titre"] not in own.text(f"{own.notebook}documents/")
    let_in(nguyen, camille)
    assert nguyen.submit(address, f"{address}etat/", acte="annoncer").status_code == 303
    assert SAID["titre"] in own.text(f"{own.notebook}documents/")
    assert "Attention, ce document" not in martin.text(address)


def test_a_masked_document_is_its_authors_and_the_treating_practitioners(
    martin: Desk, nguyen: Desk, camille: Holder
) -> None:
    page = let_in(martin, camille)
    let_in(nguyen, camille)
    deposit(martin, page)
    address = document_of(martin, page, SAID["titre"])
    assert SAID["titre"] in nguyen.text(page)
    assert martin.submit(address, f"{address}etat/", acte="masquer").status_code == 303
    assert "Masqué aux professionnels" in martin.text(page)
    assert SAID["titre"] not in nguyen.text(page)
    assert nguyen.get(address).status_code == 404
    sharing.choose_treating(camille.visit, camille.space, nguyen.number)
    assert "Masqué aux professionnels" in nguyen.text(page)
    assert nguyen.submit(address, f"{address}etat/", acte="demasquer").status_code in {403, 404}
    assert martin.submit(address, f"{address}etat/", acte="demasquer").status_code == 303
    assert "Masqué aux professionnels" not in martin.text(page)


def test_what_is_archived_replaced_or_deleted_leaves_the_list(martin: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    deposit(martin, page)
    address = document_of(martin, page, SAID["titre"])
    martin.submit(address, f"{address}etat/", acte="archiver")
    assert f"{SAID['titre']}</a>" not in martin.text(page)
    assert f"{SAID['titre']}</a>" in martin.text(f"{page}?etat=archives")
    martin.submit(address, f"{address}etat/", acte="desarchiver")
    public = address.split("/")[-2]
    assert deposit(martin, page, titre="Lettre corrigée", remplace=public) == 303
    assert f"{SAID['titre']}</a>" not in martin.text(page)
    assert "Ancienne version" in martin.text(f"{page}?etat=anciennes")
    newer = document_of(martin, page, "Lettre corrigée")
    assert martin.submit(newer, f"{newer}etat/", acte="supprimer").status_code == 303
    assert martin.get(newer).status_code == 410


def test_nobody_changes_what_another_wrote(martin: Desk, nguyen: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    let_in(nguyen, camille)
    deposit(martin, page)
    address = document_of(martin, page, SAID["titre"])
    for act in ("masquer", "archiver", "supprimer"):
        assert nguyen.submit(address, f"{address}etat/", acte=act).status_code in {403, 404}
    assert "Supprimer ce document" not in nguyen.text(address)
    assert martin.submit(address, f"{address}etat/", acte="brûler").status_code == 400
    assert martin.text(address)


def test_two_years_are_shown_and_vaccinations_always(martin: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    old = str(TODAY.year - 3)
    deposit(martin, page, titre="Vieille lettre", **{"date-annee": old, "date-jour": "1"})
    deposit(martin, page, titre="Vaccins", type="11369-6", **{"date-annee": old, "date-jour": "1"})
    shown = martin.text(page)
    assert "Vaccins</a>" in shown
    assert "Vieille lettre</a>" not in shown
    assert "1 document plus ancien" in shown.replace("\u00a0", " ")
    assert "Vieille lettre</a>" in martin.text(f"{page}?periode=tout")
    assert "Vieille lettre</a>" in martin.text(f"{page}?periode={old}")
    assert last(camille.space).action == "records:item:list"


@pytest.mark.parametrize("query", ["classe=zz", "periode=hier", "etat=tous", "page=0", "page=x", "page=99"])
def test_a_filter_that_does_not_exist_is_refused(martin: Desk, camille: Holder, query: str) -> None:
    page = let_in(martin, camille)
    assert martin.get(f"{page}?{query}").status_code in {400, 404}


def test_mme_diallo_sees_what_the_matrix_gives_nurses(martin: Desk, diallo: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    let_in(diallo, camille)
    deposit(martin, page)
    deposit(martin, page, titre="Certificat", type="89601-9")
    shown = diallo.text(page)
    assert "Lettre au cardiologue</a>" in shown
    assert "Certificat</a>" not in shown


def test_in_a_secret_session_nothing_reaches_the_parents(martin: Desk, camille: Holder) -> None:
    noe = new_child(16)
    delegations.declare_representative(noe.space, camille.space)
    page = let_in(martin, noe)
    assert martin.submit(page, f"{page}secret/", secret="oui").status_code == 303
    assert deposit(martin, page) == 422
    assert deposit(martin, page, parents="oui") == 303
    notebook = Browser(noe).notebook
    assert SAID["titre"] in Browser(noe).text(f"{notebook}documents/")
    assert SAID["titre"] not in Browser(camille).text(f"{notebook}documents/")
    assert "représentants légaux" in martin.text(document_of(martin, page, SAID["titre"]))
    martin.submit(page, f"{page}secret/", secret="non")
    assert deposit(martin, page, titre="Vaccin") == 303
    assert "Vaccin" in Browser(camille).text(f"{notebook}documents/")


def test_a_pdf_is_taken_with_its_page_and_its_original(martin: Desk, camille: Holder) -> None:
    page = let_in(martin, camille)
    file = io.BytesIO(PDF)
    file.name = "lettre.pdf"
    assert deposit(martin, page, texte="", fichier=file) == 303
    address = document_of(martin, page, SAID["titre"])
    assert martin.get(f"{address}original/")["Content-Disposition"].startswith("attachment")
    assert martin.get(f"{address}page/1")["Content-Type"].startswith("image/")


def test_another_persons_document_is_not_under_this_address(martin: Desk, camille: Holder) -> None:
    page, other = let_in(martin, camille), let_in(martin, new_child(9))
    deposit(martin, page)
    address = document_of(martin, page, SAID["titre"])
    assert martin.get(address).status_code == 200
    assert martin.get(address.replace(page, other)).status_code == 404


def test_the_flags_are_those_of_the_law() -> None:
    """EX_2.1-1050: no choice of the form sets both."""
    assert {CONFIDENTIALITY.get(label, Flag(0)) for label in SIGHTS.values()} == {
        Flag(0),
        Flag.MASKED,
        Flag.NOT_ANNOUNCED,
    }
