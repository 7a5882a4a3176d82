"""Every address of the portal stands behind one of the two doors of `ens.web.page`, every address is written once."""

from collections.abc import Iterator
from typing import Final

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

# For software and providers, which prove themselves by keys and signatures; or the same for everybody, without a page.
NO_PAGE: Final = {
    ".well-known/oauth-authorization-server",
    ".well-known/openid-configuration",
    "connexion/par/<slug:provider>/fin/",
    "healthz",
    "oauth/introspect",
    "oauth/jwks",
    "oauth/revoke",
    "oauth/token",
    "partage/lien/<str:secret>/",
    "partage/lien/<str:secret>/<str:part>/<str:ticket>/",
    "readyz",
    "statique/<str:digest>/<str:name>",
}
# What anybody may open; everything else of the portal asks for a session.
OPEN: Final = (
    "",
    "accessibilite/",
    "aide/",
    "composants/",
    "connexion/",
    "courrier-de-demonstration/",
    "deconnexion/",
    "docs",
    "guichet/connexion/",
    "guichet/inscription/",
    "inscription/",
    "oauth/authorize",
    "oauth/reponse",
    "opposition/",
    "partage/",
    "pro/connexion/",
    "qui-lit-quoi/",
    "vie-privee/",
)


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, path)
        else:
            yield path, each


@pytest.mark.threat("T-03")
def test_every_page_is_guarded() -> None:
    """A guarded view keeps the name of the view inside it; the door leaves its mark."""
    bare = [
        path
        for path, each in patterns(get_resolver())
        if not hasattr(each.callback, "door") and not path.startswith(("journal/", "^fhir"))
    ]
    assert set(bare) == NO_PAGE


@pytest.mark.threat("T-03")
def test_only_what_is_named_here_opens_to_anybody() -> None:
    """A new page asks for a session unless somebody has decided otherwise, here."""
    opened = {path for path, each in patterns(get_resolver()) if getattr(each.callback, "door", "") == "open"}
    beyond = {path for path in opened if path not in OPEN and not path.startswith(tuple(each for each in OPEN if each))}
    assert beyond == set()


@pytest.mark.threat("T-03")
@pytest.mark.parametrize(("start", "door"), [("mon-compte/", "own"), ("pro/", "session")])
def test_accounts_and_desks_ask_for_a_session(start: str, door: str) -> None:
    inside = [
        (path, each)
        for path, each in patterns(get_resolver())
        if path.startswith(start) and not path.startswith("pro/connexion/")
    ]
    assert inside
    assert [path for path, each in inside if getattr(each.callback, "door", "") != door] == []


@pytest.mark.threat("T-03")
def test_every_address_of_a_notebook_needs_a_session() -> None:
    inside = [(path, each) for path, each in patterns(get_resolver()) if path.startswith("carnet/")]
    assert inside
    assert [path for path, each in inside if getattr(each.callback, "door", "") != "notebook"] == []


def test_the_contents_name_addresses_that_exist() -> None:
    names = {each.name for _, each in patterns(get_resolver())}
    assert {entry["name"] for entry in settings.ENS_NAVIGATION} <= names


def test_no_two_addresses_share_a_name() -> None:
    names = [each.name for _, each in patterns(get_resolver()) if each.name]
    assert len(names) == len(set(names))
