from collections.abc import Callable

import pytest
from django.conf import settings

from ens.gate.spaces import open_house
from ens.kernel.actors import ActorKind
from ens.staff import members
from ens.staff.members import Member, Role
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.callers import new_session

Hire = Callable[[Role], Member]


@pytest.fixture
def bureau(fresh_database: Database) -> None:
    """Give a house of the test's own, where nobody works yet."""
    open_house()


@pytest.fixture
def hire(database: Database) -> Hire:
    """Add somebody to it."""

    def one(role: Role) -> Member:
        return members.add_member(f"Alex {role.name.title()}", role)[0]

    return one


def seated(member: Member) -> Browser:
    """Give the browser of somebody of the staff, signed in."""
    browser = Browser()
    browser.client.cookies[settings.ENS_COOKIE] = new_session(ActorKind.SUPPORT, member.number, "")
    return browser
