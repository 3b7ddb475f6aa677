"""The demo newsroom's announcements for machines in XML: RSS, sitemaps, an Atom feed."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Final

from demo.pages import DemoResponse, SitePages, build_response, fill_template
from demo.stories import Story, paragraphs_to_html

RSS_PATH: Final = "/rss.xml"
SITEMAP_INDEX_PATH: Final = "/sitemap-index.xml"
SITEMAP_PATH: Final = "/sitemap-news.xml"
LETTER_PATH: Final = "/letter.xml"


def render_news_feeds(folder: Path, stories: Sequence[Story], base: str) -> SitePages:
    """Print the RSS feed, the sitemap index with the news sitemap it leads to."""
    fed = [story for story in stories if "feed" in story.places]
    mapped = [story for story in stories if "sitemap" in story.places]
    newest = max(story.modified for story in mapped)
    return {
        RSS_PATH: _render_document(
            folder,
            "rss.xml",
            [_render_rss_item(story, base) for story in fed],
            base,
            newest,
            format_datetime(newest),
            "application/rss+xml",
        ),
        SITEMAP_INDEX_PATH: _render_document(
            folder, "sitemap-index.xml", [], base, newest, newest.isoformat(), "application/xml"
        ),
        SITEMAP_PATH: _render_document(
            folder,
            "sitemap-news.xml",
            [_render_sitemap_url(story, base) for story in mapped],
            base,
            newest,
            "",
            "application/xml",
        ),
    }


def render_letter_feed(folder: Path, stories: Sequence[Story], base: str) -> SitePages:
    """Print the Atom feed whose entries carry the whole text."""
    newest = max(story.modified for story in stories)
    entries = [_render_atom_entry(story, base) for story in stories]
    return {
        LETTER_PATH: _render_document(
            folder, "letter.xml", entries, base, newest, newest.isoformat(), "application/atom+xml"
        )
    }


def _render_document(
    folder: Path,
    name: str,
    items: Sequence[str],
    base: str,
    newest: datetime,
    built: str,
    media: str,
) -> DemoResponse:
    template = (folder / "templates" / name).read_text("utf-8")
    return build_response(
        fill_template(template, base=base, built=built, items="\n".join(items)), media, newest
    )


def _render_rss_item(story: Story, base: str) -> str:
    updated = (
        f"<atom:updated>{story.modified.isoformat()}</atom:updated>"
        if story.modified != story.published
        else ""
    )
    return (
        f"<item><title>{escape(story.title)}</title><link>{base}{story.path}</link><guid"
        f' isPermaLink="true">{base}{story.path}</guid>'
        f"<pubDate>{format_datetime(story.published)}</pubDate>{updated}"
        f"<category>{escape(story.section)}</category>"
        f"<dc:creator>{escape(story.reporter)}</dc:creator>"
        f"<description>{escape(story.summary)}</description></item>"
    )


def _render_sitemap_url(story: Story, base: str) -> str:
    return (
        f"<url><loc>{base}{story.path}</loc><lastmod>{story.modified.isoformat()}</lastmod>"
        "<news:news><news:publication><news:name>健闻示范网</news:name>"
        "<news:language>zh-cn</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
    )


def _render_atom_entry(story: Story, base: str) -> str:
    return (
        f"<entry><title>{escape(story.title)}</title><id>{base}{story.path}</id><link"
        ' rel="alternate"'
        f' href="{base}{story.path}"/><published>{story.published.isoformat()}</published>'
        f"<updated>{story.modified.isoformat()}</updated>"
        f"<author><name>{escape(story.reporter)}</name></author><category"
        f' term="{escape(story.section)}"/><content'
        f' type="html">{escape(paragraphs_to_html(story.paragraphs))}</content></entry>'
    )
