"""The outbox: sealed, due once, tried again, gone with the space."""

from datetime import timedelta

import pytest
from django.conf import settings

from ens.gate.house import database
from ens.kernel import clock
from ens.lifecycle.services import erase_space
from ens.notify import services
from ens.notify.rules import Channel
from ens.notify.words import write_code
from tests.factories.people import Holder

SAID = write_code("Espace santé", "123456")


def test_a_message_is_taken_once_and_deleted(anna: Holder) -> None:
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    taken = services.claim()
    assert taken is not None
    assert taken.message is not None
    assert (taken.message.to, "123456" in taken.message.body, taken.tries) == ("anna@exemple.fr", True, 1)
    assert services.claim() is None, "it is somebody else's for two minutes"
    services.delete(taken)
    assert list(services.list_waiting(10)) == []


def test_whoever_took_it_and_vanished_leaves_it_to_the_next(anna: Holder) -> None:
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    services.claim()
    with database().cursor() as cursor:
        cursor.execute("UPDATE outbox SET due = now() - interval '1 second'")
    again = services.claim()
    assert again is not None
    assert again.tries == 2


def test_a_delay_is_kept(anna: Holder) -> None:
    services.post(anna.space, Channel.SMS, "+33699001234", SAID)
    taken = services.claim()
    assert taken is not None
    services.delay(taken, 3600)
    assert services.claim() is None


def test_a_text_message_is_short_and_an_email_is_not(anna: Holder) -> None:
    services.post(anna.space, Channel.SMS, "+33699001234", SAID)
    (waiting,) = services.list_waiting(10)
    assert waiting.message is not None
    assert waiting.message.body == SAID.short


def test_nothing_can_be_read_in_the_table(anna: Holder) -> None:
    services.post(anna.space, Channel.LETTER, "Anna Essai", SAID, ("Anna Essai", "1 rue Neuve"))
    with database().cursor() as cursor:
        cursor.execute("SELECT outbox::text FROM outbox")
        row = cursor.fetchone()[0]
    for secret in ("anna", "Anna", "123456", "rue Neuve"):
        assert secret.encode().hex() not in row
        assert secret not in row


def test_with_the_space_its_messages_say_nothing_any_more(anna: Holder) -> None:
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    erase_space(anna.visit, anna.space)
    (waiting,) = services.list_waiting(10)
    assert waiting.message is None


def test_a_message_to_nobody_is_about_as_long_as_one_to_somebody(anna: Holder) -> None:
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    services.post_void()
    with database().cursor() as cursor:
        cursor.execute("SELECT min(octet_length(sealed)), max(octet_length(sealed)) FROM outbox")
        low, high = cursor.fetchone()
    assert high - low < 150


def test_what_is_worth_nothing_any_more_is_swept(anna: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    past = clock.now() - timedelta(seconds=SAID.seconds + 5)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: past)
        services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    services.post(anna.space, Channel.EMAIL, "anna@exemple.fr", SAID)
    assert services.sweep() == 1
    assert len(list(services.list_waiting(10))) == 1


def test_a_way_that_is_not_configured_is_not_possible(anna: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = (Channel.EMAIL, Channel.SMS, Channel.LETTER)
    assert [services.is_possible(way) for way in ways] == [False] * 3
    monkeypatch.setattr(settings, "ENS_LETTERS", "somewhere")
    assert [services.is_possible(way) for way in ways] == [False, False, True]
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", "demo")
    assert [services.is_possible(way) for way in ways] == [True] * 3
