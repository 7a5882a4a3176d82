"""Run the background work: the journal's integrator, a sign of life, the daily sweep and copies of the keys."""

import argparse
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from ens.accounts import terms
from ens.confidence import invitations
from ens.config.environment import BadSetting
from ens.config.processes import stop_signals
from ens.config.start import check_keys, started
from ens.credentials import codes, limits, store
from ens.enrolment import cards
from ens.federation import directory
from ens.gate.house import house
from ens.journal.integrate import RolledBackError, integrate
from ens.kernel import clock
from ens.kernel.errors import HouseError
from ens.lifecycle.services import finish_erasures
from ens.notices.completeness import check_journal
from ens.notices.digest import send_digests
from ens.notices.services import follow_journal
from ens.notify import services as outbox
from ens.notify.sending import send_waiting
from ens.oauth import services as oauth
from ens.postgres import heartbeat
from ens.registry import sessions, tokens
from ens.shares import links
from ens.vault import backups, items

INTEGRATE_SECONDS = 0.2
BEAT_SECONDS = 2.0
SWEEP_SECONDS = 24 * 3600.0
DIRECTORY_SECONDS = 600.0
DIRECTORY_HOURS = 20
PATIENCE_SECONDS = 2.0
SEND_SECONDS = 1.0
FOLLOW_SECONDS = 2.0
DIGEST_SECONDS = 6 * 3600.0
CHECK_AFTER_SECONDS = 60.0
SWEEPS = (codes, limits, store, cards, invitations, links, outbox, terms)  # that forget what has had its time

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Task:
    """Something done again and again, so many seconds apart."""

    work: Callable[[], object]
    every: float
    due: float = field(default_factory=time.monotonic)


def add(_parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(_arguments: argparse.Namespace) -> int:
    """Work until a signal comes."""
    with started(), stop_signals() as stopped, beside(stopped, Task(send_waiting, SEND_SECONDS)):
        check_keys()
        work_until(
            stopped,
            [
                Task(beat, BEAT_SECONDS),
                Task(integrate_all, INTEGRATE_SECONDS),
                Task(follow_journal, FOLLOW_SECONDS),
                Task(send_digests, DIGEST_SECONDS),
                Task(check_journal, SWEEP_SECONDS, time.monotonic() + CHECK_AFTER_SECONDS),
                Task(sweep, SWEEP_SECONDS),
                Task(keep_keys, SWEEP_SECONDS),
                Task(refresh_directory, DIRECTORY_SECONDS, time.monotonic() + DIRECTORY_SECONDS),
            ],
        )
    return 0


def work_until(stopped: threading.Event, tasks: list[Task]) -> None:
    """Do each task when it is due; a database that is away or a full disk is tried again, a wrong program ends."""
    while not stopped.is_set():
        for task in tasks:
            if task.due <= time.monotonic() and not stopped.is_set():
                _try(task)
        stopped.wait(max(0.0, min(task.due for task in tasks) - time.monotonic()))


@contextmanager
def beside(stopped: threading.Event, task: Task) -> Iterator[None]:
    """Do a task in a thread of its own: what waits for machines elsewhere must not hold up the journal."""

    def work() -> None:
        try:
            work_until(stopped, [task])
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, name="ens-sending", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(SEND_SECONDS)


def beat() -> None:
    """Leave a sign of life."""
    heartbeat.beat(connections["default"], heartbeat.WORKER)


def integrate_all() -> None:
    """Put every waiting entry into the tree; a database from before what was signed is for somebody to look at."""
    try:
        while integrate(connections["default"], house().signer, settings.ENS_CHECKPOINTS):
            beat()
    except RolledBackError as error:
        raise BadSetting(f"the journal stands still: {error} (see docs/operate/restore.md)") from None


def sweep() -> None:
    """Remove what nobody refers to any more: orphan files, expired tokens."""
    connection = connections["default"]
    removed = house().blobs.sweep(
        lambda space, item, version: items.has_blob(connection, space, item, version), clock.now()
    )
    tokens.sweep(connection)
    sessions.forget_devices(connection)
    oauth.sweep()
    for room in SWEEPS:
        room.sweep()
    if removed:
        _log.info("swept %d orphan files", removed)


def keep_keys() -> None:
    """Finish erasures that were cut short, copy the key store once a day, delete the copies past their retention."""
    finish_erasures()
    folder = settings.ENS_KEY_BACKUPS
    if not backups.has_backup(folder, clock.today()):
        backups.backup(house().keys.file, folder)
    backups.prune_backups(folder, clock.today(), settings.ENS_KEY_BACKUP_DAYS)


def refresh_directory() -> None:
    """Load the national directory again, once a day, without keeping the other work waiting."""
    if settings.ENS_DIRECTORY_URL and directory.is_old(DIRECTORY_HOURS):
        threading.Thread(target=_load_directory, daemon=True).start()


def _load_directory() -> None:
    try:
        report = directory.load(directory.fetch(settings.ENS_DIRECTORY_URL))
        _log.info("directory: %d professionals, %d wrong lines", report.professionals, len(report.wrong))
    except (DatabaseError, InterfaceError, HouseError) as error:
        _log.warning("the directory was not refreshed (%s)", type(error).__name__)
    finally:
        connections.close_all()


def _try(task: Task) -> None:
    task.due = time.monotonic() + task.every
    try:
        close_old_connections()
        task.work()
    except (DatabaseError, InterfaceError, HouseError, OSError) as error:
        task.due = time.monotonic() + max(task.every, PATIENCE_SECONDS)
        _log.warning("%s failed (%s), again soon", getattr(task.work, "__name__", "task"), type(error).__name__)
