"""Who a visitor of the demonstration may be."""

from django.conf import settings

from ens.gate.facts import Visit
from ens.gate.profiles import list_profiles
from ens.registry import tokens
from ens.sandbox.visitors import VISITORS
from tests import cast
from tests.databases import Database
from tests.factories.browser import Browser


def test_nobody_is_offered_before_the_cast_is_registered(fresh_database: Database) -> None:
    assert VISITORS.list_members() == []
    assert VISITORS.sign_in("camille") is None


def test_adults_and_teenagers_may_be_chosen_and_a_child_may_not(fresh_database: Database) -> None:
    cast.settle()
    assert [member.slug for member in VISITORS.list_members()] == ["camille", "noe", "jeanne"]
    assert VISITORS.sign_in("sacha") is None
    assert VISITORS.sign_in("dr-martin") is None


def test_who_signs_in_as_camille_opens_her_notebook_and_her_childs(fresh_database: Database) -> None:
    cast.settle()
    token = VISITORS.sign_in("camille")
    assert token is not None
    profiles = list_profiles(Visit(tokens.hashed(token)))
    assert [(profile.name, profile.own) for profile in profiles] == [("Camille", True), ("Sacha", False)]
    browser = Browser()
    browser.client.cookies[settings.ENS_COOKIE] = token
    assert f"/carnet/{profiles[1].patient}/" in browser.text(f"/carnet/{profiles[0].patient}/")
