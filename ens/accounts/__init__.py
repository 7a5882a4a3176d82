"""Access tokens for programs: client_credentials with a signed assertion (SMART Backend Services).

Standards: RFC 6749 section 4.4, RFC 7523 (private_key_jwt), SMART App Launch 2.2. Not here: people's sign-in.
"""
