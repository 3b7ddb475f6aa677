"""Fingerprints of texts, in one language and across two."""
