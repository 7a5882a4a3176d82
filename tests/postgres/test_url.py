"""Database addresses, and the application's derived from the owner's."""

import hashlib
import hmac
from dataclasses import replace

import pytest

from ens.postgres.url import BadAddress, Target, app_target, parse

OWNER = Target("ens_owner", "s3cret/é", "db.example", 5433, "ens", (("sslmode", "require"),))


def test_an_address_is_read_and_written_back() -> None:
    assert parse(OWNER.url()) == OWNER


def test_a_socket_folder_is_a_host() -> None:
    target = parse("postgresql://me:pw@/ens?host=/run/postgresql")
    assert (target.host, target.port, target.name) == ("/run/postgresql", 5432, "ens")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:p@h/d", "must start with postgresql://"),
        ("postgresql://h/d", "must name a user and a database"),
        ("postgresql://u:p@h/", "must name a user and a database"),
        ("postgresql://u:p@h,i:1,2/d", "one port"),
        ("postgresql://u:p@h/d?nonsense=1", "is not a PostgreSQL address"),
    ],
)
def test_a_bad_address_is_one_line_without_its_password(url: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words) as caught:
        parse(url)
    assert ":p@" not in str(caught.value)


def test_the_application_has_its_own_role_and_password() -> None:
    derived = hmac.new(OWNER.password.encode(), b"ens_app", hashlib.sha256).hexdigest()
    assert app_target(OWNER) == replace(OWNER, user="ens_app_ens", password=derived)


def test_an_address_of_its_own_is_taken_as_it_is() -> None:
    assert app_target(replace(OWNER, password=""), "postgresql://app:pw@h/ens").user == "app"


def test_an_owner_without_password_needs_an_application_address() -> None:
    with pytest.raises(BadAddress, match="set ENS_APP_DATABASE_URL"):
        app_target(replace(OWNER, password=""))


def test_no_password_shows_in_a_trace() -> None:
    assert OWNER.password not in repr(OWNER)
