"""Migrations of the federation."""
