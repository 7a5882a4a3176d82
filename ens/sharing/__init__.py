"""Who may come in: authorisations, blocks and trust, families and helpers; by the person, at once and for real.

Legal ground: L.1111-17, R.1111-46 to R.1111-49 CSP; code civil, 371-1 and 388, for the representatives of minors, 440
and following for the guardians of adults.
"""
