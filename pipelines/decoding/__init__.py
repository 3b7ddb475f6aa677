"""Repairs of damaged text."""
