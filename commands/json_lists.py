"""The demo newsroom's announcements in JSON: a partner's API, OData, search results, jsonp, a list hidden in a page, a JSON Feed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from commands.press import Pages, answer, fill
from commands.stories import Story, markup

API: Final = "/api/v1/articles"
RECORDS_PER_PAGE: Final = 3
ODATA: Final = "/api/news/newsitems?sf_culture=en&$orderby=PublicationDateAndTime%20desc&$top=20"
ITEMS: Final = "/news/item"
"""Below it lie the pages of the agency; its list leaves this part of their addresses out."""
SEARCH: Final = "/rest/search?query=health&resultType=core&format=json"
BARE: Final = '{"version": "6.9"}'
"""What the search answers when it is asked first, with status 200: the next answer holds the results."""
JSONP: Final = "/cmsdatainterface/page/news_1.jsonp"
CHANNEL: Final = "/horizon/"
ROWS_PER_PAGE: Final = 2
JSON_FEED: Final = "/nd/feed.json"


def announce_records(stories: Sequence[Story], base: str) -> Pages:
    """Print the pages of the partner's API; each names the cursor of the next, the last names none."""
    sheets = [stories[start : start + RECORDS_PER_PAGE] for start in range(0, len(stories), RECORDS_PER_PAGE)]
    cursors = ["", *(sha256(sheet[0].path.encode()).hexdigest()[:12] for sheet in sheets[1:])]
    pages: Pages = {}
    for sheet, cursor, follow in zip(sheets, cursors, [*cursors[1:], ""], strict=True):
        records = {"articles": [_record(story, base) for story in sheet], "paging": {"next": follow or None}}
        newest = max(story.modified for story in sheet)
        pages[f"{API}?cursor={cursor}" if cursor else API] = answer(_json(records), "application/json", newest, guarded=True)
    return pages


def announce_items(stories: Sequence[Story]) -> Pages:
    """Print the agency's OData list; the addresses in it lack their beginning."""
    rows = [
        {
            "Title": story.title,
            "ItemDefaultUrl": story.path.removeprefix(ITEMS),
            "PublicationDateAndTime": story.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "NewsType": story.section,
        }
        for story in stories
    ]
    body = _json({"@odata.context": "$metadata#newsitems", "value": rows})
    return {ODATA: answer(body, "application/json; odata.metadata=minimal", stories[0].modified)}


def announce_results(stories: Sequence[Story]) -> Pages:
    """Print the search results of the journals: the abstracts are all the text there is, with headings inside."""
    results = [
        {
            "id": story.path.rpartition("/")[2],
            "source": "MED",
            "title": story.title,
            "authorString": story.reporter,
            "journalInfo": {"journal": {"title": story.outlet}},
            "abstractText": "".join(_with_heading(block) for block in story.paragraphs),
            "firstPublicationDate": story.date[:10],
        }
        for story in stories
    ]
    body = _json({"version": "6.9", "hitCount": len(results), "resultList": {"result": results}})
    return {SEARCH: replace(answer(body, "application/json", stories[0].modified), at_first=BARE.encode())}


def announce_video(stories: Sequence[Story], base: str) -> Pages:
    """Print the list of the television site: a call of a function with the list in it, served as a script."""
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
    return {JSONP: answer(f"news({_json({'data': {'total': len(rows), 'list': rows}})})", "text/javascript", stories[0].modified)}


def announce_rows(folder: Path, stories: Sequence[Story]) -> Pages:
    """Print the pages of the paper's channel: a program of the site would draw the rows out of a hidden element."""
    template = (folder / "templates" / "paper-list.html").read_text("utf-8")
    sheets = [stories[start : start + ROWS_PER_PAGE] for start in range(0, len(stories), ROWS_PER_PAGE)]
    return {
        f"{CHANNEL}{number}.html" if number > 1 else CHANNEL: answer(
            fill(template, rows=escape(_json([_row_of_paper(story) for story in sheet]), quote=False)),
            "text/html; charset=utf-8",
            sheet[0].modified,
        )
        for number, sheet in enumerate(sheets, 1)
    }


def announce_nd(stories: Sequence[Story], base: str) -> Pages:
    """Print the JSON Feed of the letter that allows no derivatives (ND); its items carry the whole articles."""
    items = [
        {
            "id": base + story.path,
            "url": base + story.path,
            "title": story.title,
            "content_html": markup(story.paragraphs),
            "date_published": story.published.isoformat(),
            "authors": [{"name": story.reporter}],
            "tags": [story.section],
        }
        for story in stories
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": stories[0].outlet, "home_page_url": f"{base}/nd/", "items": items}
    return {JSON_FEED: answer(_json(feed), "application/feed+json", stories[0].modified)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _row_of_paper(story: Story) -> dict[str, str | int]:
    link = story.path.removeprefix(CHANNEL)
    number = int(link.rpartition("/")[2].removesuffix(".html"))
    return {"id": number, "title": story.title, "url": link, "update_time": int(story.published.timestamp())}


def _with_heading(block: str) -> str:
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
        "body_html": markup(story.paragraphs),
    }
