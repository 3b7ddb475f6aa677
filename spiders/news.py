"""The spider of public sites: news, authorities, journals."""

from typing import ClassVar

from records.source import Kind
from spiders.harvest import Harvest


class NewsSpider(Harvest):
    """`scrapy crawl news -a source=NAME`."""

    name = "news"
    kinds: ClassVar[frozenset[Kind]] = frozenset(("news", "authority", "journal"))
