"""Passkeys: what a device says is checked in every part, a challenge serves once, a copied key is refused."""

import json

import pytest
from django.conf import settings

from ens.credentials import passkeys
from ens.credentials.passkeys import Ceremony
from ens.credentials.store import Holder
from ens.gate.house import database
from ens.kernel.errors import Conflict, Invalid
from tests.factories.authenticator import PRESENT, VERIFIED, Device
from tests.factories.people import new_person


@pytest.fixture
def device() -> Device:
    return Device(settings.ENS_PUBLIC_URL)


@pytest.fixture
def known(anna: Holder, device: Device) -> Device:
    """A device whose key Anna has registered."""
    ceremony = passkeys.begin_registration(anna, "Anna Essai")
    passkeys.finish_registration(anna, ceremony.ticket, device.make(ceremony), "Téléphone d’Anna")
    return device


def sign(device: Device, number: int = 0) -> Holder:
    ceremony = passkeys.begin_sign_in(number)
    return passkeys.finish_sign_in(ceremony.ticket, device.sign(ceremony), number)


def test_anna_comes_in_with_her_device(anna: Holder, known: Device) -> None:
    assert sign(known) == sign(known) == anna
    assert sign(known, anna.number) == anna
    assert [each.name for each in passkeys.list_passkeys(anna.number)] == ["Téléphone d’Anna"]


def test_a_browser_is_asked_for_a_verified_user_and_told_no_number(anna: Holder, known: Device) -> None:
    for ceremony in (passkeys.begin_registration(anna, "Anna"), passkeys.begin_sign_in()):
        options = json.loads(ceremony.options)
        choice = options.get("authenticatorSelection", options)
        assert choice["userVerification"] == "required"
        assert str(anna.number) not in ceremony.options + ceremony.ticket
        assert options.get("rpId", options.get("rp", {}).get("id")) == "localhost"
    assert json.loads(passkeys.begin_registration(anna, "Anna").options)["excludeCredentials"]


def test_a_challenge_serves_once(known: Device) -> None:
    ceremony = passkeys.begin_sign_in()
    answer = known.sign(ceremony)
    passkeys.finish_sign_in(ceremony.ticket, answer)
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(ceremony.ticket, answer)


BENT: dict[str, dict[str, object]] = {
    "another origin": {"origin": "https://voleur.exemple"},
    "another party": {"rp": "voleur.exemple"},
    "nobody verified": {"flags": PRESENT},
    "nobody present": {"flags": VERIFIED},
    "another key": {"key": Device("").key},
    "another credential": {"id": b"x" * 32},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT)
def test_each_part_of_an_answer_is_checked(known: Device, bent: dict[str, object]) -> None:
    for name, value in bent.items():
        setattr(known, name, value)
    with pytest.raises(Invalid):
        sign(known)


@pytest.mark.parametrize("name", ["another origin", "another party", "nobody verified", "nobody present"])
def test_each_part_of_a_new_key_is_checked(anna: Holder, device: Device, name: str) -> None:
    for attribute, value in BENT[name].items():
        setattr(device, attribute, value)
    ceremony = passkeys.begin_registration(anna, "Anna")
    with pytest.raises(Invalid):
        passkeys.finish_registration(anna, ceremony.ticket, device.make(ceremony), "")
    assert not passkeys.has_passkey(anna.number)


def test_an_answer_to_another_question_is_none(anna: Holder, known: Device) -> None:
    first, second = passkeys.begin_sign_in(), passkeys.begin_sign_in()
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(second.ticket, known.sign(first))
    registration = passkeys.begin_registration(anna, "Anna")
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(registration.ticket, known.sign(registration))
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(passkeys.begin_sign_in(anna.number).ticket, known.sign(second), new_person().number)


def test_a_counter_that_goes_back_is_a_copied_key(anna: Holder, known: Device) -> None:
    known.counter = 7
    assert sign(known) == anna
    for counter in (7, 3, 0):
        known.counter = counter
        with pytest.raises(Invalid):
            sign(known)
    known.counter = 8
    assert sign(known) == anna


def test_somebody_elses_key_is_not_hers(anna: Holder, known: Device) -> None:
    other = new_person()
    with pytest.raises(Invalid):
        sign(known, other.number)
    ceremony = passkeys.begin_registration(Holder(other.space, other.number), "Béa")
    with pytest.raises(Conflict):
        passkeys.finish_registration(Holder(other.space, other.number), ceremony.ticket, known.make(ceremony), "")


def test_an_old_or_bent_ticket_is_none(known: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    ceremony = passkeys.begin_sign_in()
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(ceremony.ticket[:-1] + "x", known.sign(ceremony))
    monkeypatch.setattr(passkeys, "SECONDS", -1)
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(ceremony.ticket, known.sign(ceremony))


STRANGE = [
    "",
    "{}",
    "[]",
    "null",
    "1",
    '{"id": 1}',
    '{"rawId": "é", "response": {}}',
    '{"response": null}',
    "x" * 30_000,
]


@pytest.mark.parametrize("answer", STRANGE, ids=range(len(STRANGE)))
def test_nothing_strange_breaks_it(anna: Holder, answer: str) -> None:
    with pytest.raises(Invalid):
        passkeys.finish_sign_in(passkeys.begin_sign_in().ticket, answer)
    ceremony = passkeys.begin_registration(anna, "Anna")
    with pytest.raises(Invalid):
        passkeys.finish_registration(anna, ceremony.ticket, answer, "")


def test_cut_answers_break_nothing(known: Device) -> None:
    whole: Ceremony = passkeys.begin_sign_in()
    parts = json.loads(known.sign(whole))
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        for cut in ("", parts["response"][name][:10], "!!!"):
            answer = json.dumps({**parts, "response": {**parts["response"], name: cut}})
            with pytest.raises(Invalid):
                passkeys.finish_sign_in(passkeys.begin_sign_in().ticket, answer)


def test_a_passkey_is_removed_by_its_owner_alone(anna: Holder, known: Device) -> None:
    name = passkeys.list_passkeys(anna.number)[0].id
    assert not passkeys.remove_passkey(new_person().number, name)
    assert passkeys.remove_passkey(anna.number, name)
    assert not passkeys.remove_passkey(anna.number, name)
    with pytest.raises(Invalid):
        sign(known)


def test_several_keys_are_kept_sealed_up_to_a_limit(
    anna: Holder, known: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkeys, "MOST", 2)
    other = Device(settings.ENS_PUBLIC_URL)
    for device, expected in ((other, True), (Device(settings.ENS_PUBLIC_URL), False)):
        ceremony = passkeys.begin_registration(anna, "Anna")
        if expected:
            passkeys.finish_registration(anna, ceremony.ticket, device.make(ceremony), "")
        else:
            with pytest.raises(Conflict):
                passkeys.finish_registration(anna, ceremony.ticket, device.make(ceremony), "")
    assert sign(other) == sign(known) == anna
    with database().cursor() as cursor:
        cursor.execute("SELECT string_agg(sealed, '') FROM credential WHERE number = %s", [anna.number])
        sealed = bytes(cursor.fetchone()[0])
    assert known.id not in sealed
    assert "Téléphone".encode() not in sealed
