"""Documents and what they say: the model room.

FHIR DocumentReference and Binary (IHE MHD, PDSm), CDA R2 as deposited by professionals; L.1111-14 and L.1111-15 CSP.
It keeps and shows documents; it does not decide who may see them (policy) nor rewrite what was deposited.
"""
