"""T-30: hundreds of connections that say nothing cost no thread, and never one of the database."""

import socket
from contextlib import ExitStack

import psycopg
import pytest

from ens.postgres.layout import Layout
from tests.attacks.strain import Battered, deposit, pdf
from tests.attacks.test_slow_clients import check_others_are_served
from tests.scenarios.newcomers import newcomer

pytestmark = pytest.mark.threat("T-30")

SILENT, IDLE = 700, 300  # more than the 512 that two processes held at once in the past
SEATS = 2 * 2


def test_hundreds_of_idle_connections_keep_nobody_out(battered: Battered) -> None:
    person = newcomer(battered)
    with ExitStack() as opened:
        for index in range(SILENT + IDLE):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", battered.port), timeout=10))
            if index >= SILENT:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert line.recv(20).startswith(b"HTTP/1.1 200")
        check_others_are_served(battered, person)
        assert deposit(battered, person, pdf(1)).status_code == 200
    owner = Layout(battered.var).find_target()
    assert owner is not None
    with psycopg.connect(owner.conninfo()) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'ens_app%' AND application_name = ''"
        ).fetchone()
    assert found is not None
    assert found[0] <= SEATS + 4, "one for each seat, the worker's three and the steward's"
