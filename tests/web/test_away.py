"""A database that is away or a full disk is a page that asks to come back, whatever the view; other errors are ours."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from ens.web.away import Away


def answer_to(error: Exception) -> HttpResponse | None:
    found = Away(lambda request: HttpResponse()).process_exception(RequestFactory().get("/"), error)
    assert found is None or isinstance(found, HttpResponse)
    return found


@pytest.mark.parametrize("error", [OperationalError("secret"), InterfaceError("secret"), OSError(28, "secret")])
def test_what_will_be_back_is_a_page_that_says_when(error: Exception) -> None:
    answer = answer_to(error)
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "momentanément indisponible" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_an_error_of_ours_is_not_hidden() -> None:
    assert answer_to(ValueError("secret")) is None
