"""The table of feed formats: each row writes a file that the documentation names."""

import json
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from feeds.formats import FORMATS, FeedContent
from records.article import Article, Change
from records.paths import PROJECT_ROOT
from services.export import export_feeds

READERS: dict[str, Callable[[bytes], object]] = {
    "application/jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "application/atom+xml": etree.fromstring,
    "application/feed+json": json.loads,
}


def test_every_format_is_exported_under_its_name(stocked, tmp_path: Path) -> None:
    export_feeds(stocked().store, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        feed.file_name for feed in FORMATS
    }


def test_the_media_type_says_what_is_written(article: Callable[..., Article]) -> None:
    shown = article()
    change = Change(1, "upsert", shown.uid, 1, shown.fetched, article=shown)
    for feed in FORMATS:
        content = FeedContent(iter([change]), [shown], [])
        assert READERS[feed.media_type](b"".join(feed.write(content))) is not None


def test_names_and_files_are_there_once() -> None:
    assert len({feed.name for feed in FORMATS}) == len(FORMATS)
    assert len({feed.file_name for feed in FORMATS}) == len(FORMATS)


def test_the_page_about_feeds_names_every_file() -> None:
    page = (PROJECT_ROOT / "docs" / "feeds.md").read_text("utf-8")
    assert [feed.file_name for feed in FORMATS if f"`{feed.file_name}`" not in page] == []
