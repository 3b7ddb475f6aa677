"""Make crawler/settings.py the settings of one Scrapy process, for one home."""

from typing import TYPE_CHECKING

from records.paths import Paths

if TYPE_CHECKING:
    from scrapy.settings import Settings


def build_scrapy_settings(home: Paths, *, verbose: bool = False) -> "Settings":
    """Give the settings for one home; without `verbose` nothing is logged."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("JIANWEN_HOME", home, priority="cmdline")
    settings.set("LOG_ENABLED", verbose, priority="cmdline")
    return settings
