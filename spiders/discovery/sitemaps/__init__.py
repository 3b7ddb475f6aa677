"""Sitemaps and their indexes."""
