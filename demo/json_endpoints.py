"""The demo newsroom's announcements in JSON: a partner's API, OData, search results, jsonp, a list
hidden in a page, a JSON Feed.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from demo.pages import SitePages, build_response, fill_template
from demo.stories import Story, paragraphs_to_html

API_PATH: Final = "/api/v1/articles"
RECORDS_PER_PAGE: Final = 3
ODATA_PATH: Final = (
    "/api/news/newsitems?sf_culture=en&$orderby=PublicationDateAndTime%20desc&$top=20"
)
ITEM_PATH: Final = "/news/item"
"""Below it lie the pages of the agency; its list leaves this part of their addresses out."""
SEARCH_PATH: Final = "/rest/search?query=health&resultType=core&format=json"
WARM_UP_BODY: Final = '{"version": "6.9"}'
"""What the search answers when it is asked first, with status 200: the next answer holds the
results.
"""
JSONP_PATH: Final = "/cmsdatainterface/page/news_1.jsonp"
CHANNEL_PATH: Final = "/horizon/"
ROWS_PER_PAGE: Final = 2
JSON_FEED_PATH: Final = "/nd/feed.json"


def render_api_pages(stories: Sequence[Story], base: str) -> SitePages:
    """Print the pages of the partner's API; each names the cursor of the next, the last names
    none.
    """
    sheets = [
        stories[start : start + RECORDS_PER_PAGE]
        for start in range(0, len(stories), RECORDS_PER_PAGE)
    ]
    cursors = ["", *(sha256(sheet[0].path.encode()).hexdigest()[:12] for sheet in sheets[1:])]
    pages: SitePages = {}
    for sheet, cursor, follow in zip(sheets, cursors, [*cursors[1:], ""], strict=True):
        records = {
            "articles": [_record(story, base) for story in sheet],
            "paging": {"next": follow or None},
        }
        newest = max(story.modified for story in sheet)
        pages[f"{API_PATH}?cursor={cursor}" if cursor else API_PATH] = build_response(
            _json(records), "application/json", newest, needs_token=True
        )
    return pages


def render_odata_list(stories: Sequence[Story]) -> SitePages:
    """Print the agency's OData list; the addresses in it lack their beginning."""
    rows = [
        {
            "Title": story.title,
            "ItemDefaultUrl": story.path.removeprefix(ITEM_PATH),
            "PublicationDateAndTime": (
                story.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            ),
            "NewsType": story.section,
        }
        for story in stories
    ]
    body = _json({"@odata.context": "$metadata#newsitems", "value": rows})
    return {
        ODATA_PATH: build_response(
            body, "application/json; odata.metadata=minimal", stories[0].modified
        )
    }


def render_search_results(stories: Sequence[Story]) -> SitePages:
    """Print the search results of the journals: the abstracts are all the text there is, with
    headings inside.
    """
    results = [
        {
            "id": story.path.rpartition("/")[2],
            "source": "MED",
            "title": story.title,
            "authorString": story.reporter,
            "journalInfo": {"journal": {"title": story.outlet}},
            "abstractText": "".join(_abstract_paragraph(block) for block in story.paragraphs),
            "firstPublicationDate": story.date[:10],
        }
        for story in stories
    ]
    body = _json({"version": "6.9", "hitCount": len(results), "resultList": {"result": results}})
    return {
        SEARCH_PATH: replace(
            build_response(body, "application/json", stories[0].modified),
            first_body=WARM_UP_BODY.encode(),
        )
    }


def render_jsonp_list(stories: Sequence[Story], base: str) -> SitePages:
    """Print the list of the television site: a call of a function with the list in it, served as a
    script.
    """
    rows = [
        {
            "id": story.path.rpartition("/")[2].removesuffix(".shtml"),
            "title": story.title,
            "focus_date": f"{story.date}:00",
            "url": base + story.path,
            "brief": story.summary,
        }
        for story in stories
    ]
    return {
        JSONP_PATH: build_response(
            f"news({_json({'data': {'total': len(rows), 'list': rows}})})",
            "text/javascript",
            stories[0].modified,
        )
    }


def render_channel_pages(folder: Path, stories: Sequence[Story]) -> SitePages:
    """Print the pages of the paper's channel: a program of the site would draw the rows out of a
    hidden element.
    """
    template = (folder / "templates" / "paper-list.html").read_text("utf-8")
    sheets = [
        stories[start : start + ROWS_PER_PAGE] for start in range(0, len(stories), ROWS_PER_PAGE)
    ]
    return {
        f"{CHANNEL_PATH}{number}.html" if number > 1 else CHANNEL_PATH: build_response(
            fill_template(
                template, rows=escape(_json([_channel_row(story) for story in sheet]), quote=False)
            ),
            "text/html; charset=utf-8",
            sheet[0].modified,
        )
        for number, sheet in enumerate(sheets, 1)
    }


def render_json_feed(stories: Sequence[Story], base: str) -> SitePages:
    """Print the JSON Feed of the letter that allows no derivatives (ND).

    Its items carry the whole articles.
    """
    items = [
        {
            "id": base + story.path,
            "url": base + story.path,
            "title": story.title,
            "content_html": paragraphs_to_html(story.paragraphs),
            "date_published": story.published.isoformat(),
            "authors": [{"name": story.reporter}],
            "tags": [story.section],
        }
        for story in stories
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": stories[0].outlet,
        "home_page_url": f"{base}/nd/",
        "items": items,
    }
    return {
        JSON_FEED_PATH: build_response(_json(feed), "application/feed+json", stories[0].modified)
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _channel_row(story: Story) -> dict[str, str | int]:
    link = story.path.removeprefix(CHANNEL_PATH)
    number = int(link.rpartition("/")[2].removesuffix(".html"))
    return {
        "id": number,
        "title": story.title,
        "url": link,
        "update_time": int(story.published.timestamp()),
    }


def _abstract_paragraph(block: str) -> str:
    """Write a paragraph of an abstract; its heading ends with the first colon."""
    heading, _, text = block.partition(": ")
    return f"<h4>{escape(heading)}</h4>{escape(text, quote=False)}"


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
        "body_html": paragraphs_to_html(story.paragraphs),
    }
