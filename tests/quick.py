"""Tells the quick tests from those that need a server, start programs, or look at whole collections."""

from typing import Final

import pytest

_RUNNING: Final = {
    "archive",
    "attacked",
    "cluster",
    "demo",
    "house",
    "lasting",
    "operator",
    "test_template",
}  # fixtures that lead to a server
HOUSES: Final = {"attacks", "browser", "crash", "postgres", "preview", "scenarios"}  # whose tests start programs
ROOMS: Final = {"clinical", "enrolment", "gate", "lifecycle", "portal", "staff"}  # all of whose tests need a database
COLLECTIONS: Final = {
    "architecture",
    "conformance",
    "crowd",
    "oracle",
    "providers",
    "sandbox",
}  # the tree, many documents, servers
EXAMPLES: Final = 10  # of a property, where the whole suite draws a hundred


def needs_server(item: pytest.Item) -> bool:
    """Say whether a test talks to a database, or to another program that runs."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("server"):
        return True
    return item.path.parent.name in HOUSES or not _RUNNING.isdisjoint(getattr(item, "fixturenames", ()))
