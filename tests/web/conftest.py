import pytest
from django.conf import settings

from ens.web.portal import Member
from tests.databases import Database
from tests.factories.people import Holder, new_person


@pytest.fixture
def person(database: Database) -> Holder:
    return new_person()


class OneVisitor:
    """A demonstration with one person in it."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder

    def list_members(self) -> list[Member]:
        return [Member("anna", "Anna Essai", "42 ans")]

    def sign_in(self, slug: str) -> str | None:
        return self.holder.caller.token if slug == "anna" else None


@pytest.fixture
def demo(person: Holder, monkeypatch: pytest.MonkeyPatch) -> Holder:
    """Make this a demonstration where one may be Anna."""
    monkeypatch.setattr("ens.web.portal.import_string", lambda _path: OneVisitor(person))
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", "ens.sandbox.visitors.VISITORS")
    return person
