"""Serve the house over HTTP (with its worker when asked)."""

import argparse
import gc
import resource
import socket

from django.urls import get_resolver
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from ens.config import bodies, environment
from ens.config.logs import LOGGING
from ens.config.processes import supervise
from ens.config.start import check_keys, started

APPLICATION = "ens.config.wsgi:application"
IDLE_SECONDS = 600  # the most it takes
CONNECTIONS_PER_WORKER = 4096
OTHER_DESCRIPTORS = 256  # files, the database, the server itself
MORE_THREADS = 24  # for whoever sends nothing or waits his turn, while all others wait for a client
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
    """Serve a WSGI application with the house's settings until a signal comes.

    All pages are loaded first: web processes are forked, so they share that memory and are ready at once.
    """
    get_resolver().url_patterns  # noqa: B018  reading it loads every page
    gc.freeze()
    Granian(
        application,
        address=environment.text("ENS_HOST"),
        port=environment.port(),
        interface=Interfaces.WSGI,
        workers=environment.number("ENS_WORKERS", 1, 64),
        blocking_threads=bodies.SMALL_AT_ONCE + bodies.LARGE_AT_ONCE + MORE_THREADS,  # see ens.postgres.seats
        blocking_threads_idle_timeout=IDLE_SECONDS,
        backpressure=_raise_descriptors(CONNECTIONS_PER_WORKER),
        http=HTTPModes.http1,  # choosing a version waits without end for who says nothing; proxies speak this one
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=STOP_SECONDS,
        log_access=False,
        log_dictconfig=LOGGING,
    ).serve()


def _raise_descriptors(connections: int) -> int:
    """Let each process have so many connections open, or as many as the system allows; tell how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OTHER_DESCRIPTORS
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(1, allowed - OTHER_DESCRIPTORS)


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
