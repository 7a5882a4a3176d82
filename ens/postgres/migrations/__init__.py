"""Migrations of the heartbeat table."""
