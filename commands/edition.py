"""One edition of the demo newsroom: which sites its servers hold, and what each of them answers."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from commands import json_lists
from commands.press import Pages, print_site
from commands.stories import read_stories
from commands.wire import announce_letter, announce_news

SERVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "news": ("news",),
    "copy": ("copy",),
    "samples": ("samples",),
    "partner": (),
    "institutes": ("authority", "agency"),
    "media": ("paper", "video"),
}
"""Server name -> the sites on it that print pages for people; what else they hold is announced whole."""


def print_edition(data: Path, hosts: Mapping[str, str], *, edition: int, corrected: datetime) -> dict[str, Pages]:
    """Print everything: server name -> path -> answer. The pages hold the addresses of the servers, `hosts`."""
    stories = read_stories(data, edition=edition, corrected=corrected)
    base = {name: f"http://{host}" for name, host in hosts.items()}
    printed: dict[str, Pages] = {name: {} for name in SERVERS}
    for server, sites in SERVERS.items():
        for site in sites:
            printed[server] |= print_site(data, site, stories[site], base[server])
    printed["news"] |= announce_news(data, stories["news"], base["news"])
    printed["partner"] |= json_lists.announce_records(stories["partner"], base["partner"])
    printed["partner"] |= announce_letter(data, stories["feed"], base["partner"])
    printed["institutes"] |= json_lists.announce_items(stories["agency"])
    printed["institutes"] |= json_lists.announce_results(stories["journal"])
    printed["media"] |= json_lists.announce_rows(data, stories["paper"])
    printed["media"] |= json_lists.announce_video(stories["video"], base["media"])
    printed["media"] |= json_lists.announce_nd(stories["nd"], base["media"])
    return printed
