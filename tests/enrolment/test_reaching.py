"""Writing to somebody: a code to one contact, a notice to every verified one, and to nobody else."""

from typing import Final

import pytest
from django.conf import settings

from ens.credentials import contacts
from ens.credentials.rules import windows
from ens.credentials.store import Kind
from ens.enrolment import reaching
from ens.kernel.actors import ActorKind
from ens.kernel.errors import TooMany
from ens.notify import services as outbox
from ens.notify.words import write_proof_changed
from ens.registry.people import new_number
from ens.web.session import SignedIn
from tests.enrolment.conftest import Announced

SAID: Final = write_proof_changed("Espace santé", "Votre mot de passe vient de changer.")


def written_to(*addresses: str) -> list[str]:
    found = [each.message for each in outbox.list_waiting(50) if each.message is not None]
    return [message.to for message in found if message.to in addresses]


def own(anna: Announced) -> tuple[str, str]:
    email, mobile = f"verifiee-{anna.person.number}@exemple.fr", f"+3369900{anna.person.number % 10_000:04}"
    contacts.verify_contact(anna.holder, Kind.EMAIL, email)
    contacts.verify_contact(anna.holder, Kind.MOBILE, mobile)
    return email, mobile


def test_a_notice_goes_to_what_she_has_verified_alone(anna: Announced) -> None:
    reaching.tell(anna.holder, SAID)
    assert written_to(anna.email) == [], "what the insurance knew is no place for notices"
    email, mobile = own(anna)
    reaching.tell(anna.holder, SAID)
    assert sorted(written_to(email, mobile)) == sorted((email, mobile))


def test_a_new_device_is_told_to_its_person(anna: Announced) -> None:
    email, _ = own(anna)
    reaching.tell_new_device(SignedIn(ActorKind.PERSON, anna.person.number, "", "passkey"), "Firefox sur Linux")
    assert written_to(email) == [email]


@pytest.mark.parametrize("kind", [ActorKind.PROFESSIONAL, ActorKind.SUPPORT, ActorKind.PERSON])
def test_who_has_no_space_is_told_nothing_and_nothing_breaks(anna: Announced, kind: ActorKind) -> None:
    before = list(outbox.list_waiting(50))
    reaching.tell_new_device(SignedIn(kind, new_number(), "", "psc"), "Firefox sur Linux")
    assert list(outbox.list_waiting(50)) == before


def test_a_way_that_is_not_configured_is_not_offered(anna: Announced, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.kind for each in reaching.list_reachable(anna.person.number)] == [Kind.EMAIL, Kind.ADDRESS]
    monkeypatch.setattr(settings, "ENS_LETTERS", "")
    assert [each.kind for each in reaching.list_reachable(anna.person.number)] == [Kind.EMAIL]


def test_ten_codes_an_hour_whatever_they_are_for(anna: Announced) -> None:
    for index in range(windows.CODES_SENT.most):
        reaching.send_code(anna.holder, f"purpose-{index}", "flow", Kind.EMAIL, anna.email)
    with pytest.raises(TooMany):
        reaching.send_code(anna.holder, "another", "flow", Kind.EMAIL, anna.email)
