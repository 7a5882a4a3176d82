"""What the house is compared with: the same server, Django, connection and prepared SELECT, and nothing else.

No token, no decision, no opening, no entry; `bare-insert` adds one durable INSERT of a row like an entry.
"""

import os
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ens.gate.house import database, house
from ens.kernel import clock
from ens.postgres.statements import Statement

_BODY: Final = Statement("SELECT body FROM item WHERE space_id = $1::int8 AND item = $2::bytea")
_INSERT: Final = Statement(
    "INSERT INTO bench_entry (space_id, id, at, key_term, hash, sealed)"
    " VALUES ($1::int8, $2::int8, $3::int8, $4::int2, $5::bytea, $6::bytea)"
)
_HASH: Final = bytes(32)
_SEALED: Final = bytes(430)  # as long as the entry of a read


def bare(_request: HttpRequest, public: str) -> HttpResponse:
    """Give the sealed body of an item."""
    return _answer(_select(public)[1])


def bare_insert(_request: HttpRequest, public: str) -> HttpResponse:
    """Give the sealed body of an item after one durable INSERT."""
    space, body = _select(public)
    now = clock.now_us()
    entry = now << 12 | int.from_bytes(os.urandom(2), "big") >> 4
    _INSERT.run(database(), space, entry, now, 1, _HASH, _SEALED)
    return _answer(body)


def _select(public: str) -> tuple[int, bytes]:
    place = house().codec.decode(public)
    assert place is not None
    row = _BODY.one(database(), *place)
    assert row is not None
    return place[0], row[0]


def _answer(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/fhir+json; charset=utf-8")


urlpatterns = [path("bare/<str:public>", bare), path("bare-insert/<str:public>", bare_insert)]
