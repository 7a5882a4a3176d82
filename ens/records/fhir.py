"""The records' kinds at the FHIR door: what differs from the generic handling."""

from ens.fhir.kinds import Kind, Room
from ens.records.following import extend
from ens.records.lots import BINARY, DOCUMENT, LIST, compose

RECORDS = Room(extend, compose)
KINDS = (
    Kind(DOCUMENT, RECORDS),
    Kind(LIST, RECORDS),
    Kind(BINARY, RECORDS, ("read", "vread", "history-instance", "create"), owner="securityContext"),
)
