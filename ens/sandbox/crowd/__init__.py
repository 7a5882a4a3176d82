"""The crowd: two hundred more fictional people and their documents, so that lists and search have something to do.

Everything is drawn from one seed and today's date; nothing here exists. Marcel's notebook holds a thousand documents.
"""
