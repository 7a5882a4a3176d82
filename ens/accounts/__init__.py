"""A signed-in person's own account: devices, ways to sign in, contacts, identity card.

It also keeps the tables of programs, made by its first migration; `ens/oauth` works with them.
"""
