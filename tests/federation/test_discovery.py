"""What a provider says of itself is kept while it may be, asked again with its ETag, and never from elsewhere."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from ens.federation import calls, discovery
from ens.federation.calls import Rejected
from ens.federation.providers import ROLES, Provider
from ens.kernel import clock
from ens.sandbox.providers.server import serving
from ens.sandbox.providers.statements import new_key
from tests.scenarios.live import free_port

WELL_KNOWN = "/.well-known/openid-configuration"


class Publisher:
    """A provider that writes down what it is asked for."""

    def __init__(self, issuer: str) -> None:
        self.asked: list[tuple[str, str]] = []
        self.keys = [new_key()]
        self.changed: dict[str, Any] = {}
        self.said = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
        }

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path, known = environ["PATH_INFO"], environ.get("HTTP_IF_NONE_MATCH", "")
        self.asked.append((path, known))
        if known == '"1"':
            start("304 Not Modified", [("ETag", '"1"'), ("Cache-Control", "max-age=120")])
            return []
        content: dict[str, Any] = {**self.said, **self.changed}
        if path == "/jwks":
            content = {"keys": [key.as_dict(private=False) for key in self.keys]}
        start("200 OK", [("ETag", '"1"' if path == WELL_KNOWN else ""), ("Cache-Control", "max-age=120")])
        return [json.dumps(content).encode()]


@pytest.fixture
def provider() -> Provider:
    issuer = f"http://127.0.0.1:{free_port()}"
    return Provider("franceconnect", ROLES["franceconnect"], issuer, "ens", "secret", "FC", "eidas2", ())


@pytest.fixture
def publisher(provider: Provider) -> Iterator[Publisher]:
    made = Publisher(provider.issuer)
    with serving({int(provider.issuer.rpartition(":")[2]): made}):
        discovery.forget()
        yield made
    discovery.forget()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let seconds pass for what is kept."""
    begun = clock.now_us()

    def wait(seconds: int) -> None:
        monkeypatch.setattr("ens.federation.discovery.clock.now_us", lambda: begun + seconds * 1_000_000)

    return wait


def test_it_is_asked_once_and_then_with_its_etag(
    provider: Provider, publisher: Publisher, later: Callable[[int], None]
) -> None:
    for seconds in (0, 60, 119):
        later(seconds)
        assert discovery.find_metadata(provider).token == f"{provider.issuer}/token"
    assert publisher.asked == [(WELL_KNOWN, "")]
    later(121)
    assert discovery.find_metadata(provider).token == f"{provider.issuer}/token"
    assert publisher.asked[1:] == [(WELL_KNOWN, '"1"')]
    later(239)
    discovery.find_metadata(provider)
    assert len(publisher.asked) == 2


def test_new_keys_are_looked_for_once_a_minute(
    provider: Provider, publisher: Publisher, later: Callable[[int], None]
) -> None:
    later(0)
    assert len(discovery.find_keys(provider).keys) == 1
    publisher.keys.append(new_key())
    later(30)
    assert len(discovery.find_keys(provider, newer=True).keys) == 1
    later(61)
    assert len(discovery.find_keys(provider).keys) == 1
    assert len(discovery.find_keys(provider, newer=True).keys) == 2
    assert [path for path, _ in publisher.asked].count("/jwks") == 2


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"issuer": "https://ailleurs.exemple"}, "other_issuer"),
    "the issuer and a stroke": ({"issuer": None}, "other_issuer"),
    "keys from elsewhere": ({"jwks_uri": "https://ailleurs.exemple/jwks"}, "elsewhere"),
    "sign-in elsewhere": ({"authorization_endpoint": "https://ailleurs.exemple/"}, "elsewhere"),
    "sign-out elsewhere": ({"end_session_endpoint": "https://ailleurs.exemple/"}, "elsewhere"),
    "no token": ({"token_endpoint": ""}, "unreadable"),
    "a number for an address": ({"userinfo_endpoint": 5}, "unreadable"),
}


@pytest.mark.threat("T-35")
@pytest.mark.parametrize(("changed", "reason"), WRONG.values(), ids=WRONG)
def test_a_word_that_does_not_fit_is_refused(
    provider: Provider, publisher: Publisher, changed: dict[str, Any], reason: str
) -> None:
    publisher.changed = changed
    with pytest.raises(Rejected) as caught:
        discovery.find_metadata(provider)
    assert caught.value.reason == reason


@pytest.mark.threat("T-35")
@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://fc.exemple/token", True),
        ("https://portail.exemple/auth", True),
        ("http://fc.exemple/token", False),
        ("https://fc.exemple.ailleurs.exemple/token", False),
        ("https://fc.exemple:8443/token", False),
        ("https://fc.exemple@ailleurs.exemple/token", False),
        ("https://moi:secret@fc.exemple/token", False),
        ("//fc.exemple/token", False),
        ("file:///etc/passwd", False),
        ("http://127.0.0.1/token", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_an_address_is_the_providers_or_it_is_not_called(address: str, own: bool) -> None:
    said = ("https://fc.exemple", "ens", "secret", "FC", "eidas2", ("portail.exemple",))
    assert calls.is_of(Provider("franceconnect", ROLES["franceconnect"], *said), address) is own
