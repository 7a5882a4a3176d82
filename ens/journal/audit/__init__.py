"""Verifies the whole journal in one snapshot of the database, in bounded memory.

What it can find: every change of a stored value, every missing or inserted row, a tail cut off behind a checkpoint that
is kept elsewhere. What it cannot: a whole history rewritten and signed anew by someone who holds the database, the key
and every copy of the checkpoints; and an entry removed before the integrator had seen it, unless it was a write.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ens.journal.audit.chains import check_chains
from ens.journal.audit.contents import check_contents
from ens.journal.audit.findings import Finding, Inventory, Keys, Progress, Report
from ens.journal.audit.growth import Growth
from ens.journal.note import read_vkey

__all__ = ["Finding", "Inventory", "Keys", "Progress", "Report", "audit"]


def audit(
    connection: BaseDatabaseWrapper,
    vkeys: Sequence[str],
    outside: Iterable[str] = (),
    keys: Keys | None = None,
    inventory: Inventory | None = None,
    progress: Progress | None = None,
) -> Report:
    """Verify tree, chains, batches, checkpoints and, as far as keys and inventory are given, every entry's content.

    `vkeys` are the verifier keys that checkpoints may be signed with, `outside` the notes kept out of the database,
    oldest first (`checkpoints.read_log`).
    """
    report = Report(progress=progress)
    with transaction.atomic(using=connection.alias, durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")  # the limit of the house is meant for requests
        Growth(connection, [read_vkey(vkey) for vkey in vkeys], report).run(outside)
        check_chains(connection, report)
        check_contents(connection, report, keys, inventory)
    return report
