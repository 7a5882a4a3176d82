"""Addresses of shares, by the steps of their table."""
