"""Streaming XML of feeds and sitemaps."""
