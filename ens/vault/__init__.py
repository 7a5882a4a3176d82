"""Sealed boxes and their keys: what a space holds is stored only encrypted, under that space's own key.

The gate alone calls `boxes`; a body opens or seals only against a receipt of the journal. Not here: who may do what
(policy), what was done (journal), who people are (registry).
"""
