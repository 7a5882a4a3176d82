"""Temporary sharing: some documents, for a while, to whoever holds an address and a code spoken with it (feature B-04).

Law: R.1111-46 and L.1111-19 CSP (`ens.policy.rules.share`). What a share shows stands in the sealed sharing state of
its space; here is the way from an address to it. No account, no copy: who comes looks, and the history tells.
"""
