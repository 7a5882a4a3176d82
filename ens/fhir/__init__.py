"""The FHIR R4 door: token to visit, one generic handling of every sealed kind, one form for every refusal.

FHIR: 4.0.1, JSON. IHE: MHD 4.2 (ITI-65, ITI-67, ITI-68), ANS PDSm 3. What a kind is belongs to its room.
"""
