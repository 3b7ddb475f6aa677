"""Endpoints that announce articles, one reader a kind."""
