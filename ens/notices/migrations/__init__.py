"""How far the worker has read, by the steps of its table."""
