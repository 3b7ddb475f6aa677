"""The spider of partners, who deliver licensed articles by API or full-text feed."""

from typing import ClassVar

from records.source import Kind
from spiders.harvest import Harvest


class PartnerSpider(Harvest):
    """`scrapy crawl partner -a source=NAME`."""

    name = "partner"
    kinds: ClassVar[frozenset[Kind]] = frozenset(("partner",))
