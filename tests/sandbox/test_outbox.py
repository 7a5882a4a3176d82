"""The outbox of a demonstration: for who sits at this machine, and nowhere else."""

import pytest
from django.conf import settings

from ens.notify import services
from ens.notify.rules import Channel
from ens.notify.words import write_code, write_letter_code
from tests.databases import Database
from tests.factories.browser import Browser
from tests.factories.people import new_person

PAGE = "/courrier-de-demonstration/"


@pytest.fixture
def posted(fresh_database: Database) -> None:
    space = new_person().space
    services.post(space, Channel.EMAIL, "anna@exemple.fr", write_code("Espace santé", "123456"))
    said = write_letter_code("Espace santé", "ABCDEFGHJKLM", "http://ens.exemple")
    services.post(space, Channel.LETTER, "Anna Essai", said, ("Anna Essai", "1 rue <b>Neuve</b>"))
    services.post_void()


@pytest.mark.threat("T-21")
def test_it_exists_in_a_demonstration_alone(posted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Browser().get(PAGE).status_code == 404
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", "demo")
    assert Browser(environ={"REMOTE_ADDR": "192.0.2.7"}).get(PAGE).status_code == 404
    assert Browser(environ={"HTTP_X_FORWARDED_FOR": "192.0.2.7"}).get(PAGE).status_code == 404
    assert Browser().get(PAGE).status_code == 200


def test_it_shows_what_would_have_left(posted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENS_DEMONSTRATION", "demo")
    page = Browser().text(PAGE).replace("\u00a0", " ")
    assert "Votre code est 123456" in page
    assert "ABCD-EFGH-JKLM" in page
    assert "1 rue &lt;b&gt;Neuve" in page
    assert page.count('class="rang entree"') == 2, "what goes to nobody is not shown"
