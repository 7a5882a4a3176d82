"""What software can ask of the house, described for programs (OpenAPI 3.1) and for those who write them.

The description is derived from the same lists as the CapabilityStatement, so that it cannot promise anything else.
FHIR's own description of the FHIR door stays `/fhir/metadata`; this one is for tools that know nothing of FHIR.
"""
