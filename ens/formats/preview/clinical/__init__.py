"""Shows a CDA R2 document: narrative as HTML of our own, the files inside it as any file (CI-SIS, CDA R2 4.3.5).

Every tag and attribute that leaves is a constant of ours; every word is escaped. Nothing is copied as it stands.
"""
