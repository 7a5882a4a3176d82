"""Getting a first access without FranceConnect, coming in with it, and finding it again when it is forgotten.

NIR, health card and birth date, a code to a known contact, then credentials with two factors (features ENR-01 to 11).
"""
