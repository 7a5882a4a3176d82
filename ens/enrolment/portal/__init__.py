"""The pages before the notebook: a first access, signing in, what was forgotten, refusing."""
