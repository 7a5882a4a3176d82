"""« Qui est venu » : the history of a space told to the person in plain words, with its proofs.

Legal ground: L.1111-19 CSP (list of those who came, traces of what was done), R.1111-43. FHIR: AuditEvent, served by
`ens.fhir`. Not here: writing entries (`ens.gate`) and the tree that binds them (`ens.journal`).
"""
