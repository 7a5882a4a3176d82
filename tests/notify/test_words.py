"""What the house writes to people: French as it is written, nothing to click, nothing about health."""

import re

import pytest

from ens.notify import words
from ens.notify.rules import Words

SERVICE = "Espace santé"
ALL = {
    "code": words.write_code(SERVICE, "123456"),
    "letter": words.write_letter_code(SERVICE, "ABCDEFGHJKLM", "https://ens.exemple"),
    "logins": words.write_logins(SERVICE, ("anna.essai-1", "bea.essai-2")),
    "contact": words.write_contact_changing(SERVICE, "a•••@e•••.fr"),
    "device": words.write_new_device(SERVICE, "Firefox sur Linux"),
    "proof": words.write_proof_changed(SERVICE, "Votre mot de passe vient de changer."),
}
HEALTH = re.compile(r"médic|docteur|maladie|ordonnance|analyse|hôpital|traitement|vaccin|diagnostic", re.IGNORECASE)


@pytest.mark.parametrize("said", ALL.values(), ids=ALL)
def test_every_message_is_calm_short_and_says_nothing_of_health(said: Words) -> None:
    for text in (said.subject, said.body, said.short):
        assert not HEALTH.search(text.replace("Votre carnet de santé numérique", ""))
        assert "!" not in text
        assert "'" not in text
    assert "\n" not in said.subject
    assert len(said.short) <= 160, "one text message"
    assert "http" not in said.short, "nothing to click"


def test_only_a_letter_names_an_address_to_type() -> None:
    assert [name for name, said in ALL.items() if "http" in said.body] == ["letter"]
    assert "123456" in ALL["code"].body
    assert "123456" in ALL["code"].short
    assert "ABCDEFGHJKLM" not in ALL["letter"].body, "it is set apart, large"
