"""The house's own id and version, written into a resource that is about to be kept."""

from ens.fhir.parse import Resource
from ens.kernel import clock


def stamped(resource: Resource, kind: str, public: str, version: int, now: int) -> Resource:
    """Copy a resource with its id, version and time of change (microseconds since 1970)."""
    meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": clock.instant(now)}
    rest = {key: value for key, value in resource.items() if key not in {"resourceType", "id", "meta"}}
    return {"resourceType": kind, "id": public, "meta": meta, **rest}
