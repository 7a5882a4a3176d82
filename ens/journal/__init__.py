"""The verifiable journal: who did what to which space, sealed, chained per space and bound into a Merkle tree.

An entry is written in the action's own transaction (`append`); the integrator later gives it its place in the tree
and signs a checkpoint (`integrate`); a person takes a proof away (`proofs`) that anyone can check without us
(`verify`); the operator verifies the whole database (`audit`). The journal decides nothing, and the only key it ever
holds is the one that signs checkpoints. The format is in docs/journal-format.md.
"""
