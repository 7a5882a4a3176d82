"""The files that a notebook takes: which type they are, what a CDA document says of itself, and how to show them.

CDA R2 (HL7), PDF, JPEG, PNG, TIFF, RTF, text. Knows files, and neither spaces nor rights: who may read is the gate's.
"""
