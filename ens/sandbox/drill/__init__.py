"""The drill of the stolen database: searches everything that is kept for everything that must not be readable in it."""
