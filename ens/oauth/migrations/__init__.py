"""Migrations of the authorization server."""
