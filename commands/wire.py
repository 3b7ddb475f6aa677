"""The demo newsroom's announcements for machines: RSS, sitemaps, an Atom feed, a partner's API."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from commands.press import Answer, Pages, answer, fill
from commands.stories import Story, markup

FEED: Final = "/rss.xml"
SITEMAP_INDEX: Final = "/sitemap-index.xml"
SITEMAP: Final = "/sitemap-news.xml"
LETTER: Final = "/letter.xml"
API: Final = "/api/v1/articles"
RECORDS_PER_PAGE: Final = 3


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


def announce_records(stories: Sequence[Story], base: str) -> Pages:
    """Print the pages of the partner's API; each names the cursor of the next, the last names none."""
    sheets = [stories[start : start + RECORDS_PER_PAGE] for start in range(0, len(stories), RECORDS_PER_PAGE)]
    cursors = ["", *(sha256(sheet[0].path.encode()).hexdigest()[:12] for sheet in sheets[1:])]
    pages: Pages = {}
    for sheet, cursor, follow in zip(sheets, cursors, [*cursors[1:], ""], strict=True):
        records = {"articles": [_record(story, base) for story in sheet], "paging": {"next": follow or None}}
        body = json.dumps(records, ensure_ascii=False, indent=1)
        newest = max(story.modified for story in sheet)
        pages[f"{API}?cursor={cursor}" if cursor else API] = answer(body, "application/json", newest, guarded=True)
    return pages


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


def _record(story: Story, base: str) -> dict[str, str]:
    return {
        "id": story.path.rpartition("/")[2],
        "headline": story.title,
        "link": base + story.path,
        "published_at": story.published.astimezone(UTC).isoformat(),
        "updated_at": story.modified.astimezone(UTC).isoformat(),
        "byline": story.reporter,
        "provider": story.outlet,
        "section": story.section,
        "body_html": markup(story.paragraphs),
    }
