"""Full-text search, suggestions, related articles."""
