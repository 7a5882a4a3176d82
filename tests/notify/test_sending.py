"""What the worker does: each message by its own way, again after a failure, never in a demonstration."""

from typing import Any

import pytest
from django.conf import settings

from ens.gate.house import database
from ens.notify import sending, services
from ens.notify.ports import mail
from ens.notify.rules import Channel, Message
from ens.notify.words import write_code
from tests.factories.people import Holder

SAID = write_code("Espace santé", "123456")


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Message]]:
    """Every message that leaves, with its way."""
    found: list[tuple[str, Message]] = []
    for name in ("mail", "text_message", "letter"):
        port = getattr(sending, name)
        monkeypatch.setattr(port, "send", lambda *given, name=name: found.append((name, given[-1])))
    return found


def waiting() -> int:
    return len(list(services.list_waiting(100)))


def test_each_leaves_by_its_own_way_and_is_deleted(anna: Holder, left: list[tuple[str, Message]]) -> None:
    for channel in (Channel.EMAIL, Channel.SMS, Channel.LETTER):
        services.post(anna.space, channel, f"to-{channel}", SAID)
    assert sending.send_waiting() == 3
    assert sorted((name, message.to) for name, message in left) == [
        ("letter", "to-letter"),
        ("mail", "to-email"),
        ("text_message", "to-sms"),
    ]
    assert waiting() == 0


def test_a_message_to_nobody_goes_nowhere(anna: Holder, left: list[tuple[str, Message]]) -> None:
    services.post_void()
    assert sending.send_waiting() == 0
    assert (left, waiting()) == ([], 0)


def test_what_did_not_leave_waits_and_names_nobody_in_the_log(
    anna: Holder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ConnectionRefusedError("anna@exemple.fr")

    monkeypatch.setattr(mail, "send", fail)
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    assert sending.send_waiting() == 0
    assert sending.send_waiting() == 0, "not before its time"
    assert waiting() == 1
    assert "did not leave" in caplog.text
    assert "anna" not in caplog.text


def test_what_is_too_old_is_forgotten(anna: Holder, left: list[tuple[str, Message]]) -> None:
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    with database().cursor() as cursor:
        cursor.execute("UPDATE outbox SET until = now() - interval '1 second'")
    assert sending.send_waiting() == 0
    assert (left, waiting()) == ([], 0)


def test_in_a_demonstration_nothing_leaves(
    anna: Holder, left: list[tuple[str, Message]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", "demo")
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    assert sending.send_waiting() == 0
    assert (left, waiting()) == ([], 1)
