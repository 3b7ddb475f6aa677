"""The demo newsroom's manuscripts, as one edition prints them."""

import html
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

CHINA_ZONE: Final = timezone(timedelta(hours=8))
SITE_NAMES: Final = (
    "news",
    "copy",
    "samples",
    "partner",
    "feed",
    "authority",
    "agency",
    "journal",
    "paper",
    "video",
    "nd",
)
PAGE_BREAK: Final = "\n=====\n"
"""Where a manuscript goes on upon the next page."""
_EDITION_VARIANTS = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the newsroom.

    The fields to `document` are the lines of its head, README.md there explains them.
    """

    title: str
    path: str
    date: str
    section: str = ""
    outlet: str = ""
    reporter: str = ""
    editor: str = ""
    places: str = ""
    encoding: str = "utf-8"
    declared: str = ""
    frame: str = ""
    moved: str = ""
    same: str = ""
    document: str = ""
    paragraphs: tuple[str, ...] = ()  # none: the article is announced, but not printed
    # the same paragraphs by the pages they are spread over
    page_paragraphs: tuple[tuple[str, ...], ...] = ()
    above: tuple[str, ...] = ()  # what a sample document has before its title
    correction: datetime | None = None

    @property
    def published(self) -> datetime:
        """The moment of the first edition, in the newsroom's own zone."""
        return datetime.fromisoformat(self.date).replace(tzinfo=CHINA_ZONE)

    @property
    def modified(self) -> datetime:
        """The moment of the text as it stands."""
        return self.correction or self.published

    @property
    def summary(self) -> str:
        """The beginning of the text."""
        return self.paragraphs[0][:60] + "……" if self.paragraphs else self.title

    def page(self, number: int) -> str:
        """The address of a page, counted from 1."""
        stem, dot, ending = self.path.rpartition(".")
        return f"{stem}_{number - 1}{dot}{ending}" if number > 1 else self.path


def paragraphs_to_html(paragraphs: tuple[str, ...]) -> str:
    """Give paragraphs as HTML."""
    return "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)


def read_stories(folder: Path, *, edition: int, corrected: datetime) -> dict[str, list[Story]]:
    """Read every site's manuscripts, newest first.

    What the second edition changes carries the moment of the correction.
    """
    read = {
        f"{site}/{path.stem}": _read_story(path, folder / "samples", edition, corrected)
        for site in SITE_NAMES
        for path in sorted((folder / "articles" / site).glob("*.txt"))
    }
    stories: dict[str, list[Story]] = {site: [] for site in SITE_NAMES}
    for name, story in read.items():
        completed = (
            replace(
                story,
                paragraphs=read[story.same].paragraphs,
                page_paragraphs=read[story.same].page_paragraphs,
            )
            if story.same
            else story
        )
        stories[name.partition("/")[0]].append(completed)
    return {
        site: sorted(listed, key=lambda story: story.date, reverse=True)
        for site, listed in stories.items()
    }


def _read_story(path: Path, samples: Path, edition: int, corrected: datetime) -> Story:
    top, _, text = path.read_text("utf-8").partition("\n\n")
    head: dict[str, Any] = dict(line.split(": ", 1) for line in top.splitlines())
    story = Story(**head)  # an unknown line is a slip in our own data: TypeError names it
    if story.document:
        above, _, below = (
            (samples / story.document).read_text("utf-8").partition(f"\n{story.title}\n")
        )
        return replace(
            story,
            above=_split_blocks(above),
            paragraphs=_split_blocks(below),
            page_paragraphs=(_split_blocks(below),),
        )
    sheets = tuple(
        _split_blocks(sheet)
        for sheet in _EDITION_VARIANTS.sub(lambda found: found[edition], text).split(PAGE_BREAK)
    )
    return replace(
        story,
        paragraphs=sum(sheets, ()),
        page_paragraphs=sheets,
        correction=corrected if edition > 1 and _EDITION_VARIANTS.search(text) else None,
    )


def _split_blocks(text: str) -> tuple[str, ...]:
    return tuple(block for line in text.splitlines() if (block := line.strip()))
