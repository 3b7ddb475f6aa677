"""The demo newsroom's pages, printed from manuscripts and templates."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from commands.stories import Story, markup

LISTINGS: Final = {"news": "/health/index{page}.html", "copy": "/zx/index{page}.html", "samples": "/sample/index{page}.html"}
SHOWN: Final = ("title", "section", "outlet", "reporter", "editor", "summary")
ROWS_PER_PAGE: Final = 7
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

    @property
    def etag(self) -> str:
        """Name the content."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'


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
            pages[story.path] = _article(folder, site, story, stories)
        if story.moved:
            pages[story.moved] = Answer(b"", "text/html", format_datetime(OLDEST, usegmt=True), 301, base + story.path)
    return pages


def _article(folder: Path, site: str, story: Story, stories: Sequence[Story]) -> Answer:
    template = (folder / "templates" / f"{story.frame or site}.html").read_text("utf-8")
    others = [other for other in stories if other.path != story.path and other.paragraphs and not other.moved and not other.frame]
    plain = {
        name: html.escape(getattr(story, name), quote=False) for name in ("title", "section", "outlet", "reporter", "editor", "summary")
    }
    charset = story.declared or ("utf-8" if story.encoding == "utf-8" else "")
    text = fill(
        template,
        **plain,
        shown_date=story.published.strftime("%Y年%m月%d日 %H:%M"),
        declaration=f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else "",
        paragraphs=markup(story.paragraphs),
        above=markup(story.above),
        related=_links(others[3:6]),
        popular=_links(others[:3]),
    )
    media = "text/html; charset=utf-8" if story.encoding == "utf-8" else "text/html"  # the old encodings are left to the page to declare
    return answer(text, media, story.modified, encoding=story.encoding)


def _links(stories: Sequence[Story]) -> str:
    return "\n".join(f'<li><a href="{story.path}">{html.escape(story.title, quote=False)}</a></li>' for story in stories)


def _listing(folder: Path, site: str, stories: Sequence[Story]) -> Pages:
    """Print the section listing: dates beside the titles, a few rows to a page, old addresses where articles moved."""
    if site not in LISTINGS:
        return {}
    template = (folder / "templates" / f"{site}-list.html").read_text("utf-8")
    listed = [story for story in stories if "listing" in story.places]
    sheets = [listed[start : start + ROWS_PER_PAGE] for start in range(0, len(listed), ROWS_PER_PAGE)]
    names = [fill(LISTINGS[site], page=f"_{number}" if number > 1 else "") for number in range(1, len(sheets) + 1)]
    turn = " ".join(f'<a href="{name}">{number}</a>' for number, name in enumerate(names, 1))
    return {
        name: answer(
            fill(template, page=str(number), rows="\n".join(map(_row, sheet)), turn=turn),
            "text/html; charset=utf-8",
            max(story.published for story in sheet),
        )
        for number, (name, sheet) in enumerate(zip(names, sheets, strict=True), 1)
    }


def _row(story: Story) -> str:
    title = html.escape(story.title, quote=False)
    return f'<li><a href="{story.moved or story.path}">{title}</a> <span class="date">{story.date[:10]}</span></li>'


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
