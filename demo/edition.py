"""One edition of the demo newsroom: which sites its servers hold, and what each of them answers."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from demo.json_endpoints import (
    render_api_pages,
    render_channel_pages,
    render_json_feed,
    render_jsonp_list,
    render_odata_list,
    render_search_results,
)
from demo.pages import SitePages, render_site
from demo.stories import read_stories
from demo.xml_feeds import render_letter_feed, render_news_feeds

SERVER_SITES: Final[Mapping[str, tuple[str, ...]]] = {
    "news": ("news",),
    "copy": ("copy",),
    "samples": ("samples",),
    "partner": (),
    "institutes": ("authority", "agency"),
    "media": ("paper", "video"),
}
"""Server name -> the sites on it that print pages for people.

What else they hold is announced whole.
"""


def render_edition(
    data: Path, hosts: Mapping[str, str], *, edition: int, corrected: datetime
) -> dict[str, SitePages]:
    """Print everything: server name -> path -> answer.

    The pages hold the addresses of the servers, `hosts`.
    """
    stories = read_stories(data, edition=edition, corrected=corrected)
    base = {name: f"http://{host}" for name, host in hosts.items()}
    printed: dict[str, SitePages] = {name: {} for name in SERVER_SITES}
    for server, sites in SERVER_SITES.items():
        for site in sites:
            printed[server] |= render_site(data, site, stories[site], base[server])
    printed["news"] |= render_news_feeds(data, stories["news"], base["news"])
    printed["partner"] |= render_api_pages(stories["partner"], base["partner"])
    printed["partner"] |= render_letter_feed(data, stories["feed"], base["partner"])
    printed["institutes"] |= render_odata_list(stories["agency"])
    printed["institutes"] |= render_search_results(stories["journal"])
    printed["media"] |= render_channel_pages(data, stories["paper"])
    printed["media"] |= render_jsonp_list(stories["video"], base["media"])
    printed["media"] |= render_json_feed(stories["nd"], base["media"])
    return printed
