"""The crawl frontier: URLs, leases, schedule, raw pages."""
