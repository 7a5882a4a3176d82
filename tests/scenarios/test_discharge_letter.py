"""Camille sort de l’hôpital : la lettre arrive, elle la lit, son médecin aussi, et personne d’autre."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ens.sandbox import cast
from tests.scenarios.backend import Software
from tests.scenarios.deposits import cda_letter, located, submission
from tests.scenarios.live import PROJECT, House, agents, entries

UNKNOWN = "a" * 26


@dataclass(frozen=True)
class Deposit:
    """La lettre telle que déposée : le jeton de l’hôpital, la réponse, le document, le fichier."""

    hospital: str
    patient: str
    letter: bytes
    answer: dict[str, Any]
    document: str
    binary: str


@pytest.fixture(scope="module")
def hospital_token(demo: House) -> str:
    software = Software(demo, "logiciel-hopital")
    software.register(demo.ask("find_party", identifier=f"1{cast.HOSPITAL.finess}"))
    return software.token()


@pytest.fixture(scope="module")
def deposit(demo: House, hospital_token: str) -> Deposit:
    letter = cda_letter(title="Lettre de liaison du 2 mars")
    answer = demo.send(hospital_token, "POST", "", submission(cast.CAMILLE.ins.token, letter))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    document, binary = located(body, "DocumentReference"), located(body, "Binary")
    return Deposit(hospital_token, demo.patient(cast.CAMILLE.identity.matricule), letter, body, document, binary)


def test_the_hospital_deposits_in_one_transaction(deposit: Deposit) -> None:
    """L’hôpital dépose le lot, le document et le fichier d’un seul geste."""
    assert deposit.answer["type"] == "transaction-response"
    assert [entry["response"]["status"] for entry in deposit.answer["entry"]] == ["201 Created"] * 3
    assert all(entry["response"]["etag"] == 'W/"1"' for entry in deposit.answer["entry"])


def test_camille_finds_the_letter_and_reads_its_very_bytes(demo: House, deposit: Deposit) -> None:
    """Camille trouve la lettre et la lit, octet pour octet."""
    listed = entries(demo.call("camille", "GET", "DocumentReference", params={"patient": deposit.patient}))
    letter = next(each for each in listed if f"DocumentReference/{each['id']}" == deposit.document)
    assert letter["content"][0]["attachment"]["url"] == deposit.binary
    assert letter["type"]["coding"][0]["code"] == "11490-0"
    read = demo.call("camille", "GET", deposit.binary)
    assert read.content == deposit.letter
    assert read.headers["Content-Type"].startswith("text/xml")
    assert read.headers["Content-Length"] == str(len(deposit.letter))
    assert "sandbox" in read.headers["Content-Security-Policy"]


def test_the_treating_doctor_reads_it_too(demo: House, deposit: Deposit) -> None:
    """Le Dr Martin, médecin traitant, lit la même lettre."""
    assert demo.call("dr-martin", "GET", deposit.document).status_code == 200
    assert demo.call("dr-martin", "GET", deposit.binary).content == deposit.letter


@pytest.mark.parametrize("who", ["dr-nguyen", "diallo", "noe", "laboratoire", "assureur", "support"])
def test_others_cannot_tell_it_from_what_does_not_exist(demo: House, deposit: Deposit, who: str) -> None:
    """Les autres reçoivent, au mot près, la réponse de ce qui n’existe pas."""
    for name in (deposit.document, deposit.binary, f"{deposit.document}/_history", f"{deposit.document}/_history/1"):
        kind, _, rest = name.partition("/")
        strange = demo.call(who, "GET", f"{kind}/{UNKNOWN}" + rest[26:])
        refused = demo.call(who, "GET", name)
        assert (refused.status_code, refused.content) == (404, strange.content)
        assert _plain(refused.headers) == _plain(strange.headers)


@pytest.mark.parametrize("who", ["dr-nguyen", "diallo", "noe", "assureur"])
def test_others_cannot_search_or_change_it(demo: House, deposit: Deposit, who: str) -> None:
    """Ni liste, ni total, ni suppression, ni modification pour les autres."""
    searched = demo.call(who, "GET", "DocumentReference", params={"patient": deposit.patient, "_total": "accurate"})
    unknown = demo.call(who, "GET", "DocumentReference", params={"patient": UNKNOWN, "_total": "accurate"})
    assert (searched.status_code, searched.content) == (404, unknown.content)
    assert demo.call(who, "DELETE", deposit.document).status_code == 404
    patched = demo.send(who, "PATCH", deposit.document, [{"op": "replace", "path": "/status", "value": "superseded"}],
                        Content_Type="application/json-patch+json")  # fmt: skip
    assert patched.status_code == 404
    assert demo.call(who, "GET", "AuditEvent", params={"patient": deposit.patient}).status_code == 404
    assert demo.call(who, "GET", f"Patient/{deposit.patient}").status_code == 404


def test_the_insurer_is_refused_even_with_a_token_for_care(demo: House, deposit: Deposit) -> None:
    """L’assureur reste dehors même avec un jeton « soins » et toutes les permissions."""
    number = demo.ask("find_party", identifier=cast.INSURER.identifier)
    token = demo.ask("token", kind="INSURER", number=number, scopes="patient/*.cruds user/*.cruds system/*.cruds")
    assert demo.call(token, "GET", deposit.document).status_code == 404


@pytest.mark.parametrize("purpose", ["HPAYMT", "COVERAGE", "EMPLOY", "CREDIT", "HMARKT"])
def test_a_forbidden_purpose_opens_nothing_even_to_the_treating_doctor(
    demo: House, deposit: Deposit, purpose: str
) -> None:
    """Un motif interdit par la loi ne s’ouvre à personne, pas même au médecin traitant."""
    number = demo.ask("find_party", identifier=f"8{cast.DR_MARTIN.rpps}")
    token = demo.ask("token", kind="PROFESSIONAL", number=number, scopes="user/*.cruds", purpose=purpose)
    assert demo.call(token, "GET", deposit.document).status_code == 404


def test_the_history_shows_everyone_within_a_second(demo: House, deposit: Deposit) -> None:
    """L’historique montre en moins d’une seconde qui, quoi, et de quel droit : dépôt, lecture, et les deux refus."""
    for who, status in (("camille", 200), ("dr-nguyen", 404), ("assureur", 404)):
        assert demo.call(who, "GET", deposit.document).status_code == status
    begun = time.monotonic()
    events = demo.history("camille", deposit.patient, 100)
    assert time.monotonic() - begun < 1
    ours = [event for event in events if _names(event, deposit.document)]
    seen = {(who, action.rpartition(":")[2], end) for who, action, end in agents(ours)}
    assert ("Centre hospitalier de Valombre", "create", "allowed, deposit") in seen
    assert ("person", "read", "allowed, own_space") in seen
    assert ("Dr Paul Nguyen", "read", "refused, no_right") in seen
    assert any(who == "Mutuelle du Beffroi" and "forbidden_purpose" in end for who, _, end in seen)
    assert all(event["recorded"] for event in ours)
    nguyen = next(event for event in ours if event["agent"][0]["who"]["display"] == "Dr Paul Nguyen")
    assert nguyen["agent"][0]["who"]["identifier"]["value"] == f"8{cast.DR_NGUYEN.rpps}"
    assert nguyen["outcome"] == "4"


def test_a_proof_convinces_a_stranger(demo: House, deposit: Deposit, tmp_path: Path) -> None:
    """La preuve exportée convainc un vérificateur qui n’est pas le nôtre ; altérée, elle ne le convainc plus."""
    assert demo.call("dr-nguyen", "GET", deposit.document).status_code == 404
    event = demo.history("camille", deposit.patient, 1 + 1)[1]
    assert event["agent"][0]["who"]["display"] == "Dr Paul Nguyen"
    proof = tmp_path / "preuve.json"
    end = time.monotonic() + 5
    while (answer := demo.call("camille", "GET", f"AuditEvent/{event['id']}/$proof")).status_code == 202:
        assert int(answer.headers["Retry-After"]) >= 1
        assert time.monotonic() < end
        time.sleep(0.1)
    assert answer.status_code == 200
    proof.write_bytes(answer.content)
    vkey = demo.http.get("/journal/vkey").text.strip()
    assert _stranger(proof, vkey) == 0
    original = answer.json()["entry"]
    proof.write_text(answer.text.replace(original, "A" + original[1:] if original[0] != "A" else "B" + original[1:]))
    assert _stranger(proof, vkey) != 0


def _stranger(proof: Path, vkey: str) -> int:
    verifier = PROJECT / "tests" / "journal" / "foreign_verifier.py"
    return subprocess.run(
        [sys.executable, str(verifier), str(proof), vkey], capture_output=True, check=False
    ).returncode


def _plain(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "date"}


def _names(event: dict[str, Any], document: str) -> bool:
    return any(entity["what"]["reference"].startswith(document) for entity in event.get("entity", []))
