"""Who may enter a notebook, decided by its person: professionals, structures, emergencies, carers; what would change.

Legal ground: L.1111-17, L.1111-19, R.1111-46 to R.1111-49 CSP; domain 1.2 to 1.5 and 3. The rules themselves stand in
`ens.policy`, the acts in `ens.sharing`; here are the pages, and the invitations of carers.
"""
