"""Telling people who came: a message per event that they want to hear of, once a month a count (features HIS, B-11).

Law: R.1111-48 CSP (an emergency is told afterwards, and cannot be refused). Written from the journal by the worker, so
that a read costs nothing more and no event is lost; never a word on health, nor the name of a document or a doctor.
"""
