"""Entries of the journal as sentences: who, what, how it ended, by which right. Pure; French for people.

A gender is told only where a title or the first word of a structure's name shows it; everywhere else the turn of the
sentence does without.
"""
