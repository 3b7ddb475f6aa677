"""One-off requests outside of a crawl: a page, a feed, a model package."""
