"""Every enabled source reads its frozen page, or the announcement that carries its articles whole, as somebody once read it by hand."""

import gzip
import json
import re
from pathlib import Path

import pytest

from commands.frozen import fields_of
from crawler.sources import check_sources
from pipelines.conveyor import refine
from pipelines.kit import Kit, build_kit
from records.address import canonical
from records.home import ROOT
from records.page import Candidate, Page
from records.record import Record
from records.source import Source
from spiders.api import read_list
from spiders.feed import read_feed
from spiders.found import Reading
from spiders.sieve import links_of, sift

NOW = "2026-11-23T19:00:00Z"
CORPUS = Path(__file__).parent
CHECKED = check_sources(ROOT / "data" / "sources")
ENABLED = [source for source in CHECKED.sources if source.enabled]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return build_kit(ROOT / "data", CHECKED.sources)


def test_the_shipped_source_files_have_no_fault():
    assert CHECKED.faults == ()
    assert len(ENABLED) >= 3
    assert any(source.kind == "partner" for source in CHECKED.sources)


def is_whole(source: Source) -> bool:
    """Whether a source's announcements carry its articles, so that no page is fetched."""
    return source.full_text_feeds or bool(source.api and source.api.body)


@pytest.mark.parametrize("source", [source for source in ENABLED if not is_whole(source)], ids=lambda source: source.name)
def test_an_enabled_source_reads_its_frozen_page(source, kit):
    folder = CORPUS / source.name
    assert folder.is_dir(), f"{source.name} is enabled and has no frozen page; put one into {folder} or set enabled = false"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    body = gzip.decompress((folder / "page.html.gz").read_bytes())
    record = refine(Record.of(Page(url=expected["url"], source=source.name, body=body, fetched=NOW)), kit)
    assert isinstance(record, Record), record
    assert fields_of(record) == expected
    assert re.search(links_of(source), expected["url"]) or source.name == "xinhua-health"  # its page is of another channel


@pytest.mark.parametrize("source", [source for source in ENABLED if is_whole(source)], ids=lambda source: source.name)
def test_an_enabled_source_without_pages_reads_its_announcement_whole(source, kit):
    folder = CORPUS / source.name
    reading = Reading(NOW, source.language, source.utc_offset, source.full_text_feeds)
    if source.full_text_feeds:
        found = read_feed((folder / "feed.xml").read_bytes(), source.feeds[0], reading)
    else:
        found = read_list((folder / "answer.json").read_bytes(), source.api, source.api.urls[0], reading)
    sifted = sift(source, found)
    assert [(one.reason, one.what) for one in sifted.skipped] == []
    records = [refine(Record.of(whole(one, source)), kit) for one in sifted.candidates]
    expected = json.loads((folder / "announced.json").read_text("utf-8"))
    assert [{**fields_of(record), "licence": record.licence} for record in records] == expected


def whole(announced: Candidate, source: Source) -> Page:
    """Make the page of an article that came whole, as the spiders do."""
    return Page(canonical(announced.url), source.name, announced.text.encode(), NOW, "fragment", charset="utf-8", hint=announced.hint)


def test_every_frozen_page_has_its_origin_in_the_readme():
    text = (CORPUS / "README.md").read_text("utf-8")
    named = {path.parent.name for pattern in ("*/expected.json", "*/announced.json") for path in CORPUS.glob(pattern)}
    assert [name for name in named if f"| {name} |" not in text] == []
    assert named <= {source.name for source in CHECKED.sources}
