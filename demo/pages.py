"""The demo newsroom's pages, printed from manuscripts and templates."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from demo.stories import Story, paragraphs_to_html

TEMPLATE_FIELDS: Final = ("title", "section", "outlet", "reporter", "editor", "summary")
STATIC_MODIFIED: Final = datetime(2026, 1, 1, tzinfo=UTC)
MEDIA_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}
_FIELD = re.compile(r"\{([a-z_]+)\}")

SitePages = dict[str, "DemoResponse"]


@dataclass(frozen=True, slots=True)
class DemoResponse:
    """What one address answers; `body` decides the ETag."""

    body: bytes
    media: str
    modified: str  # as HTTP writes it
    status: int = 200
    location: str = ""
    needs_token: bool = False  # asks for the bearer token
    first_body: bytes = b""  # what it answers instead when it is asked for the first time

    @property
    def etag(self) -> str:
        """Name the content."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class ListingLayout:
    """How a site numbers the pages of its section and writes their rows."""

    first: str
    further: str  # {page} is the number
    start: int = 2  # of the second page
    rows: int = 7  # on one page
    row: str = '<li><a href="{link}">{title}</a> <span class="date">{day}</span></li>'

    def addresses(self, pages: int) -> list[str]:
        """Name so many pages."""
        return [
            self.first,
            *(
                fill_template(self.further, page=str(number + self.start))
                for number in range(pages - 1)
            ),
        ][:pages]


LISTING_LAYOUTS: Final = {
    "news": ListingLayout("/health/index.html", "/health/index_{page}.html"),
    "copy": ListingLayout("/zx/index.html", "/zx/index_{page}.html"),
    "samples": ListingLayout("/sample/index.html", "/sample/index_{page}.html"),
    "authority": ListingLayout(
        "/jkts/",
        "/jkts/index_{page}.html",
        1,
        3,
        '<li><a href=".{below}" title="{title}{day}">{title}<span>{day}</span></a></li>',
    ),
}


def fill_template(template: str, **fields: str) -> str:
    """Put the fields in place of `{name}`.

    A name that is not given stays, since CSS and regular expressions use braces too.
    """
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), template)


def build_response(
    text: str, media: str, modified: datetime, *, encoding: str = "utf-8", needs_token: bool = False
) -> DemoResponse:
    """Make a successful answer of a text."""
    return DemoResponse(
        text.encode(encoding),
        media,
        format_datetime(modified.astimezone(UTC), usegmt=True),
        needs_token=needs_token,
    )


def render_site(folder: Path, site: str, stories: Sequence[Story], base: str) -> SitePages:
    """Print the pages of a site that people read: articles, redirects, listing, files served as
    they are.
    """
    pages = {
        **_render_listing(folder, site, stories),
        **_load_static_files(folder / "static" / site, base),
    }
    for story in stories:
        if story.paragraphs:
            pages |= _render_article(folder, site, story, stories)
        if story.moved:
            pages[story.moved] = DemoResponse(
                b"",
                "text/html",
                format_datetime(STATIC_MODIFIED, usegmt=True),
                301,
                base + story.path,
            )
    return pages


def _render_article(folder: Path, site: str, story: Story, stories: Sequence[Story]) -> SitePages:
    """Print an article: one page mostly, several that lead from one to the next where its
    manuscript says so.
    """
    template = (folder / "templates" / f"{story.frame or site}.html").read_text("utf-8")
    others = [
        other
        for other in stories
        if other.path != story.path and other.paragraphs and not other.moved and not other.frame
    ]
    charset = story.declared or ("utf-8" if story.encoding == "utf-8" else "")
    text = fill_template(
        template,
        **{name: html.escape(getattr(story, name), quote=False) for name in TEMPLATE_FIELDS},
        shown_date=story.published.strftime("%Y年%m月%d日 %H:%M"),
        day=story.date[:10],
        declaration=f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        if charset
        else "",
        above=paragraphs_to_html(story.above),
        related=_render_links(others[3:6]),
        popular=_render_links(others[:3]),
        payload=_render_payload(story),
    )
    # the old encodings are left to the page to declare
    media = "text/html; charset=utf-8" if story.encoding == "utf-8" else "text/html"
    return {
        story.page(number): build_response(
            fill_template(
                text, paragraphs=paragraphs_to_html(sheet), turn=_render_page_links(story, number)
            ),
            media,
            story.modified,
            encoding=story.encoding,
        )
        for number, sheet in enumerate(story.page_paragraphs, 1)
    }


def _render_payload(story: Story) -> str:
    """Write the article as JSON inside a JSON string, as some sites hand it to their script."""
    moment = int(story.published.timestamp() * 1000)
    fields = {
        "title": story.title,
        "content": f"<article>{paragraphs_to_html(story.paragraphs)}</article>",
        "ctime": moment,
        "source": {"name": story.outlet},
        "author": [story.reporter] if story.reporter else [],
        "editor": {"name": story.editor},
    }
    return json.dumps(json.dumps(fields, ensure_ascii=False), ensure_ascii=False)


def _render_page_links(story: Story, number: int) -> str:
    """Link the pages of a long article."""
    count = len(story.page_paragraphs)
    links = [
        (number - 1, "上一页"),
        *((other, str(other)) for other in range(1, count + 1)),
        (number + 1, "下一页"),
    ]
    return " ".join(
        f'<a href="./{story.page(other).rpartition("/")[2]}">{words}</a>'
        for other, words in links
        if 0 < other <= count and count > 1
    )


def _render_links(stories: Sequence[Story]) -> str:
    return "\n".join(
        f'<li><a href="{story.path}">{html.escape(story.title, quote=False)}</a></li>'
        for story in stories
    )


def _render_listing(folder: Path, site: str, stories: Sequence[Story]) -> SitePages:
    """Print the section listing: dates beside the titles, a few rows to a page, old addresses where
    articles moved.
    """
    if site not in LISTING_LAYOUTS:
        return {}
    listing, template = (
        LISTING_LAYOUTS[site],
        (folder / "templates" / f"{site}-list.html").read_text("utf-8"),
    )
    listed = [story for story in stories if "listing" in story.places]
    sheets = [listed[start : start + listing.rows] for start in range(0, len(listed), listing.rows)]
    names = listing.addresses(len(sheets))
    turn = " ".join(f'<a href="{name}">{number}</a>' for number, name in enumerate(names, 1))
    return {
        name: build_response(
            fill_template(
                template, page=str(number), index=str(number - 1), count=str(len(sheets)),
                rows="\n".join(_render_row(listing, story) for story in sheet), turn=turn,
            ),
            "text/html; charset=utf-8",
            max(story.published for story in sheet),
        )
        for number, (name, sheet) in enumerate(zip(names, sheets, strict=True), 1)
    }  # fmt: skip


def _render_row(listing: ListingLayout, story: Story) -> str:
    link, folder = story.moved or story.path, listing.first.rpartition("/")[0]
    return fill_template(
        listing.row,
        link=link,
        below=link.removeprefix(folder),
        title=html.escape(story.title, quote=False),
        day=story.date[:10],
    )


def _load_static_files(folder: Path, base: str) -> SitePages:
    """Serve the files of a folder; the text of robots.txt needs the address of the site."""
    modified = format_datetime(STATIC_MODIFIED, usegmt=True)
    served: dict[str, bytes] = {
        f"/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*.*")
        if path.is_file()
    }
    return {
        path: DemoResponse(
            body.replace(b"{base}", base.encode()), MEDIA_TYPES[path[path.rindex(".") :]], modified
        )
        for path, body in served.items()
    }


def render_sources(folder: Path, hosts: Mapping[str, str]) -> dict[str, str]:
    """Fill host and port into the source files: file name -> text."""
    return {
        path.name: fill_template(path.read_text("utf-8"), **hosts)
        for path in sorted((folder / "sources").glob("*.toml"))
    }
