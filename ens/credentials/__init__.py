"""Proofs that people keep: passwords, one-time codes, passkeys, recovery codes, and how often one may try.

Mechanics alone, for people and for agents: no page. Standards: NIST SP 800-63B, RFC 6238 (TOTP), RFC 9106 (Argon2),
WebAuthn Level 2. Each proof belongs to a `Holder`: a space (the house for who has none) and an opaque number.
"""
