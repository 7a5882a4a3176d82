"""The work of performance.md's first line, asked of any FHIR R4 server: a closed loop of 1, 8 and 32 clients."""
