"""Stand-ins of the national services: small, real servers on loopback ports, for demonstrations and tests alone.

FranceConnect, an insurance account and Pro Santé Connect speak OpenID Connect as the real ones do; the people to choose
from are the cast, so nothing secret is asked. Each can be told to misbehave, which the tests of `ens.federation` do.
"""
