"""Writing to people: e-mail, text message or letter, through a sealed outbox. Never anything about health.

A message is sealed under the key of the space that it concerns and deleted when it has left. Sending is the worker's.
"""
