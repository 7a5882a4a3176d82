"""Migrations of confidence."""
