"""Duplicates: fingerprints, clusters, canonical articles."""
