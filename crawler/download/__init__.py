"""The download handler and its guards: SSRF, decompression, conditional requests, WARC."""
