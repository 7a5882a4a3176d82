"""T-30: clients who send or take a byte now and then, or nothing, keep nobody else out."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.attacks.strain import Battered, deposit, pdf
from tests.scenarios.deposits import located
from tests.scenarios.newcomers import Newcomer, newcomer

pytestmark = pytest.mark.threat("T-30")

SERVED_WITHIN = 3.0  # seconds, for whoever comes meanwhile
MANY = 160  # more than all web processes wait for at once
PATIENCE = 10.0


@pytest.fixture(scope="module")
def person(battered: Battered) -> Newcomer:
    return newcomer(battered)


@contextmanager
def lines(house: Battered, count: int, beginning: bytes) -> Iterator[list[socket.socket]]:
    """Open so many connections that begin alike, and send no more."""
    with ExitStack() as opened:
        made = []
        for _ in range(count):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", house.port), timeout=PATIENCE))
            line.sendall(beginning)
            made.append(line)
        yield made


def begun(house: Battered, length: int) -> bytes:
    """Begin to send a body of some length, under a token that could be one."""
    return (
        f"POST /fhir HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nAuthorization: Bearer {'A' * 43}\r\n"
        f'Content-Type: application/fhir+json\r\nContent-Length: {length}\r\n\r\n{{"resourceType":'
    ).encode()


def check_others_are_served(house: Battered, person: Newcomer) -> None:
    for path in (f"DocumentReference?patient={person.id}", f"Patient/{person.id}") * 3:
        answer = house.call(person.token, "GET", path)
        assert answer.status_code == 200
        assert answer.elapsed.total_seconds() < SERVED_WITHIN
    page = house.http.get(f"/carnet/{person.id}/", headers={"Cookie": f"ens-{house.port}={person.session}"})
    assert page.status_code == 200
    assert page.elapsed.total_seconds() < SERVED_WITHIN


def wait_until_deposits_pass(house: Battered, person: Newcomer) -> None:
    end = time.monotonic() + PATIENCE
    while deposit(house, person, pdf(1)).status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_headers_that_never_end(battered: Battered, person: Newcomer) -> None:
    with lines(battered, MANY, b"GET /fhir/metadata HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        check_others_are_served(battered, person)
        assert deposit(battered, person, pdf(2)).status_code == 200


def test_some_bodies_that_never_end_keep_no_deposit_out(battered: Battered, person: Newcomer) -> None:
    with lines(battered, 24, begun(battered, 5_000)), lines(battered, 8, begun(battered, 30_000_000)):
        check_others_are_served(battered, person)
        answer = deposit(battered, person, pdf(3))
        assert answer.status_code == 200
        assert answer.elapsed.total_seconds() < SERVED_WITHIN


def test_many_bodies_that_never_end_keep_out_other_bodies_alone(battered: Battered, person: Newcomer) -> None:
    with lines(battered, MANY, begun(battered, 5_000)) as slow:
        time.sleep(0.5)
        check_others_are_served(battered, person)
        answer = deposit(battered, person, pdf(4))
        assert answer.status_code in {200, 503}
        assert answer.status_code == 200 or answer.headers["Retry-After"]
        refused = [line for line in slow if _said(line).startswith(b"HTTP/1.1 503")]
        assert len(refused) >= MANY // 10, "those beyond the places are told so at once"
    wait_until_deposits_pass(battered, person)


def test_who_asks_for_files_and_does_not_take_them(battered: Battered, person: Newcomer) -> None:
    stored = deposit(battered, person, pdf(5, 6_000_000))
    assert stored.status_code == 200
    address = f"GET /fhir/{located(stored.json(), 'Binary')} HTTP/1.1\r\nHost: x\r\n"
    with lines(battered, 40, f"{address}Authorization: Bearer {person.token}\r\n\r\n".encode()):
        time.sleep(0.5)
        check_others_are_served(battered, person)
        assert deposit(battered, person, pdf(6)).status_code == 200


def test_a_body_that_is_cut_is_not_stored(battered: Battered, person: Newcomer) -> None:
    """A plain text has no end of its own: only the length says that half of it is missing."""
    before = battered.ask("counts", space=person.space)
    head = (
        f"POST /fhir/Binary HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {battered.hospital}\r\n"
        f"X-Security-Context: Patient/{person.id}\r\nContent-Type: text/plain\r\n"
    )
    cut = "Content-Length: 100\r\n\r\nLe traitement est arrêté dans"
    in_chunks = "Transfer-Encoding: chunked\r\n\r\n5\r\nLe tr\r\n"
    for beginning in (head + cut, head + in_chunks):
        with lines(battered, 1, beginning.encode()) as [line]:
            line.shutdown(socket.SHUT_WR)
            answer = line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 400"), answer
            assert json.loads(answer.partition(b"\r\n\r\n")[2])["resourceType"] == "OperationOutcome"
    after = battered.ask("counts", space=person.space)
    assert (after["items"], after["files"]) == (before["items"], before["files"])


def _said(line: socket.socket) -> bytes:
    line.setblocking(False)
    try:
        return line.recv(200)
    except BlockingIOError:
        return b""
