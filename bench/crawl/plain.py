"""What a careful user would write with Scrapy and trafilatura: a sitemap, a spider, JOBDIR to go on
after a stop, FEEDS for the result.

python -m bench.crawl.plain SITEMAP FOLDER
"""

import sys
from collections.abc import Iterator
from typing import Any

import trafilatura
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.spiders import SitemapSpider


class Plain(SitemapSpider):
    """Extract every page of the sitemap."""

    name = "plain"

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Give one article."""
        if isinstance(response, TextResponse):
            found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            if found is not None:
                document = found.as_dict()
                yield {"url": response.url} | {
                    name: document[name] for name in ("title", "author", "date", "sitename", "text")
                }


if __name__ == "__main__":
    sitemap, folder = sys.argv[1:]
    settings = {
        "JOBDIR": f"{folder}/job",
        "FEEDS": {
            f"{folder}/articles.jsonl": {
                "format": "jsonlines",
                "overwrite": False,
                "encoding": "utf-8",
            }
        },
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Plain, sitemap_urls=[sitemap])
    process.start()
