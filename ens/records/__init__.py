"""The shared medical record: documents, the files they describe, and the lots in which they were submitted.

Legal ground: L.1111-14 to L.1111-16 and R.1111-40 to R.1111-49 CSP. FHIR: DocumentReference, Binary, List
(IHE MHD 4.2, ANS PDSm 3). Not here: measures, vaccinations and the person's own profile.
"""
