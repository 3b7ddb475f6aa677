"""The spider of partners, who deliver licensed articles by API or full-text feed."""

from typing import ClassVar

from records.source import SourceKind
from spiders.base import HarvestSpider


class PartnerSpider(HarvestSpider):
    """`scrapy crawl partner -a source=NAME`."""

    name = "partner"
    kinds: ClassVar[frozenset[SourceKind]] = frozenset(("partner",))
