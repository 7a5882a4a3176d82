"""The authorization server: tokens for apps, for professionals' software and for structures.

Standards: OAuth 2.1, RFC 8414, RFC 9207, RFC 9700, OpenID Connect Core 1.0, SMART App Launch 2.2.
"""
