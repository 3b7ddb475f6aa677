"""HTML pages that list articles."""
