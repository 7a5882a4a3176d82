"""Signing in through others: FranceConnect+ or an insurance account for people, Pro Santé Connect for professionals.

Standards: OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207, OpenID CIBA 1.0; domain section 7.
"""
