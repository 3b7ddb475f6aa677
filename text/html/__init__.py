"""Parsing and reading HTML."""
