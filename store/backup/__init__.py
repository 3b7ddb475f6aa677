"""Backups: making, rotating, verifying."""
