"""Proofs that people keep: passwords, one-time codes, passkeys, recovery codes, and how often one may try.

Mechanics alone, for people and for agents: no page. Standards: NIST SP 800-63B, RFC 6238 (TOTP), WebAuthn Level 2.
"""
