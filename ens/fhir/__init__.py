"""FHIR R4 as bytes and plain values: read, check, search, answer. Knows nothing of rooms."""
