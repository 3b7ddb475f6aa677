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

from commands.stories import Story, markup

SHOWN: Final = ("title", "section", "outlet", "reporter", "editor", "summary")
OLDEST: Final = datetime(2026, 1, 1, tzinfo=UTC)
MEDIA: Final = {".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf"}
_FIELD = re.compile(r"\{([a-z_]+)\}")

Pages = dict[str, "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answers; `body` decides the ETag."""

    body: bytes
    media: str
    modified: str  # as HTTP writes it
    status: int = 200
    location: str = ""
    guarded: bool = False  # asks for the bearer token
    at_first: bytes = b""  # what it answers instead when it is asked for the first time

    @property
    def etag(self) -> str:
        """Name the content."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Listing:
    """How a site numbers the pages of its section and writes their rows."""

    first: str
    further: str  # {page} is the number
    start: int = 2  # of the second page
    rows: int = 7  # on one page
    row: str = '<li><a href="{link}">{title}</a> <span class="date">{day}</span></li>'

    def addresses(self, pages: int) -> list[str]:
        """Name so many pages."""
        return [self.first, *(fill(self.further, page=str(number + self.start)) for number in range(pages - 1))][:pages]


LISTINGS: Final = {
    "news": Listing("/health/index.html", "/health/index_{page}.html"),
    "copy": Listing("/zx/index.html", "/zx/index_{page}.html"),
    "samples": Listing("/sample/index.html", "/sample/index_{page}.html"),
    "authority": Listing(
        "/jkts/", "/jkts/index_{page}.html", 1, 3, '<li><a href=".{below}" title="{title}{day}">{title}<span>{day}</span></a></li>'
    ),
}


def fill(template: str, **fields: str) -> str:
    """Put the fields in place of `{name}`; a name that is not given stays, since CSS and regular expressions use braces too."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), template)


def answer(text: str, media: str, modified: datetime, *, encoding: str = "utf-8", guarded: bool = False) -> Answer:
    """Make a successful answer of a text."""
    return Answer(text.encode(encoding), media, format_datetime(modified.astimezone(UTC), usegmt=True), guarded=guarded)


def print_site(folder: Path, site: str, stories: Sequence[Story], base: str) -> Pages:
    """Print the pages of a site that people read: articles, redirects, listing, files served as they are."""
    pages = {**_listing(folder, site, stories), **_static(folder / "static" / site, base)}
    for story in stories:
        if story.paragraphs:
            pages |= _article(folder, site, story, stories)
        if story.moved:
            pages[story.moved] = Answer(b"", "text/html", format_datetime(OLDEST, usegmt=True), 301, base + story.path)
    return pages


def _article(folder: Path, site: str, story: Story, stories: Sequence[Story]) -> Pages:
    """Print an article: one page mostly, several that lead from one to the next where its manuscript says so."""
    template = (folder / "templates" / f"{story.frame or site}.html").read_text("utf-8")
    others = [other for other in stories if other.path != story.path and other.paragraphs and not other.moved and not other.frame]
    charset = story.declared or ("utf-8" if story.encoding == "utf-8" else "")
    text = fill(
        template,
        **{name: html.escape(getattr(story, name), quote=False) for name in SHOWN},
        shown_date=story.published.strftime("%Y年%m月%d日 %H:%M"),
        day=story.date[:10],
        declaration=f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else "",
        above=markup(story.above),
        related=_links(others[3:6]),
        popular=_links(others[:3]),
        payload=_payload(story),
    )
    media = "text/html; charset=utf-8" if story.encoding == "utf-8" else "text/html"  # the old encodings are left to the page to declare
    return {
        story.page(number): answer(
            fill(text, paragraphs=markup(sheet), turn=_turn(story, number)), media, story.modified, encoding=story.encoding
        )
        for number, sheet in enumerate(story.sheets, 1)
    }


def _payload(story: Story) -> str:
    """Write the article as JSON inside a JSON string, as some sites hand it to their script."""
    moment = int(story.published.timestamp() * 1000)
    fields = {
        "title": story.title,
        "content": f"<article>{markup(story.paragraphs)}</article>",
        "ctime": moment,
        "source": {"name": story.outlet},
        "author": [story.reporter] if story.reporter else [],
        "editor": {"name": story.editor},
    }
    return json.dumps(json.dumps(fields, ensure_ascii=False), ensure_ascii=False)


def _turn(story: Story, number: int) -> str:
    """Link the pages of a long article."""
    count = len(story.sheets)
    links = [(number - 1, "上一页"), *((other, str(other)) for other in range(1, count + 1)), (number + 1, "下一页")]
    return " ".join(
        f'<a href="./{story.page(other).rpartition("/")[2]}">{words}</a>' for other, words in links if 0 < other <= count and count > 1
    )


def _links(stories: Sequence[Story]) -> str:
    return "\n".join(f'<li><a href="{story.path}">{html.escape(story.title, quote=False)}</a></li>' for story in stories)


def _listing(folder: Path, site: str, stories: Sequence[Story]) -> Pages:
    """Print the section listing: dates beside the titles, a few rows to a page, old addresses where articles moved."""
    if site not in LISTINGS:
        return {}
    listing, template = LISTINGS[site], (folder / "templates" / f"{site}-list.html").read_text("utf-8")
    listed = [story for story in stories if "listing" in story.places]
    sheets = [listed[start : start + listing.rows] for start in range(0, len(listed), listing.rows)]
    names = listing.addresses(len(sheets))
    turn = " ".join(f'<a href="{name}">{number}</a>' for number, name in enumerate(names, 1))
    return {
        name: answer(
            fill(
                template, page=str(number), index=str(number - 1), count=str(len(sheets)),
                rows="\n".join(_row(listing, story) for story in sheet), turn=turn,
            ),
            "text/html; charset=utf-8",
            max(story.published for story in sheet),
        )
        for number, (name, sheet) in enumerate(zip(names, sheets, strict=True), 1)
    }  # fmt: skip


def _row(listing: Listing, story: Story) -> str:
    link, folder = story.moved or story.path, listing.first.rpartition("/")[0]
    return fill(listing.row, link=link, below=link.removeprefix(folder), title=html.escape(story.title, quote=False), day=story.date[:10])


def _static(folder: Path, base: str) -> Pages:
    """Serve the files of a folder; the text of robots.txt needs the address of the site."""
    modified = format_datetime(OLDEST, usegmt=True)
    served: dict[str, bytes] = {
        f"/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*.*") if path.is_file()
    }
    return {
        path: Answer(body.replace(b"{base}", base.encode()), MEDIA[path[path.rindex(".") :]], modified) for path, body in served.items()
    }


def render_sources(folder: Path, hosts: Mapping[str, str]) -> dict[str, str]:
    """Fill host and port into the source files: file name -> text."""
    return {path.name: fill(path.read_text("utf-8"), **hosts) for path in sorted((folder / "sources").glob("*.toml"))}
