"""Boilerplate: line filter and lines that a site repeats."""
