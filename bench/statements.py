"""Counts the statements of one request, by carrying out a few in this process."""

from typing import Any, Final

import django
from django.conf import settings
from django.test import RequestFactory, override_settings
from django.urls import resolve

from bench.requests import Cell
from ens.postgres.statements import Statement

_ASKED: Final = 10


def count(cell: Cell) -> float:
    """Tell how many prepared statements one request of a cell runs, not counting BEGIN and COMMIT."""
    django.setup()
    counted = 0
    real: Any = Statement._execute  # noqa: SLF001  every statement of the house passes here

    def counting(*args: object) -> object:
        nonlocal counted
        counted += 1
        return real(*args)

    Statement._execute = counting  # type: ignore[method-assign,assignment]  # noqa: SLF001
    try:
        with override_settings(ALLOWED_HOSTS=["*"], ROOT_URLCONF="bench.bare" if cell.bare else settings.ROOT_URLCONF):
            for _ in range(_ASKED):
                _carry_out(cell.next())
    finally:
        Statement._execute = real  # type: ignore[method-assign]  # noqa: SLF001
    return counted / _ASKED


def _carry_out(raw: bytes) -> None:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    kind = headers.pop("Content-Type", "")
    request = RequestFactory().generic(method, path, body, content_type=kind, headers=headers)
    found = resolve(request.path_info, settings.ROOT_URLCONF)
    answer = found.func(request, *found.args, **found.kwargs)
    assert answer.status_code in {200, 201}
