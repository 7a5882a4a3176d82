"""Migrations of the lists that professionals keep."""
