"""An app for codes: proven before it counts, each code once, one app a person."""

import os
import time

import pytest

from ens.credentials import totp
from ens.credentials.rules.totp import STEP_SECONDS, code_at
from ens.credentials.store import Holder
from ens.kernel.errors import Invalid
from tests.factories.enrolled import Enrolled


def test_a_code_is_good_once(enrolled: Enrolled) -> None:
    number, code = enrolled.holder.number, enrolled.code()
    assert totp.check_totp(number, code)
    assert not totp.check_totp(number, code)


def test_an_older_code_is_worth_nothing_after_a_newer_one(enrolled: Enrolled) -> None:
    assert totp.check_totp(enrolled.holder.number, enrolled.code(ahead=1))
    assert not totp.check_totp(enrolled.holder.number, enrolled.code())


def test_an_app_that_was_not_proven_is_not_kept(anna: Holder) -> None:
    with pytest.raises(Invalid):
        totp.add_totp(anna, os.urandom(20), "000000x")
    assert not totp.has_totp(anna.number)


def test_a_new_app_takes_the_place_of_the_last_one(enrolled: Enrolled) -> None:
    key = os.urandom(20)
    step = int(time.time()) // STEP_SECONDS
    totp.add_totp(enrolled.holder, key, code_at(key, step - 1))
    assert not totp.check_totp(enrolled.holder.number, enrolled.code())
    assert totp.check_totp(enrolled.holder.number, code_at(key, step))
    assert totp.remove_totp(enrolled.holder.number)
    assert not totp.has_totp(enrolled.holder.number)


def test_the_code_that_proved_the_app_opens_nothing(anna: Holder) -> None:
    key = totp.new_key()
    code = code_at(key, int(time.time()) // STEP_SECONDS)
    totp.add_totp(anna, key, code)
    assert not totp.check_totp(anna.number, code)
