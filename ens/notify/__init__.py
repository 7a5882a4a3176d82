"""Writing to people: e-mail, text message or letter, through a sealed outbox. Never anything about health."""
