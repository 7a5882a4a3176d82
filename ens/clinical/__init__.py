"""Structured facts of care: observations, conditions, procedures, treatments, and what is stated of the person herself.

FHIR R4: one kind is one line of `kinds.py`. Who may read and deposit them follows the laws of documents; no class of
the habilitation matrix stands for them, so that a professional reads those that she wrote alone (ADR 0032).
It is not a document: nothing here is signed, classed by JDV_J07 or attached to a file.
"""
