"""Imported documents: plain text, Markdown, front matter."""
