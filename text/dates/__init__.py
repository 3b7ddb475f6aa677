"""Readers of dates."""
