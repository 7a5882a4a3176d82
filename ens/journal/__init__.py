"""The verifiable journal: who did what to which space, sealed, chained per space and bound into a Merkle tree.

An entry is written in the action's own transaction (`append`); the integrator gives it later its place in the tree
and signs a checkpoint (`integrate`); a person takes a proof away (`proofs`) that anyone can check without us (`verify`).
It does not decide anything, and it knows no key of its own but the one that signs checkpoints.
"""
