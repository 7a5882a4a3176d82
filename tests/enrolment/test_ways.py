"""What this room offers on the page of sign-in."""

from django.test import RequestFactory

from ens.enrolment.ways import offer_login, offer_passkey
from tests.factories.browser import Browser


def test_a_passkey_a_login_and_the_card_are_offered() -> None:
    request = RequestFactory().get("/connexion/")
    found = [way.url for way in (*offer_passkey(request), *offer_login(request))]
    assert found == ["/connexion/cle/", "/connexion/identifiant/", "/inscription/"]


def test_whoever_proves_again_who_she_is_needs_no_first_access() -> None:
    request = RequestFactory().get("/connexion/confirmer/")
    assert [way.url for way in offer_login(request)] == ["/connexion/identifiant/"]


def test_they_stand_on_the_page() -> None:
    page = Browser().text("/connexion/")
    for path in ("/connexion/cle/", "/connexion/identifiant/", "/inscription/"):
        assert f'href="{path}"' in page
