"""One crawl run: session, statistics, result, polling of endpoints."""
