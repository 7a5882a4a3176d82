"""Measures the house as it runs in production: `make bench`, or `python -m bench --help`."""
