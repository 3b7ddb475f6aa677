"""The demo newsroom's announcements for machines in XML: RSS, sitemaps, an Atom feed."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Final

from commands.press import Answer, Pages, answer, fill
from commands.stories import Story, markup

FEED: Final = "/rss.xml"
SITEMAP_INDEX: Final = "/sitemap-index.xml"
SITEMAP: Final = "/sitemap-news.xml"
LETTER: Final = "/letter.xml"


def announce_news(folder: Path, stories: Sequence[Story], base: str) -> Pages:
    """Print the RSS feed, the sitemap index with the news sitemap it leads to."""
    fed = [story for story in stories if "feed" in story.places]
    mapped = [story for story in stories if "sitemap" in story.places]
    newest = max(story.modified for story in mapped)
    return {
        FEED: _print(
            folder, "rss.xml", [_item(story, base) for story in fed], base, newest, format_datetime(newest), "application/rss+xml"
        ),
        SITEMAP_INDEX: _print(folder, "sitemap-index.xml", [], base, newest, newest.isoformat(), "application/xml"),
        SITEMAP: _print(folder, "sitemap-news.xml", [_place(story, base) for story in mapped], base, newest, "", "application/xml"),
    }


def announce_letter(folder: Path, stories: Sequence[Story], base: str) -> Pages:
    """Print the Atom feed whose entries carry the whole text."""
    newest = max(story.modified for story in stories)
    entries = [_entry(story, base) for story in stories]
    return {LETTER: _print(folder, "letter.xml", entries, base, newest, newest.isoformat(), "application/atom+xml")}


def _print(folder: Path, name: str, items: Sequence[str], base: str, newest: datetime, built: str, media: str) -> Answer:
    template = (folder / "templates" / name).read_text("utf-8")
    return answer(fill(template, base=base, built=built, items="\n".join(items)), media, newest)


def _item(story: Story, base: str) -> str:
    updated = f"<atom:updated>{story.modified.isoformat()}</atom:updated>" if story.modified != story.published else ""
    return (
        f'<item><title>{escape(story.title)}</title><link>{base}{story.path}</link><guid isPermaLink="true">{base}{story.path}</guid>'
        f"<pubDate>{format_datetime(story.published)}</pubDate>{updated}<category>{escape(story.section)}</category>"
        f"<dc:creator>{escape(story.reporter)}</dc:creator><description>{escape(story.summary)}</description></item>"
    )


def _place(story: Story, base: str) -> str:
    return (
        f"<url><loc>{base}{story.path}</loc><lastmod>{story.modified.isoformat()}</lastmod><news:news>"
        "<news:publication><news:name>健闻示范网</news:name><news:language>zh-cn</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date><news:title>{escape(story.title)}</news:title>"
        "</news:news></url>"
    )


def _entry(story: Story, base: str) -> str:
    return (
        f'<entry><title>{escape(story.title)}</title><id>{base}{story.path}</id><link rel="alternate" href="{base}{story.path}"/>'
        f"<published>{story.published.isoformat()}</published><updated>{story.modified.isoformat()}</updated>"
        f'<author><name>{escape(story.reporter)}</name></author><category term="{escape(story.section)}"/>'
        f'<content type="html">{escape(markup(story.paragraphs))}</content></entry>'
    )
