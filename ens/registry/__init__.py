"""Who exists: people with their sealed identities, spaces, and the public directory with its tokens.

Legal ground: L.1111-8-1 and R.1111-8-1 CSP (the national health identity, INS); the directory of professionals is
public. It knows no document. A person's identity is sealed under her own space's key, and found by blind indexes only.
"""
