"""Verifying the whole journal once a day: that it was found complete and unchanged is told on people's pages."""

import logging
import threading
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from ens.gate.house import database, house
from ens.gate.inventory import VaultInventory, keyring_of
from ens.journal.audit import audit
from ens.journal.checkpoints import read_log
from ens.kernel.errors import HouseError
from ens.postgres import heartbeat

_log: Final = logging.getLogger(__name__)


def check_journal() -> None:
    """Begin the verification, beside the other work."""
    threading.Thread(target=_check, name="ens-completeness", daemon=True).start()


def verify() -> bool:
    """Verify the journal, and write down what was found of it at this moment: whole, or damaged."""
    connection, keys = database(), [house().signer.vkey]
    report = audit(connection, keys, read_log(settings.ENS_CHECKPOINTS), keyring_of, VaultInventory(connection))
    if report.found:
        _log.error("the journal is damaged: %d findings (see `ens journal verify`)", report.found.total())
        heartbeat.beat(connection, heartbeat.DAMAGE)
        return False
    heartbeat.beat(connection, heartbeat.AUDIT)
    return True


def _check() -> None:
    try:
        verify()
    except (DatabaseError, InterfaceError, HouseError, OSError) as error:
        _log.warning("the journal was not verified (%s)", type(error).__name__)
    finally:
        connections.close_all()
