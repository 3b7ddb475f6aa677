"""The main content of a page: candidates, scores, non-content, images, next pages."""
