"""`python -m bench.tokens`: how many tokens a second the demonstration that runs gives, and what checking one costs.

Eight programs in a closed loop over HTTP, assertions signed beforehand; then, in this process, the facts of a decision
fetched for the house itself, for a person and for an app.
"""

import json
import os
import secrets
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import django
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from joserfc import jwt
from joserfc.jwk import ECKey

from ens.config.start import started
from ens.gate.facts import Visit, look, visit_by
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.actors import SYSTEM
from ens.oauth import grants, views
from ens.oauth.grants import Consent, Terms
from ens.oauth.services import register_client
from ens.policy.facts import AppLink
from ens.registry import parties
from ens.sandbox.cast import HOSPITAL
from ens.sandbox.grants import find_row, issue_token
from ens.web.session import get_session

CLIENTS: Final = 8
SECONDS: Final = 6.0
SIGNED: Final = 4_000
REPEATS: Final = 2_000
ALONE: Final = 200
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> int:
    """Measure, and print two tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ens.config.settings")
    with started():
        django.setup()
        program, key = _register()
        print("| | a second | p50 ms | p95 ms | CPU µs, Python |\n|---|---|---|---|---|")
        for name, make in (("client_credentials", lambda: _credentials(program, key)), ("refresh_token", _refreshes)):
            _tell(name, *_load(make()), _cpu(make()[0]))
        print("\n| facts of one decision fetched for | µs |\n|---|---|")
        for name, visit in _visits():
            print(f"| {name} | {_look(visit):.0f} |")
        print(f"| a page, the session that its cookie brings | {_session():.0f} |")
    return 0


def _register() -> tuple[str, ECKey]:
    """Register a program of the demonstration's hospital."""
    found = parties.find(database(), f"1{HOSPITAL.finess}")
    assert found is not None, "run `make demo` first"
    key, name = ECKey.generate_key("P-384", {"kid": "bench"}), f"bench-{secrets.token_hex(4)}"
    register_client(name, found.number, "system/List.rs", {"keys": [key.as_dict(private=False)]})
    return name, key


def _credentials(program: str, key: ECKey) -> list[Iterator[dict[str, str]]]:
    """Sign assertions enough for all programs."""
    now, head = int(time.time()), {"alg": "ES384", "kid": "bench"}
    base = {"iss": program, "sub": program, "aud": f"{settings.ENS_PUBLIC_URL}/oauth/token", "exp": now + 290}
    signed = [jwt.encode(head, {**base, "jti": uuid.uuid4().hex}, key, algorithms=["ES384"]) for _ in range(SIGNED)]
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    asked = {"grant_type": "client_credentials", "client_assertion_type": kind, "scope": "system/List.rs"}
    return [({**asked, "client_assertion": each} for each in signed[place::CLIENTS]) for place in range(CLIENTS)]


class _Chain:
    """One app that refreshes again and again, each time with what it got before."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __iter__(self) -> Iterator[dict[str, str]]:
        while True:
            yield {"grant_type": "refresh_token", "client_id": "applicoeur", "refresh_token": self.token}

    def heard(self, answer: dict[str, Any]) -> None:
        self.token = answer["refresh_token"]


def _refreshes() -> list[_Chain]:
    """Let AppliCœur in eight times at Camille's, as she would."""
    row, party, end = find_row("camille"), parties.find(database(), "applicoeur"), clock.now() + timedelta(hours=1)
    assert row is not None
    assert party is not None
    visit = visit_by(issue_token("camille", browser=False) or "")
    chains = []
    for _ in range(CLIENTS):
        scopes, code = "patient/*.rs offline_access", secrets.token_urlsafe(32)
        link = AppLink(party.number, "patient/*.rs", int(end.timestamp()), row.number)
        terms = Terms("applicoeur", 4, 0, row.space, scopes, "", "", "bench")
        grants.give(code, Consent(visit, terms, link, end, party.name))
        found = grants.find(code)
        assert found is not None
        chains.append(_Chain(grants.exchange(found, scopes)[2]))
    return chains


def _load(demands: list[Any]) -> tuple[float, list[float]]:
    """Ask as fast as answers come, each program over a connection of its own."""
    times: list[list[float]] = [[] for _ in demands]
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=_ask, args=(demand, found, begun + SECONDS))
        for demand, found in zip(demands, times, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    every = sorted(each for found in times for each in found)
    return len(every) / took, every


def _ask(demand: Any, times: list[float], end: float) -> None:  # noqa: ANN401  forms, or a chain of them
    connection = HTTPConnection(urlsplit(settings.ENS_PUBLIC_URL).netloc, timeout=30)
    for form in demand:
        before = time.perf_counter()
        connection.request("POST", "/oauth/token", urlencode(form), _FORM)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        times.append(time.perf_counter() - before)
        assert answer.status == 200, body
        if isinstance(demand, _Chain):
            demand.heard(body)
        if time.perf_counter() > end:
            return


def _cpu(demand: Any) -> float:  # noqa: ANN401  forms, or a chain of them
    """Give tokens in this process, and tell the CPU that one took; other work on the machine does not count."""
    factory, spent = RequestFactory(), 0.0
    forms = iter(demand)
    for _ in range(ALONE):
        request = factory.post("/oauth/token", urlencode(next(forms)), content_type=_FORM["Content-Type"])
        before = time.process_time()
        answer = views.token(request)
        spent += time.process_time() - before
        if isinstance(demand, _Chain):
            demand.heard(json.loads(answer.content))  # type: ignore[attr-defined]
    return 1_000_000 * spent / ALONE


def _tell(name: str, rate: float, times: list[float], cpu: float) -> None:
    middle, slow = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95))
    print(f"| `{name}`, {CLIENTS} clients | {rate:,.0f} | {middle:.1f} | {slow:.1f} | {cpu:,.0f} |")


def _visits() -> Iterator[tuple[str, Visit]]:
    """List who comes: the house needs no token, so the difference is what a token costs."""
    yield "the house, without a token", Visit(actor=SYSTEM)
    for name, slug in (("a person", "camille"), ("a professional", "dr-martin"), ("a person's app", "applicoeur")):
        yield f"{name}, by token", visit_by(issue_token(slug, browser=False) or "")


def _look(visit: Visit) -> float:
    """Fetch the facts of Camille's space; the time that one of a hundred stays below, other work only adds to it."""
    row = find_row("camille")
    assert row is not None
    space = row.space
    return _quickest(lambda: look(visit, space))


def _session() -> float:
    """Find Camille's session, as every page does before anything else."""
    request = HttpRequest()
    request.COOKIES[settings.ENS_COOKIE] = issue_token("camille") or ""
    return _quickest(lambda: get_session(request))


def _quickest(act: Callable[[], object]) -> float:
    """Tell the microseconds that one of a hundred stays below."""
    times = []
    for _ in range(REPEATS):
        before = time.perf_counter_ns()
        act()
        times.append(time.perf_counter_ns() - before)
    return sorted(times)[REPEATS // 100] / 1000


if __name__ == "__main__":
    sys.exit(main())
