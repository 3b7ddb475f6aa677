"""Articles, their changes and provenance."""
