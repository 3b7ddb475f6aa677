"""The spider of public sites: news, authorities, journals."""

from typing import ClassVar

from records.source import SourceKind
from spiders.base import HarvestSpider


class NewsSpider(HarvestSpider):
    """`scrapy crawl news -a source=NAME`."""

    name = "news"
    kinds: ClassVar[frozenset[SourceKind]] = frozenset(("news", "authority", "journal"))
