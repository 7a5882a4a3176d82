"""What a browser carries on the way: sealed, for one errand, for half an hour."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ens.enrolment import steps
from ens.enrolment.steps import Expired
from ens.kernel import clock

pytestmark = pytest.mark.usefixtures("database")


def carried(response: HttpResponse) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


def saved(**changes: object) -> HttpResponse:
    response = HttpResponse()
    steps.save(response, steps.begin("enrol"), **changes)
    return response


def test_what_was_saved_comes_back_and_cannot_be_read() -> None:
    response = saved(number=1234567890123, email="anna@exemple.fr", verified=("anna@exemple.fr",))
    cookie = response.cookies[settings.ENS_STEPS_COOKIE]
    assert "anna" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", steps.SECONDS)
    found = steps.load(carried(response), "enrol")
    assert (found.number, found.email, found.verified) == (1234567890123, "anna@exemple.fr", ("anna@exemple.fr",))


def test_it_leads_nowhere_else() -> None:
    with pytest.raises(Expired):
        steps.load(carried(saved()), "sign-in")


def test_nobody_changes_it() -> None:
    response = saved()
    value = response.cookies[settings.ENS_STEPS_COOKIE].value
    for bent in ("", "x", value[:-4], value[:20] + ("A" if value[20] != "A" else "B") + value[21:], "é" * 50):
        request = HttpRequest()
        request.COOKIES = {settings.ENS_STEPS_COOKIE: bent}
        with pytest.raises(Expired):
            steps.load(request, "enrol")


def test_it_ends_after_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    request = carried(saved())
    steps.load(request, "enrol")
    now = clock.now_us()
    monkeypatch.setattr(clock, "now_us", lambda: now + (steps.SECONDS + 2) * 1_000_000)
    with pytest.raises(Expired):
        steps.load(request, "enrol")


def test_it_is_taken_back() -> None:
    response = saved()
    steps.forget(response)
    assert response.cookies[settings.ENS_STEPS_COOKIE].value == ""
