"""Every address of the portal stands behind one of the two doors of `ens.web.page`, every address is written once."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


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
    assert sorted(bare) == ["healthz", "oauth/token", "readyz", "statique/<str:digest>/<str:name>"]


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
