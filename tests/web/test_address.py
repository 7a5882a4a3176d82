"""Where a request comes from: the line itself, or as many proxies as the operator has put in front."""

import pytest
from django.conf import settings
from django.test import RequestFactory

from ens.web.address import address_of


def asked(line: str, forwarded: str = "") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=line))


def test_without_proxy_what_the_caller_writes_is_not_believed() -> None:
    assert asked("192.0.2.7", "198.51.100.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        (2, "10.9.9.9, 198.51.100.1, 203.0.113.5", "198.51.100.1"),
        (2, "203.0.113.5", "192.0.2.7"),
        (1, "", "192.0.2.7"),
        (1, "nobody", "unknown"),
    ],
)
def test_behind_proxies_the_hop_that_the_outermost_saw(
    monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: str, found: str
) -> None:
    monkeypatch.setattr(settings, "ENS_PROXIES", proxies)
    assert asked("192.0.2.7", forwarded) == found


def test_a_household_is_one_address_in_ipv6() -> None:
    assert asked("2001:db8:1:2:3:4:5:6") == asked("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert asked("2001:db8:1:3::1") != asked("2001:db8:1:2::1")
    assert asked("::ffff:192.0.2.7") == "192.0.2.7"
    assert asked("fe80::1%eth0") == "fe80::/64"
