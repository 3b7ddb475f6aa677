"""The WARC archive beside the store."""
