"""The demo newsroom: sites on this machine to crawl."""
