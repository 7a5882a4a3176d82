"""Reporting an entry to the data protection officer (feature PS-05), and when the journal was last found complete."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings

from ens.fhir.places import public_entry
from ens.gate.facts import Visit
from ens.gate.history import report_entry
from ens.gate.house import database
from ens.kernel import clock
from ens.kernel.errors import NotFound
from ens.kernel.ids import HOUSE
from ens.notify import services as notify
from ens.notify.rules import Channel, Words
from ens.postgres import heartbeat

TOO_OLD: Final = timedelta(days=2)  # after which an old check says nothing any more


class Check(NamedTuple):
    """When the whole journal was verified; `whole` says that it was complete and unchanged."""

    at: datetime
    whole: bool


def is_possible() -> bool:
    """Say whether there is somebody to report to."""
    return bool(settings.ENS_DPO_MAIL)


def report(visit: Visit, space: int, entry_id: int) -> None:
    """Report an entry: it is written down, and the officer gets its reference, which says nothing by itself."""
    if not is_possible():
        raise NotFound
    name = public_entry(space, entry_id)
    report_entry(visit, space, entry_id, name)
    said = Words(
        subject=f"{settings.ENS_NAME} : un passage est signalé",
        body=f"Une personne signale un passage dans son carnet.\n\nRéférence de la ligne : {name}",
        short="",
        seconds=30 * 86_400,
    )
    notify.post(HOUSE, Channel.EMAIL, settings.ENS_DPO_MAIL, said)


def find_check() -> Check | None:
    """Tell when the whole journal was last verified, and what was found; None when that is too long ago."""
    names = (heartbeat.AUDIT, heartbeat.DAMAGE)
    ages = [(age, name) for name in names if (age := heartbeat.find_age(database(), name)) is not None]
    age, name = min(ages, default=(TOO_OLD.total_seconds(), ""))
    at = clock.now() - timedelta(seconds=age)
    return Check(at, whole=name == heartbeat.AUDIT) if clock.now() - at < TOO_OLD else None
