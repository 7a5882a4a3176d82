"""No page escapes the guards: every address of the portal is in the list that they walk."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.pages import NEIGHBOURS, NOT_PAGES, NOT_PORTAL, SPOTS


def addresses(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            yield pattern.name


def test_every_address_of_the_portal_is_walked_by_the_guards() -> None:
    portal = {name for name in addresses(get_resolver()) if name.partition("-")[0] not in NOT_PORTAL}
    assert portal - {spot.name for spot in SPOTS} - NOT_PAGES - set(NEIGHBOURS) == set()


def test_the_list_names_nothing_that_is_gone() -> None:
    known = set(addresses(get_resolver()))
    assert ({spot.name for spot in SPOTS} | NOT_PAGES | set(NEIGHBOURS)) - known - {""} == set()
    assert len({spot.state for spot in SPOTS}) == len(SPOTS)
