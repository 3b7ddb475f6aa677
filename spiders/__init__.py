"""Spiders: what a source announces, and its article pages."""
