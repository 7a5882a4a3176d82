"""Serve the house over HTTP (with its worker when asked)."""

import argparse
import socket

from granian import Granian
from granian.constants import Interfaces

from ens.config import environment
from ens.config.logs import LOGGING
from ens.config.processes import supervise
from ens.config.start import check_keys, started

APPLICATION = "ens.config.wsgi:application"
IDLE_SECONDS = 600  # the most it takes; a thread that ends takes its database connection along
WAITING_PER_WORKER = 256
STOP_SECONDS = 10


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--worker", action="store_true", help="also run the background worker")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    _check_free(environment.text("ENS_HOST"), environment.port())
    with started():
        check_keys()
        if arguments.worker:
            return supervise([["serve"], ["worker"]])
        listen(APPLICATION)
    return 0


def listen(application: str) -> None:
    """Serve a WSGI application with the house's settings until a signal comes."""
    Granian(
        application,
        address=environment.text("ENS_HOST"),
        port=environment.port(),
        interface=Interfaces.WSGI,
        workers=environment.number("ENS_WORKERS", 1, 64),
        blocking_threads=environment.number("ENS_THREADS", 1, 64),
        blocking_threads_idle_timeout=IDLE_SECONDS,
        backpressure=WAITING_PER_WORKER,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=STOP_SECONDS,
        log_access=False,
        log_dictconfig=LOGGING,
    ).serve()


def _check_free(host: str, port: int) -> None:
    """Refuse a port in use: the server would share it silently with the other one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or "cannot listen"
            raise environment.BadSetting(f"{host}:{port}: {reason.lower()}; choose another ENS_PORT") from None
